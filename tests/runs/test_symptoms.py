"""Learning that fails is recognised, and what learns is left alone."""

import math
from dataclasses import replace

import numpy as np
import pytest

from nnstudio.engine.events import BatchFinished, Evaluated, Metrics
from nnstudio.engine.losses import MeanSquaredError
from nnstudio.engine.optimizers import Momentum
from nnstudio.engine.training_settings import TrainingSettings
from nnstudio.inspection.layer_statistics import LayerStatistics
from nnstudio.runs.events import BatchesFinished, LayersMeasured, RunEndReason
from nnstudio.runs.history import History
from nnstudio.runs.symptoms import MORE_ACCURATE, NEAR, FailureKind, Symptoms
from tests.runs.test_run_events import ENDED

USUAL = TrainingSettings(optimizer=Momentum(0.05))
GUESSING = math.log(10)


def failure(history, settings, classes):
    """Return in which way the run of ``history`` does not learn."""
    symptoms = Symptoms(settings.loss.guessing(classes), classes)
    symptoms.take_history(history)
    return symptoms.failure


def history_of(evaluations=(), losses=()):
    """Return a history with (loss, accuracy) on the training set at each epoch's end, and losses of batches."""
    history = History()
    if losses:
        batches = [BatchFinished(step, 1, step / 1000, loss, 0.1, 0.05) for step, loss in enumerate(losses, start=1)]
        history.add_batches(BatchesFinished.of(batches, 1.0, 1.0))
    for epoch, pair in enumerate([(2.31, 0.1), *evaluations]):
        metrics = Metrics(*pair, 100)
        history.add_evaluation(Evaluated(epoch, 25 * epoch, float(epoch), metrics, metrics, 0.0, ends_epoch=True))
    return history


@pytest.mark.parametrize(
    "evaluations",
    [
        pytest.param([], id="before training"),
        pytest.param([(0.5, 0.85), (0.3, 0.92)], id="it learns"),
        pytest.param([(2.29, 0.25)], id="slow, but more accurate than guessing"),
        pytest.param([(3.0, 0.1), (1.0, 0.7)], id="it has recovered"),
        pytest.param([(2.2, 0.12)], id="the loss falls although the accuracy does not rise yet"),
    ],
)
def test_a_network_that_learns_has_no_problem(evaluations):
    assert failure(history_of(evaluations), USUAL, 10) is None


def test_a_loss_above_guessing_is_reported_with_the_epoch_since_when():
    found = failure(history_of([(1.0, 0.6), (2.9, 0.2), (3.1, 0.2)]), USUAL, 10)
    assert found.kind is FailureKind.WORSE_THAN_GUESSING
    assert found.seen.startswith("The loss has not been below guessing (2.303) since epoch 2.")


def test_a_loss_that_comes_near_guessing_and_leaves_it_upwards_again_has_failed_all_the_time():
    found = failure(history_of([(2.4, 0.1), (2.31, 0.1), (2.4, 0.1)]), USUAL, 10)
    assert found.seen == "The loss has not been below guessing (2.303) since epoch 1."
    found = failure(history_of([(2.4, 0.1), (2.31, 0.1)]), USUAL, 10)
    assert found.seen.startswith("The network only guesses since epoch 1: loss 2.310")


def test_within_the_first_epoch_the_last_batches_are_judged():
    good, bad = [2.0] * 150, [50.0] * 100
    assert failure(history_of(losses=good + bad[:50]), USUAL, 10).kind is FailureKind.WORSE_THAN_GUESSING
    assert failure(history_of(losses=bad), USUAL, 10) is None  # too few to judge
    assert failure(history_of(losses=bad + good), USUAL, 10) is None
    assert failure(history_of(losses=good), USUAL, 10) is None
    assert failure(history_of(losses=[*bad, *bad, *good[:100]]), USUAL, 10) is None  # it has recovered
    found = failure(history_of(losses=[*good, *bad]), USUAL, 10)
    assert found.seen == "The mean loss of the last 100 batches is 50.00, far above guessing (2.303)."


def test_before_anything_is_known_there_is_no_problem():
    assert failure(History(), USUAL, 10) is None


HALVES = replace(USUAL, loss=MeanSquaredError())
"""With a loss that is 0.5 for a network that guesses which of two classes it is."""


def test_twice_the_loss_of_guessing_is_not_yet_far_above_it():
    assert failure(history_of(losses=[1.0] * 200), HALVES, 2) is None
    assert failure(history_of(losses=[1.01] * 200), HALVES, 2) is not None


def test_a_loss_is_above_guessing_only_beyond_what_counts_as_equal():
    limit = (1 + NEAR) * 0.5
    assert failure(history_of([(limit, 0.9)]), HALVES, 2) is None
    found = failure(history_of([(limit + 1e-9, 0.9)]), HALVES, 2)
    assert found.kind is FailureKind.WORSE_THAN_GUESSING


def test_a_network_only_guesses_while_its_loss_and_its_accuracy_are_near_those_of_guessing():
    for loss, accuracy in ((2.26, 0.1), (2.34, 0.1), (2.3, 0.1 + MORE_ACCURATE)):
        assert failure(history_of([(loss, accuracy)]), USUAL, 10).kind is FailureKind.ONLY_GUESSING
    for loss, accuracy in ((2.25, 0.1), (2.3, 0.151)):
        assert failure(history_of([(loss, accuracy)]), USUAL, 10) is None


@pytest.mark.parametrize(("largest", "has_leapt"), [(0.5, False), (0.75, False), (0.76, True), (math.inf, False)])
def test_a_batch_has_leapt_beyond_one_and_a_half_times_guessing(largest, has_leapt):
    symptoms = Symptoms(0.5, 2)
    symptoms.take_losses(np.array([0.5, largest, 0.5], np.float32))
    assert symptoms.has_leapt == has_leapt


def test_batches_whose_losses_are_all_unknown_have_not_leapt():
    symptoms = Symptoms(0.5, 2)
    symptoms.take_losses(np.array([math.nan], np.float32))
    assert not symptoms.has_leapt


def test_guessing_depends_on_the_loss_and_the_classes():
    squared = replace(USUAL, loss=MeanSquaredError())
    assert squared.loss.guessing(4) == 0.75
    assert failure(history_of([(0.95, 0.2)]), squared, 10).kind is FailureKind.WORSE_THAN_GUESSING
    assert failure(history_of([(0.85, 0.25)]), squared, 10) is None
    assert failure(history_of([(0.95, 0.2)]), USUAL, 10) is None


def test_guessing_is_the_loss_of_equal_probabilities():
    labels = np.arange(4)
    for loss in (USUAL.loss, MeanSquaredError()):
        measured = loss.bind((4, 4), np.dtype(np.float64)).forward(np.zeros((4, 4)), labels)
        assert measured == pytest.approx(loss.guessing(4))


def test_evaluations_of_the_validation_set_alone_are_passed_over():
    history = history_of([(0.5, 0.9)])
    validation = Metrics(3.0, 0.1, 100)
    history.add_evaluation(Evaluated(2, 30, 1.2, None, validation, 0.0, ends_epoch=False))
    assert failure(history, USUAL, 10) is None
    history = history_of([(3.0, 0.1)])
    history.add_evaluation(Evaluated(2, 30, 1.2, None, Metrics(0.5, 0.9, 100), 0.0, ends_epoch=False))
    found = failure(history, USUAL, 10)
    assert found.seen.startswith("The loss has not been below guessing (2.303) since epoch 1.")


def test_a_divergence_says_where():
    explanation = "diverged: at batch 68 (layer 4) the numbers became infinite"
    symptoms = Symptoms(GUESSING, 10)
    symptoms.take_end(ENDED)
    assert symptoms.failure is None
    symptoms.take_end(replace(ENDED, reason=RunEndReason.DIVERGED, explanation=explanation))
    assert symptoms.failure.kind is FailureKind.DIVERGED
    assert symptoms.failure.seen == "Training diverged: at batch 68 (layer 4) the numbers became infinite."


def test_what_is_remembered_of_a_run_does_not_grow_with_it():
    symptoms = Symptoms(GUESSING, 10)
    for step in range(1, 1001):
        symptoms.take_losses(np.full(100, 2.0, np.float32))
        metrics = Metrics(2.0, 0.3, 100)
        symptoms.take_evaluation(Evaluated(step, 100 * step, float(step), metrics, metrics, 0.0, ends_epoch=True))
        symptoms.take_layers(measured(100 * step))
    sizes = [len(each) for each in vars(symptoms).values() if hasattr(each, "__len__")]
    assert symptoms.batches == 100_000
    assert max(sizes) == 100  # the last losses


def test_the_largest_loss_so_far_is_remembered_when_the_batches_come_in_groups():
    symptoms = Symptoms(GUESSING, 10)
    for losses in ([2.3, 80.0, math.inf], [2.2, math.nan], [2.3]):
        symptoms.take_losses(np.array(losses, np.float32))
    assert symptoms.largest_loss == 80
    assert symptoms.smallest_loss == pytest.approx(2.2)
    assert symptoms.has_leapt


def test_batches_that_come_one_by_one_are_judged_from_the_two_hundredth_on():
    symptoms = Symptoms(GUESSING, 10)
    for _ in range(199):
        symptoms.take_losses(np.float32([50]))
    assert symptoms.failure is None
    symptoms.take_losses(np.float32([50]))
    assert symptoms.failure.kind is FailureKind.WORSE_THAN_GUESSING


def measured(step, norm=1.0, ratio=1e-3, dead=0.0, saturated=0.0, layers=2):
    """Return a measurement at ``step`` of ``layers`` that are all alike."""
    one = LayerStatistics(0, {}, norm, ratio, dead, saturated)
    return LayersMeasured(step, step / 100, 1.0, (one,) * layers)


def test_the_update_ratio_is_the_median_of_the_last_measurements_and_that_of_the_first_steps_is_kept():
    symptoms = Symptoms(GUESSING, 10)
    assert (symptoms.first_ratio, symptoms.update_ratio) == (0, None)
    for step, ratio in ((1, 0.5), (10, 0.1), (20, 0.2), (50, 0.01), (60, 0.02), (70, 0.9), (80, 0.03), (90, 0.04)):
        symptoms.take_layers(measured(step, ratio=ratio))
    assert symptoms.first_ratio == 0.2
    assert symptoms.update_ratio == 0.03


def test_after_a_change_the_layers_are_measured_anew():
    symptoms = Symptoms(GUESSING, 10)
    for step in range(1, 6):
        symptoms.take_layers(measured(step, dead=0.5))
    assert symptoms.of_layers(lambda layer: layer.dead) == [0.5, 0.5]
    symptoms.take_change()
    assert symptoms.of_layers(lambda layer: layer.dead) == []
    assert symptoms.first_ratio == 1e-3
