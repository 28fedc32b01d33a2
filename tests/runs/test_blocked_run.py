"""A run whose folder cannot be written waits and loses nothing; it then becomes what it would have become."""

import errno
import os
import shutil

import numpy as np
import pytest

from nnstudio.data.folders import DataFolders
from nnstudio.runs import held_events, run_files
from nnstudio.runs.events import RunEndReason, WritingFailed, WritingResumed
from nnstudio.runs.folder import RunFolderError
from nnstudio.spec.paths import set_text
from tests.conftest import small_settings
from tests.runs.batch_steps import steps_of
from tests.runs.test_run import events_of, prepared

SETTINGS = small_settings("dataset=fashion-mnist", "optimizer=adam", "layers=[dense 16 relu, dropout 0.3]")


@pytest.fixture(autouse=True)
def _no_patience(monkeypatch):
    """Look for the folder with each row, and try again at once."""
    monkeypatch.setattr(run_files, "CHECK_SECONDS", 0.0)
    monkeypatch.setattr(held_events, "NAP_SECONDS", 0.0)
    monkeypatch.setattr(held_events, "RETRY_SECONDS", 0.0)


@pytest.fixture
def folders(clothes_folder, tmp_path):
    return DataFolders(clothes_folder, tmp_path / "cache")


@pytest.fixture
def run(folders, tmp_path):
    run = prepared(SETTINGS, folders, tmp_path / "runs")
    yield run
    run.close()


def blocked(run, lose, step=10):
    """Train to ``step``, lose the folder, and return what is reported until the run waits."""
    events = []
    while run.step < step:
        events += run.advance()
    lose(run.started.folder)
    while not run.is_blocked:
        events += run.advance()
    return events


def hide(folder):
    folder.rename(folder.with_name("hidden"))


def bring_back(folder):
    folder.with_name("hidden").rename(folder)


def test_it_says_why_it_waits_and_neither_trains_nor_reports_anything_meanwhile(run):
    events = blocked(run, hide)
    step = run.step
    assert isinstance(events[-1], WritingFailed)
    assert events[-1].text.endswith("is gone. Put it back, or let it be written anew.")
    assert max(steps_of(events)) <= step
    bring_back(run.started.folder)
    assert isinstance(run.retry()[0], WritingResumed)


def test_a_folder_that_cannot_be_made_again_is_said_again_at_each_try(run):
    def occupy(folder):
        hide(folder)
        folder.write_text("a file in its place")

    blocked(run, occupy)
    step = run.step
    assert [type(event) for event in run.retry()] == [WritingFailed]
    assert run.advance() == []
    assert (run.step, run.ended) == (step, None)
    run.started.folder.unlink()
    bring_back(run.started.folder)


@pytest.mark.parametrize("lose", [hide, shutil.rmtree], ids=["put back", "deleted"])
def test_when_it_is_mended_it_goes_on_and_ends_as_a_run_that_never_waited(run, folders, tmp_path, lose):
    whole = prepared(SETTINGS, folders, tmp_path / "whole")
    expected = events_of(whole)
    events = blocked(run, lose)
    if lose is hide:
        bring_back(run.started.folder)
    while run.ended is None:
        events += run.advance()
    assert any(isinstance(event, WritingResumed) for event in events)
    assert steps_of(events) == steps_of(expected)
    names = {file.name for file in whole.started.folder.iterdir()}
    assert {file.name for file in run.started.folder.iterdir()} == names
    for name in ("weights.npy", "weights-best.npy"):
        np.testing.assert_array_equal(np.load(run.started.folder / name), np.load(whole.started.folder / name))
    rows, others = (np.fromfile(each.started.folder / "batches.f32", "<f4").reshape(-1, 5) for each in (run, whole))
    np.testing.assert_array_equal(rows[:, :4], others[:, :4])


def test_a_run_that_cannot_write_its_end_has_not_ended_until_it_can(run):
    while not run.is_ending:
        run.advance()
    hide(run.started.folder)
    events = []
    while not run.is_blocked:
        events += run.advance()
    assert run.ended is None
    bring_back(run.started.folder)
    while run.ended is None:
        events += run.advance()
    assert events[-1] is run.ended
    assert (run.started.folder / "result.json").exists()


def test_it_can_be_stopped_when_it_can_be_written_and_only_then(run):
    def occupy(folder):
        hide(folder)
        folder.write_text("a file in its place")

    blocked(run, occupy)
    with pytest.raises(RunFolderError, match="cannot be written"):
        run.end(RunEndReason.STOPPED)
    run.started.folder.unlink()
    bring_back(run.started.folder)
    run.end(RunEndReason.STOPPED)
    assert events_of(run)[-1].reason is RunEndReason.STOPPED


def test_settings_that_are_changed_while_it_waits_hold_from_the_next_batch_on(run):
    blocked(run, hide)
    step = run.step
    assert run.change(set_text(SETTINGS, "learning_rate=0.25")) == []
    bring_back(run.started.folder)
    run.retry()
    events_of(run)
    rates = np.fromfile(run.started.folder / "batches.f32", "<f4").reshape(-1, 5)[:, 3]
    assert set(rates[:step]) == {np.float32(0.001)}
    assert set(rates[step:]) == {np.float32(0.25)}


def test_a_run_that_cannot_even_begin_leaves_nothing_behind(folders, tmp_path, monkeypatch):
    def full(_path, _write):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(run_files, "write_atomically", full)
    with pytest.raises(RunFolderError, match="No space left on device"):
        prepared(SETTINGS, folders, tmp_path / "runs")
    assert list((tmp_path / "runs").iterdir()) == []
