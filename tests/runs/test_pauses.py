"""Pauses are written to the run's folder and come back with it."""

import shutil

import pytest

from nnstudio.runs.events import Paused, Resumed, RunEndReason
from nnstudio.runs.pauses import FILE, Pause, PauseClock
from nnstudio.runs.preparation import prepare
from nnstudio.runs.recorded_run import read_recorded_run
from nnstudio.runs.saved_run import open_run
from nnstudio.runs.training_on import prepare_to_train_on
from nnstudio.steps import finish
from tests.conftest import small_settings
from tests.runs.test_recorded_run import RELEASED

SETTINGS = small_settings("epochs=4")


@pytest.fixture
def run(folders, tmp_path):
    run = finish(prepare(SETTINGS, folders, tmp_path / "runs"))
    yield run
    run.close()


def train_to(run, step):
    while run.step < step:
        run.advance()


def recorded(run):
    return read_recorded_run(open_run(run.started.folder)).history.pauses


def test_a_pause_is_as_long_as_the_run_waited():
    times = iter([100.0, 112.5])
    clock = PauseClock(lambda: next(times))
    assert clock.begin(7) == Paused(7)
    assert clock.end() == Resumed(7, 12.5)
    assert clock.end() is None


def test_a_pause_is_reported_after_the_batches_before_it_and_comes_back(run):
    train_to(run, 30)
    *groups, paused = run.pause()
    assert paused == Paused(30)
    assert sum(len(group.rows) for group in groups) > 0
    (resumed,) = run.resume()
    assert run.resume() == []
    assert recorded(run) == [Pause(30, pytest.approx(30 / 25), pytest.approx(resumed.seconds, abs=1e-3))]


def test_a_run_that_was_killed_while_it_waited_has_a_pause_of_unknown_length(run):
    train_to(run, 30)
    run.pause()
    assert [(pause.step, pause.seconds) for pause in recorded(run)] == [(30, None)]


def test_a_run_that_is_stopped_while_it_waits_waits_no_more(run):
    train_to(run, 30)
    run.pause()
    reported = run.end(RunEndReason.STOPPED)
    assert [event.step for event in reported if isinstance(event, Resumed)] == [30]
    assert recorded(run)[0].seconds is not None


def test_a_run_that_trains_on_keeps_the_pauses_before_its_checkpoint(run, folders):
    train_to(run, 40)
    run.pause()
    run.resume()
    train_to(run, 50)
    run.advance()  # the evaluation at the end of the epoch, and its checkpoint
    train_to(run, 60)
    run.pause()
    run.resume()
    run.flush()
    run.close()  # as if killed
    finish(prepare_to_train_on(run.started.folder, SETTINGS, folders)).close()
    assert [pause.step for pause in recorded(run)] == [40]


def test_a_last_line_that_a_kill_cut_short_is_left_out(run):
    train_to(run, 30)
    run.pause()
    with (run.started.folder / FILE).open("a") as file:
        file.write('{"step": 30, "sec')
    assert [(pause.step, pause.seconds) for pause in recorded(run)] == [(30, None)]


def test_an_older_run_has_no_pauses(tmp_path):
    shutil.copytree(RELEASED, tmp_path / "run")
    assert read_recorded_run(open_run(tmp_path / "run")).history.pauses == []
