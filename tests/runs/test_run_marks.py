"""The marks of a run: what happened and when, in the words that a person reads."""

import pytest

from nnstudio.engine.events import BatchFinished, Evaluated, Metrics
from nnstudio.runs.events import BatchesFinished, LiveSettingsChanged, Paused, Resumed
from nnstudio.runs.history import History
from nnstudio.runs.run_marks import MarkKind, run_marks
from nnstudio.runs.run_warning import Cause, RunWarning
from nnstudio.runs.warning_times import RaisedWarning
from nnstudio.spec.paths import set_text
from tests.conftest import small_settings
from tests.session.scripted_trainer import ended

SETTINGS = small_settings()


@pytest.fixture
def history():
    """A history of 100 batches, four epochs."""
    history = History()
    batches = [BatchFinished(step, 1, step / 25, 0.5, 0.5, 0.05) for step in range(1, 101)]
    history.add_batches(BatchesFinished.of(batches, 1.0, 100.0))
    return history


def evaluate(history, *losses):
    for epoch, loss in enumerate(losses):
        metrics = Metrics(loss, 0.9, 100)
        history.add_evaluation(Evaluated(epoch, 25 * epoch, float(epoch), metrics, metrics, 0.0, ends_epoch=True))


def texts(marks):
    return [(mark.kind, mark.step, mark.text) for mark in marks]


def warning(cause):
    return RunWarning(cause, "evidence", "reason", ())


def test_a_run_in_which_nothing_happened_has_no_marks(history):
    assert run_marks(history) == []


def test_a_change_is_marked_with_what_changed(history):
    history.add_change(LiveSettingsChanged(set_text(SETTINGS, "learning_rate=0.01"), 40), SETTINGS)
    assert texts(run_marks(history)) == [(MarkKind.CHANGE, 40, "learning rate 0.05 → 0.01")]
    assert run_marks(history)[0].position == pytest.approx(1.6)


def changed(history, *moments):
    """Change the learning rate to these values after these batches."""
    before = SETTINGS
    for step, rate in moments:
        after = set_text(before, f"learning_rate={rate}")
        history.add_change(LiveSettingsChanged(after, step), before)
        before = after


def test_the_changes_while_a_slider_is_dragged_have_one_mark(history):
    changed(history, (40, 0.04), (60, 0.02), (80, 0.01))  # the hundred batches took a second
    assert texts(run_marks(history)) == [(MarkKind.CHANGE, 80, "learning rate 0.05 → 0.01")]


def test_a_setting_that_is_dragged_back_is_not_marked(history):
    changed(history, (40, 0.04), (60, 0.05))
    assert run_marks(history) == []


def test_changes_that_are_far_apart_have_a_mark_each(history):
    more = [BatchFinished(step, 1, step / 25, 0.5, 0.5, 0.05) for step in range(101, 201)]
    history.add_batches(BatchesFinished.of(more, 9.0, 100.0))
    changed(history, (40, 0.04), (180, 0.01))
    assert [mark.text for mark in run_marks(history)] == ["learning rate 0.05 → 0.04", "learning rate 0.04 → 0.01"]


def test_changes_of_different_settings_have_a_mark_each(history):
    slower = set_text(SETTINGS, "learning_rate=0.01")
    history.add_change(LiveSettingsChanged(slower, 40), SETTINGS)
    history.add_change(LiveSettingsChanged(set_text(slower, "batch_size=7"), 41), slower)
    assert [mark.step for mark in run_marks(history)] == [40, 41]


def test_a_warning_says_until_when_it_held(history):
    raised = [RaisedWarning(warning(Cause.PLATEAU), 50, 75), RaisedWarning(warning(Cause.DEAD_UNITS), 60)]
    first, second = run_marks(history, raised)
    assert (first.text, first.until) == ("warning: plateau, until epoch 3", 75)
    assert (second.text, second.until) == ("warning: dead units", None)


@pytest.mark.parametrize(
    ("seconds", "text"), [(None, "paused"), (12.3, "paused for 12 s"), (75, "paused for 1:15"), (0.2, "paused for 0 s")]
)
def test_a_pause_says_how_long_it_was(history, seconds, text):
    history.add_pause(Paused(30))
    if seconds is not None:
        history.add_pause(Resumed(30, seconds))
    assert texts(run_marks(history)) == [(MarkKind.PAUSE, 30, text)]


def test_pauses_after_each_of_several_batches_have_one_mark(history):
    for step in (10, 11, 12, 40):
        history.add_pause(Paused(step))
        history.add_pause(Resumed(step, 1.0))
    expected = [(MarkKind.PAUSE, 10, "paused 3 times, the last time after batch 12")]
    assert texts(run_marks(history)) == [*expected, (MarkKind.PAUSE, 40, "paused for 1 s")]


def test_the_best_validation_result_is_marked_by_what_is_monitored(history):
    evaluate(history, 2.3, 0.5, 0.25, 0.4)
    assert texts(run_marks(history)) == [(MarkKind.BEST, 50, "best validation loss: 0.2500")]


def test_the_best_is_not_marked_before_there_is_one_to_compare_it_with(history):
    evaluate(history, 2.3, 0.5)
    assert run_marks(history) == []


def test_the_untrained_network_is_never_the_best(history):
    evaluate(history, 0.1, 0.5, 0.6)
    assert run_marks(history) == []


def test_the_best_accuracy_is_a_percentage():
    history = History("accuracy")
    evaluate(history, 2.3, 0.5, 0.25)
    assert not run_marks(history)  # all are as accurate as the untrained one
    better = Metrics(0.2, 0.95, 100)
    history.add_evaluation(Evaluated(3, 75, 3.0, better, better, 0.0, ends_epoch=True))
    assert run_marks(history)[0].text == "best validation accuracy: 95.00\u202f%"


def test_the_end_says_why(history):
    assert texts(run_marks(history, ended=ended(step=100))) == [(MarkKind.END, 100, "its one epoch is trained")]


def test_marks_are_in_the_order_of_their_steps(history):
    evaluate(history, 2.3, 0.5, 0.25, 0.4)
    history.add_pause(Paused(60))
    history.add_change(LiveSettingsChanged(set_text(SETTINGS, "learning_rate=0.01"), 20), SETTINGS)
    marks = run_marks(history, [RaisedWarning(warning(Cause.PLATEAU), 30)], ended(step=100))
    assert [mark.step for mark in marks] == [20, 30, 50, 60, 100]
