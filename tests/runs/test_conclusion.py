"""What follows the last batch: which weights are evaluated, on what, and what is kept of them."""

import json
from dataclasses import replace

import numpy as np

from nnstudio.engine.events import Evaluated, EvaluationAdvanced
from nnstudio.inspection.novelty_file import FILES
from nnstudio.runs.events import RunEndReason
from nnstudio.runs.preparation import prepare
from nnstudio.runs.recorded_run import read_recorded_run
from nnstudio.runs.saved_run import open_run
from nnstudio.spec.paths import set_text
from nnstudio.steps import finish
from tests.conftest import small_settings
from tests.ink_files import write_ink_file
from tests.runs.test_checkpoints import Clock
from tests.runs.test_fine_tuning import my_digits
from tests.runs.test_run import events_of, prepared

SETTINGS = small_settings("optimizer=sgd 0.1", "epochs=2", "penalties.l2=0.01")


def spoiled(settings, folders, runs):
    """Return a run that a large learning rate made worse in its second epoch, and its evaluations."""
    run = prepared(settings, folders, runs)
    events = []
    while run.ended is None:
        events += run.advance()
        if run.step == 25 and run.epoch == 1 and isinstance(events[-1], Evaluated):
            run.change(set_text(settings, "learning_rate=10"))
    return run, [event for event in events if isinstance(event, Evaluated)]


def scores_of(folder, weights):
    with np.load(folder / FILES[weights]) as archive:
        return archive["calibration_scores"]


def test_the_last_and_the_best_weights_each_have_their_position_their_penalty_and_their_detector(folders, tmp_path):
    run, (_, best, last) = spoiled(SETTINGS, folders, tmp_path)
    assert best.validation.loss < last.validation.loss
    assert best.penalty != last.penalty
    for result, event in ((run.ended.best, best), (run.ended.last, last)):
        assert (result.epoch, result.step, result.penalty) == (event.position, event.step, event.penalty)
        assert (result.training, result.validation) == (event.training, event.validation)
    assert (scores_of(run.started.folder, "best") != scores_of(run.started.folder, "last")).any()


def test_a_run_that_goes_back_to_its_best_weights_ends_with_their_position(folders, tmp_path):
    settings = replace(SETTINGS, training=replace(SETTINGS.training, restores_best=True))
    run, (_, best, _) = spoiled(settings, folders, tmp_path)
    assert run.ended.last == run.ended.best
    assert (run.ended.last.epoch, run.ended.last.step) == (1, 25)
    assert (run.ended.last.training, run.ended.last.validation) == (best.training, best.validation)


def test_what_was_evaluated_at_the_end_of_the_last_epoch_is_not_evaluated_again(folders, tmp_path):
    run = finish(prepare(small_settings("epochs=1"), folders, tmp_path, clock=Clock(1.0)))
    while not run.is_ending:
        run.advance()
    evaluated = [event.total for event in events_of(run) if isinstance(event, EvaluationAdvanced)]
    assert evaluated == [100]  # the test set alone
    assert (run.ended.last.training.count, run.ended.last.test.count) == (500, 100)


def test_a_run_stopped_in_an_epoch_reports_the_evaluation_that_it_records_with_that_on_my_digits(folders, tmp_path):
    write_ink_file(folders.my_digits, my_digits(2))
    try:
        run = prepared(small_settings(), folders, tmp_path)
        while run.step < 3:
            run.advance()
        run.end(RunEndReason.STOPPED)
        events = events_of(run)
    finally:
        folders.my_digits.unlink()
    (reported,) = [event for event in events if isinstance(event, Evaluated)]
    recorded = read_recorded_run(open_run(run.started.folder))
    assert reported == recorded.history.evaluations[-1]
    assert reported.extra == run.ended.last.my_digits
    assert reported.extra.count == 6
    assert json.loads((run.started.folder / "result.json").read_text())["my_digits_loss"] == reported.extra.loss


def test_a_run_that_was_stopped_before_any_evaluation_has_its_weights_as_the_best(folders, tmp_path):
    run = prepared(SETTINGS, folders, tmp_path)
    run.end(RunEndReason.STOPPED)
    events_of(run)
    folder = run.started.folder
    np.testing.assert_array_equal(open_run(folder, "best").parameters, open_run(folder, "last").parameters)


def test_last_weights_that_are_as_good_as_the_best_do_not_replace_them(folders, tmp_path):
    run = prepared(small_settings("stopping=early accuracy 5", "epochs=4"), folders, tmp_path)
    while run.step < 53:
        run.advance()
    run.end(RunEndReason.STOPPED)
    events_of(run)
    best, last = run.ended.best, run.ended.last
    assert best.validation.accuracy == last.validation.accuracy == 1.0
    assert best.step < last.step == 53
