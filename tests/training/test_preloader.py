"""Digits that are generated before Run: in steps, whole or in part, and always the same run afterwards."""

import time

import numpy as np
import pytest

from nnstudio.data import built_in_handwriting
from nnstudio.data.built_in_handwriting import GENERATING, LOCK, BuiltInHandwriting
from nnstudio.data.folders import DataFolders
from nnstudio.data.mnist import Mnist
from nnstudio.data.mnist_and_handwriting import MnistAndHandwriting
from nnstudio.errors import DataError
from nnstudio.file_lock import FileLock
from nnstudio.runs.events import RunStarted
from nnstudio.runs.preparation import prepare
from nnstudio.steps import finish
from nnstudio.training.host import TrainerProcess
from nnstudio.training.messages import Preload, Start, Until
from nnstudio.training.preloader import Preloader
from tests.conftest import small_settings

HANDWRITING = BuiltInHandwriting()


@pytest.fixture
def empty(tmp_path):
    """Folders without any file."""
    return DataFolders(tmp_path / "data", tmp_path / "cache")


@pytest.fixture
def _few_digits(monkeypatch):
    monkeypatch.setattr(built_in_handwriting, "TRAINING_COUNT", 1800)
    monkeypatch.setattr(built_in_handwriting, "TEST_COUNT", 200)


def is_lock_free(folders):
    lock = FileLock(folders.cache / LOCK)
    try:
        return lock.try_acquire()
    finally:
        lock.release()


def run_to_the_end(folders, runs):
    run = finish(prepare(small_settings("dataset=handwriting", "epochs=1"), folders, runs))
    while run.ended is None:
        run.advance()
    return run


@pytest.mark.usefixtures("_few_digits")
@pytest.mark.parametrize("steps_ahead", [0, 1, 3, 100])
def test_a_run_has_the_same_weights_however_much_was_generated_before_it(empty, tmp_path, steps_ahead):
    alone = run_to_the_end(DataFolders(tmp_path / "other data", tmp_path / "other cache"), tmp_path / "alone")
    preloader = Preloader()
    preloader.begin(HANDWRITING, empty)
    for _ in range(steps_ahead):
        preloader.advance()
    finish(preloader.finish(HANDWRITING, empty))
    following = run_to_the_end(empty, tmp_path / "following")
    np.testing.assert_array_equal(following.parameters(), alone.parameters())


@pytest.mark.usefixtures("_few_digits")
def test_a_run_finishes_what_has_begun_and_then_reads_it(empty):
    preloader = Preloader()
    preloader.begin(HANDWRITING, empty)
    before = [preloader.advance() for _ in range(3)]
    rest = list(preloader.finish(HANDWRITING, empty))
    assert [progress.done for progress in before + rest] == [0, 500, 1000, 1500, 2000]
    assert {progress.what for progress in before + rest} == {GENERATING}
    assert HANDWRITING.is_present(empty)
    assert not preloader.is_active


@pytest.mark.usefixtures("_few_digits")
def test_a_run_that_is_cancelled_meanwhile_loses_nothing_that_was_generated(empty):
    preloader = Preloader()
    preloader.begin(HANDWRITING, empty)
    preloader.advance()
    finishing = preloader.finish(HANDWRITING, empty)
    assert next(finishing).done == 500
    finishing.close()
    assert preloader.advance().done == 1000


@pytest.mark.usefixtures("_few_digits")
def test_another_data_set_ends_the_generating_at_once(empty, folders):
    preloader = Preloader()
    preloader.begin(HANDWRITING, empty)
    preloader.advance()
    assert not is_lock_free(empty)
    preloader.begin(Mnist(), empty)
    assert is_lock_free(empty)
    assert preloader.advance() is None
    preloader.begin(HANDWRITING, empty)
    assert preloader.advance().done == 0
    assert list(preloader.finish(Mnist(), folders)) == []
    assert is_lock_free(empty)


@pytest.mark.usefixtures("_few_digits")
def test_only_what_has_to_be_generated_is_loaded_ahead(empty, folders):
    assert not Mnist().has_to_generate(folders)
    assert not MnistAndHandwriting().has_to_generate(empty)
    assert MnistAndHandwriting().has_to_generate(folders)
    finish(HANDWRITING.load(folders))
    assert not HANDWRITING.has_to_generate(folders)
    assert not MnistAndHandwriting().has_to_generate(folders)


def test_an_error_is_left_to_the_run_that_needs_the_data(empty, monkeypatch):
    def failing(_source, _folders):
        yield from ()
        raise DataError("no room")

    monkeypatch.setattr(BuiltInHandwriting, "load", failing)
    preloader = Preloader()
    preloader.begin(HANDWRITING, empty)
    assert preloader.advance() is None
    assert not preloader.is_active


# The process


def wait_until(is_reached, seconds=60):
    end = time.monotonic() + seconds
    while not is_reached():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.01)


def test_the_idle_process_generates_digits_and_quits_at_once_when_asked(empty):
    process = TrainerProcess()
    process.send(Preload(HANDWRITING, empty))
    wait_until(lambda: (empty.cache / LOCK).exists() and not is_lock_free(empty))
    process.close()
    assert process.exit_code == 0
    assert not HANDWRITING.is_present(empty)
    assert is_lock_free(empty)


def test_a_process_whose_window_is_gone_stops_generating(empty):
    process = TrainerProcess()
    process.send(Preload(HANDWRITING, empty))
    wait_until(lambda: (empty.cache / LOCK).exists() and not is_lock_free(empty))
    process.drop_connection()
    wait_until(lambda: process.exit_code is not None)
    assert is_lock_free(empty)
    process.close()


def test_a_run_that_comes_while_digits_are_generated_reports_their_progress_and_starts(empty, tmp_path):
    process = TrainerProcess()
    process.send(Preload(HANDWRITING, empty))
    process.send(Start(small_settings("dataset=handwriting"), empty, tmp_path / "runs", Until.NEXT_BATCH))
    messages = []
    while not (messages and isinstance(messages[-1], RunStarted)):
        messages.append(process.receive())
    process.close()
    progress = [message for message in messages if not isinstance(message, RunStarted)]
    assert {each.what for each in progress} == {GENERATING}
    assert progress[-1].done == progress[-1].total == 70_000
    assert [each.done for each in progress] == sorted(each.done for each in progress)
