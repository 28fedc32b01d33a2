"""Learning that fails is recognised, and what learns is left alone."""

import math
from dataclasses import replace

import numpy as np
import pytest

from nnstudio.engine.events import BatchFinished, Evaluated, Metrics
from nnstudio.engine.losses import MeanSquaredError
from nnstudio.engine.optimizers import Momentum
from nnstudio.engine.training_settings import TrainingSettings
from nnstudio.runs.events import BatchesFinished, RunEndReason
from nnstudio.runs.history import History
from nnstudio.runs.learning_problem import (
    MORE_ACCURATE,
    NEAR,
    LearningJudge,
    ProblemKind,
    divergence,
    learning_problem,
    smaller_rate,
)
from tests.runs.test_run_events import ENDED

USUAL = TrainingSettings(optimizer=Momentum(0.05))
GUESSING = math.log(10)


def with_rate(rate):
    return TrainingSettings(optimizer=Momentum(rate))


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
    assert learning_problem(history_of(evaluations), USUAL, 10) is None


def test_a_loss_above_guessing_is_reported_with_the_epoch_since_when():
    problem = learning_problem(history_of([(1.0, 0.6), (2.9, 0.2), (3.1, 0.2)]), USUAL, 10)
    assert problem.kind is ProblemKind.WORSE_THAN_GUESSING
    assert problem.text.startswith("The loss has been above guessing (2.303) since epoch 2.")
    assert problem.learning_rate == 0.005


def test_dead_units_are_suspected_where_a_batch_has_leapt():
    problem = learning_problem(history_of([(2.303, 0.112), (2.304, 0.1)], losses=[2.3, 80.0, 2.3]), USUAL, 10)
    assert problem.kind is ProblemKind.ONLY_GUESSING
    assert "only guesses since epoch 1: loss 2.304, accuracy 10.0" in problem.text
    assert "dead" in problem.text
    assert problem.learning_rate == 0.005


def test_a_rate_below_the_usual_one_is_suspected_to_be_too_small():
    problem = learning_problem(history_of([(2.303, 0.112)], losses=[2.3, 2.31]), with_rate(0.0001), 10)
    assert "too small" in problem.text
    assert problem.learning_rate == 0.05


def test_with_the_usual_rate_other_causes_are_named_and_no_rate():
    problem = learning_problem(history_of([(2.303, 0.112)], losses=[2.3, 2.31]), USUAL, 10)
    assert problem.learning_rate is None
    assert "other initial weights" in problem.text


def test_within_the_first_epoch_the_last_batches_are_judged():
    good, bad = [2.0] * 150, [50.0] * 100
    assert learning_problem(history_of(losses=good + bad[:50]), USUAL, 10).kind is ProblemKind.WORSE_THAN_GUESSING
    assert learning_problem(history_of(losses=bad), USUAL, 10) is None  # too few to judge
    assert learning_problem(history_of(losses=bad + good), USUAL, 10) is None
    assert learning_problem(history_of(losses=good), USUAL, 10) is None
    assert learning_problem(history_of(losses=[*bad, *bad, *good[:100]]), USUAL, 10) is None  # it has recovered
    problem = learning_problem(history_of(losses=[*good, *bad]), USUAL, 10)
    assert problem.text == (
        "The mean loss of the last 100 batches is 50.00, far above guessing (2.303). The steps are probably too large: "
        "try a smaller learning rate."
    )


def test_before_anything_is_known_there_is_no_problem():
    assert learning_problem(History(), USUAL, 10) is None


HALVES = replace(USUAL, loss=MeanSquaredError())
"""With a loss that is 0.5 for a network that guesses which of two classes it is."""


def test_twice_the_loss_of_guessing_is_not_yet_far_above_it():
    assert learning_problem(history_of(losses=[1.0] * 200), HALVES, 2) is None
    assert learning_problem(history_of(losses=[1.01] * 200), HALVES, 2) is not None


def test_a_loss_is_above_guessing_only_beyond_what_counts_as_equal():
    limit = (1 + NEAR) * 0.5
    assert learning_problem(history_of([(limit, 0.9)]), HALVES, 2) is None
    problem = learning_problem(history_of([(limit + 1e-9, 0.9)]), HALVES, 2)
    assert problem.kind is ProblemKind.WORSE_THAN_GUESSING


def test_a_network_only_guesses_while_its_loss_and_its_accuracy_are_near_those_of_guessing():
    for loss, accuracy in ((2.26, 0.1), (2.34, 0.1), (2.3, 0.1 + MORE_ACCURATE)):
        assert learning_problem(history_of([(loss, accuracy)]), USUAL, 10).kind is ProblemKind.ONLY_GUESSING
    for loss, accuracy in ((2.25, 0.1), (2.3, 0.151)):
        assert learning_problem(history_of([(loss, accuracy)]), USUAL, 10) is None


@pytest.mark.parametrize(("largest", "has_leapt"), [(0.5, False), (0.75, False), (0.76, True), (math.inf, False)])
def test_a_batch_has_leapt_beyond_one_and_a_half_times_guessing(largest, has_leapt):
    problem = learning_problem(history_of([(0.5, 0.5)], losses=[0.5, largest, 0.5]), HALVES, 2)
    assert ("dead" in problem.text) == has_leapt


def test_a_guessing_network_whose_batches_are_all_unknown_has_not_leapt():
    problem = learning_problem(history_of([(0.5, 0.5)], losses=[math.nan]), HALVES, 2)
    assert "dead" not in problem.text


def test_guessing_depends_on_the_loss_and_the_classes():
    squared = replace(USUAL, loss=MeanSquaredError())
    assert squared.loss.guessing(4) == 0.75
    assert learning_problem(history_of([(0.95, 0.2)]), squared, 10).kind is ProblemKind.WORSE_THAN_GUESSING
    assert learning_problem(history_of([(0.85, 0.25)]), squared, 10) is None
    assert learning_problem(history_of([(0.95, 0.2)]), USUAL, 10) is None


def test_guessing_is_the_loss_of_equal_probabilities():
    labels = np.arange(4)
    for loss in (USUAL.loss, MeanSquaredError()):
        measured = loss.bind((4, 4), np.dtype(np.float64)).forward(np.zeros((4, 4)), labels)
        assert measured == pytest.approx(loss.guessing(4))


def test_evaluations_of_the_validation_set_alone_are_passed_over():
    history = history_of([(0.5, 0.9)])
    validation = Metrics(3.0, 0.1, 100)
    history.add_evaluation(Evaluated(2, 30, 1.2, None, validation, 0.0, ends_epoch=False))
    assert learning_problem(history, USUAL, 10) is None
    history = history_of([(3.0, 0.1)])
    history.add_evaluation(Evaluated(2, 30, 1.2, None, Metrics(0.5, 0.9, 100), 0.0, ends_epoch=False))
    problem = learning_problem(history, USUAL, 10)
    assert problem.text.startswith("The loss has been above guessing (2.303) since epoch 1.")


@pytest.mark.parametrize(("rate", "smaller"), [(0.05, 0.005), (0.3, 0.03), (5.0, 0.05), (1e-5, 1e-5)])
def test_a_smaller_rate_is_a_tenth_or_the_usual_one(rate, smaller):
    assert smaller_rate(with_rate(rate)) == smaller


def test_a_divergence_says_where_and_offers_a_smaller_rate():
    explanation = "diverged: at batch 68 (layer 4) the numbers became infinite"
    ended = replace(ENDED, reason=RunEndReason.DIVERGED, explanation=explanation)
    problem = divergence(ended, USUAL)
    assert problem.text.startswith("Training diverged: at batch 68 (layer 4) the numbers became infinite.")
    assert problem.learning_rate == 0.005
    assert divergence(ENDED, USUAL) is None


def test_a_long_run_is_judged_without_another_look_at_what_was_judged_before():
    judge = LearningJudge(GUESSING, 10)
    history = history_of([(2.9, 0.2)] * 50, losses=[2.3] * 300)
    judge.take_history(history)
    history.evaluations.clear()
    metrics = Metrics(3.1, 0.2, 100)
    judge.take_evaluation(Evaluated(51, 1300, 51.0, metrics, metrics, 0.0, ends_epoch=True))
    assert "since epoch 1." in judge.problem(USUAL).text


def test_the_largest_loss_so_far_is_remembered_when_the_batches_come_in_groups():
    judge = LearningJudge(GUESSING, 10)
    for losses in ([2.3, 80.0, math.inf], [2.3, math.nan], [2.3]):
        judge.take_losses(np.array(losses, np.float32))
    for epoch in (1, 2):
        metrics = Metrics(2.303, 0.1, 100)
        judge.take_evaluation(Evaluated(epoch, 3 * epoch, float(epoch), metrics, metrics, 0.0, ends_epoch=True))
    assert "dead" in judge.problem(USUAL).text


def test_batches_that_come_one_by_one_are_judged_from_the_two_hundredth_on():
    judge = LearningJudge(GUESSING, 10)
    for _ in range(199):
        judge.take_losses(np.float32([50]))
    assert judge.problem(USUAL) is None
    judge.take_losses(np.float32([50]))
    assert judge.problem(USUAL).kind is ProblemKind.WORSE_THAN_GUESSING
