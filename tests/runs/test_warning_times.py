"""When warnings were raised and when they went away: the same while a run trains as when it is opened again."""

from nnstudio.engine.events import Evaluated
from nnstudio.runs.events import BatchesFinished, LiveSettingsChanged
from nnstudio.runs.history import History
from nnstudio.runs.preparation import prepare
from nnstudio.runs.recorded_run import read_recorded_run
from nnstudio.runs.run_warning import Cause
from nnstudio.runs.saved_run import open_run
from nnstudio.runs.warning_times import FIRST_STEP, WarningTimes
from nnstudio.spec.paths import set_text
from nnstudio.steps import finish
from tests.conftest import small_settings
from tests.runs.test_run_events import ENDED

TINY = small_settings("network.layers=[dense 16 relu, batch_norm]", "batch_size=2", "epochs=1")
LARGER = set_text(TINY, "batch_size=32")


def spans(times):
    return [(raised.warning.cause, raised.step, raised.until) for raised in times.raised]


def trained(folders, runs, settings, changes):
    """Train with ``changes``, settings by step; return the history, the times judged meanwhile, and the folder."""
    run = finish(prepare(settings, folders, runs))
    history, now = History(), settings
    times = WarningTimes(history, 10)
    while run.ended is None:
        events = run.advance()
        if run.step in changes:
            events += run.change(changes.pop(run.step))
        for event in events:
            if isinstance(event, BatchesFinished):
                history.add_batches(event)
            elif isinstance(event, Evaluated):
                history.add_evaluation(event)
            elif isinstance(event, LiveSettingsChanged):
                history.add_change(event, now)
                now = event.settings
            while times.judge_next(now):
                pass
    times.judge_next(now, run.ended)
    run.close()
    return times, run.started.folder


def judged_again(folder):
    recorded = read_recorded_run(open_run(folder))
    times = WarningTimes(recorded.history, 10)
    while times.judge_next(recorded.settings, ENDED):
        pass
    return times


def test_a_warning_has_the_step_at_which_it_was_raised_and_that_at_which_it_went_away(folders, tmp_path):
    times, _ = trained(folders, tmp_path, TINY, {50: LARGER})
    assert spans(times) == [(Cause.TINY_BATCHES, FIRST_STEP, 50)]
    assert times.current == ()


def test_a_warning_that_comes_again_is_there_twice(folders, tmp_path):
    times, _ = trained(folders, tmp_path, TINY, {50: LARGER, 52: TINY})
    assert spans(times) == [(Cause.TINY_BATCHES, FIRST_STEP, 50), (Cause.TINY_BATCHES, 52, None)]
    assert [warning.cause for warning in times.current] == [Cause.TINY_BATCHES]


def test_a_run_that_is_opened_again_is_judged_as_it_was_while_it_trained(folders, tmp_path):
    times, folder = trained(folders, tmp_path, TINY, {50: LARGER, 52: TINY})
    assert spans(judged_again(folder)) == spans(times)


def test_the_settings_at_the_beginning_are_known_again_from_the_changes(folders, tmp_path):
    times, folder = trained(folders, tmp_path, LARGER, {5: TINY, 30: LARGER})
    assert spans(times) == [(Cause.TINY_BATCHES, 5, 30)]
    assert spans(judged_again(folder)) == spans(times)


def test_a_run_is_judged_at_its_end_even_if_it_was_short(folders, tmp_path):
    few = set_text(small_settings("initializer=zeros", "epochs=1"), "batch_size=100")
    times, _ = trained(folders, tmp_path, few, {})
    assert spans(times) == [(Cause.SYMMETRIC, 5, None)]
    assert times.is_judged


def test_a_run_without_batches_is_not_judged():
    times = WarningTimes(History(), 10)
    assert not times.judge_next(TINY)
    assert times.judge_next(TINY, ENDED)
    assert not times.is_judged
    assert not times.judge_next(TINY, ENDED)
