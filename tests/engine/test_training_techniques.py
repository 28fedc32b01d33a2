"""Schedules, penalties, clipping, stopping: as records on their own, and in a training."""

import math

import numpy as np
import pytest

from nnstudio.engine.clipping import ClipByNorm, ClipByValue, NoClipping
from nnstudio.engine.events import BatchFinished, EndReason, Evaluated, Metrics
from nnstudio.engine.layers import BatchNorm, Dense, Dropout
from nnstudio.engine.network import Network, NetworkSettings
from nnstudio.engine.optimizers import Sgd
from nnstudio.engine.penalties import PenaltySettings
from nnstudio.engine.schedules import (
    SCHEDULES,
    Constant,
    Cosine,
    Exponential,
    InverseTime,
    ReduceOnPlateau,
    StepDecay,
)
from nnstudio.engine.stopping import EarlyStopping, NeverStop, StopAtTarget
from nnstudio.engine.training_settings import TrainingSettings
from nnstudio.engine.validation import Validation
from tests.engine.test_training import new_training, of_kind


def validations(*losses, accuracy=0.5):
    """Return one validation at each epoch's end."""
    return [Validation(float(epoch), Metrics(loss, accuracy, 10)) for epoch, loss in enumerate(losses)]


@pytest.mark.parametrize(
    ("schedule", "position", "factor"),
    [
        (Constant(), 7.5, 1),
        (InverseTime(0.5), 0.9, 1),
        (InverseTime(0.5), 3.2, 1 / 2.5),
        (StepDecay(3, 0.1), 2.9, 1),
        (StepDecay(3, 0.1), 6.0, 0.01),
        (Exponential(0.9), 2.5, 0.81),
        (Cosine(), 0, 1),
        (Cosine(), 5, 0.5),
        (Cosine(), 10, 0),
    ],
)
def test_a_schedule_has_the_value_of_its_formula(schedule, position, factor):
    assert schedule.factor(position, 10) == pytest.approx(factor)


@pytest.mark.parametrize("kind", SCHEDULES, ids=lambda kind: kind.key)
def test_every_schedule_stays_between_zero_and_one_also_in_an_endless_run(kind):
    for epochs in (0, 5):
        for position in np.linspace(0, 5, 21):
            assert 0 <= kind().factor(float(position), epochs) <= 1


def test_a_plateau_lowers_the_learning_rate_each_time_patience_ends():
    schedule = ReduceOnPlateau(patience=2, decay=0.5)
    assert schedule.factor_after(validations(3, 2, 2)) == 1
    assert schedule.factor_after(validations(3, 2, 2, 2)) == 0.5
    assert schedule.factor_after(validations(3, 2, 2, 2, 1, 1, 1)) == 0.25


def rates_of(**settings):
    settings = {"optimizer": Sgd(0.5), "batch_size": 50, "epochs": 4, **settings}
    return [
        batch.learning_rate for batch in of_kind(BatchFinished, new_training(TrainingSettings(**settings)).events())
    ]


def test_training_follows_the_schedule():
    assert rates_of(schedule=InverseTime(1.0)) == pytest.approx([0.5] * 4 + [0.25] * 4 + [0.5 / 3] * 4 + [0.125] * 4)


def test_warm_up_grows_from_the_first_batch_on():
    assert rates_of(warm_up=2.0)[:9] == pytest.approx([0.5 * step / 8 for step in range(1, 9)] + [0.5])


def test_early_stopping_waits_for_its_patience():
    rule = EarlyStopping(patience=2)
    assert not rule.says_stop(validations(3, 2, 2.5))
    assert rule.says_stop(validations(3, 2, 2.5, 2.1))
    assert not rule.says_stop(validations(3, 2, 2.5, 1.9, 2.5))


def test_a_change_smaller_than_the_minimum_is_no_improvement():
    losses = validations(3, 2.95, 2.9)
    assert EarlyStopping(patience=2, minimum_change=0.2).says_stop(losses)
    assert not EarlyStopping(patience=2).says_stop(losses)


def test_early_stopping_can_watch_the_accuracy():
    worse_loss = [Validation(0.0, Metrics(1, 0.5, 10)), Validation(1.0, Metrics(2, 0.6, 10))]
    assert EarlyStopping("loss", 1).says_stop(worse_loss)
    assert not EarlyStopping("accuracy", 1).says_stop(worse_loss)


def test_a_target_is_reached_by_the_last_accuracy():
    assert StopAtTarget(0.9).says_stop(validations(1, accuracy=0.9))
    assert not StopAtTarget(0.9).says_stop(validations(1, accuracy=0.89))
    assert not NeverStop().says_stop(validations(1, accuracy=1))


def test_a_stopped_training_says_so_and_restores_the_best_weights_when_asked_to():
    settings = TrainingSettings(
        optimizer=Sgd(8.0), batch_size=10, epochs=60, stopping=EarlyStopping(patience=3), restores_best=True
    )
    training = new_training(settings)
    events = list(training.events())
    losses = [event.validation.loss for event in of_kind(Evaluated, events)]
    assert events[-1].reason is EndReason.STOPPED_EARLY
    assert len(losses) < 60
    assert training.best.evaluation.validation.loss == min(losses)
    np.testing.assert_array_equal(training.parameters, training.best.parameters)


def test_evaluations_come_at_the_chosen_interval_and_at_the_end_of_each_epoch():
    settings = TrainingSettings(optimizer=Sgd(0.1), batch_size=20, epochs=2, evaluate_every=4)
    evaluations = of_kind(Evaluated, new_training(settings).events())
    assert [event.step for event in evaluations] == [0, 4, 8, 10, 12, 16, 20]
    assert [event.ends_epoch for event in evaluations] == [True, False, False, True, False, False, True]


def test_a_penalty_has_the_value_and_the_gradient_of_its_formula():
    weights = np.array([1.0, -2.0, 0.5])
    penalties = PenaltySettings(l1=0.1, l2=0.3)
    assert penalties.value(weights) == pytest.approx(0.1 * 3.5 + 0.15 * 5.25)
    gradient = np.array([1.0, 1.0, 1.0])
    penalties.add_gradient(weights, gradient, np.empty(3))
    np.testing.assert_allclose(gradient, [1 + 0.1 + 0.3, 1 - 0.1 - 0.6, 1 + 0.1 + 0.15])
    for index in range(3):
        above, below = weights.copy(), weights.copy()
        above[index] += 1e-6
        below[index] -= 1e-6
        slope = (penalties.value(above) - penalties.value(below)) / 2e-6
        assert gradient[index] - 1 == pytest.approx(slope, rel=1e-6)


def test_no_penalty_is_zero():
    assert PenaltySettings().value(np.ones(5)) == 0


@pytest.mark.parametrize("name", ["l1", "l2", "weight_decay"])
def test_every_penalty_makes_the_weights_smaller_and_leaves_the_biases_alone(name):
    sizes = {}
    for strength in (0.0, 0.05):
        penalties = PenaltySettings(**{name: strength})
        training = new_training(TrainingSettings(optimizer=Sgd(0.2), batch_size=20, epochs=5, penalties=penalties))
        list(training.events())
        sizes[strength] = float(np.abs(training.parameters[: training.network.layout.weight_count]).mean())
    assert sizes[0.05] < 0.9 * sizes[0.0]
    untouched = np.ones(training.network.layout.count, np.float32)
    weights = training.network.layout.weight_count
    PenaltySettings(l1=0.1, l2=0.1).add_gradient(untouched[:weights], untouched[:weights].copy(), np.empty(weights))
    assert (untouched[weights:] == 1).all()


def test_the_penalty_is_reported_apart_from_the_loss():
    settings = TrainingSettings(optimizer=Sgd(0.1), epochs=1, penalties=PenaltySettings(l2=0.1))
    training = new_training(settings)
    last = of_kind(Evaluated, training.events())[-1]
    weights = training.parameters[: training.network.layout.weight_count]
    assert last.penalty == pytest.approx(0.05 * float((weights.astype(float) ** 2).sum()), rel=1e-5)


def test_clipping_by_norm_keeps_the_direction():
    gradient = np.array([3.0, 4.0])
    ClipByNorm(1.0).clip(gradient)
    np.testing.assert_allclose(gradient, [0.6, 0.8])
    ClipByNorm(2.0).clip(gradient)
    np.testing.assert_allclose(gradient, [0.6, 0.8])


def test_clipping_by_value_cuts_number_by_number():
    gradient = np.array([3.0, -0.2, -9.0])
    ClipByValue(0.5).clip(gradient)
    np.testing.assert_allclose(gradient, [0.5, -0.2, -0.5])
    NoClipping().clip(gradient)
    np.testing.assert_allclose(gradient, [0.5, -0.2, -0.5])


def test_a_dropout_rate_changed_while_training_applies_from_the_next_batch_on():
    def train(rate_after):
        layers = (Dense(8), Dropout(0.0))
        training = new_training(layers=layers)
        losses = []
        for event in training.events():
            if isinstance(event, BatchFinished):
                losses.append(event.loss)
                if event.step == 5:
                    changed = NetworkSettings((Dense(8), Dropout(rate_after)))
                    training.change(Network(changed, (4,), 4), training.settings)
        return losses

    without, with_dropout = train(0.0), train(0.8)
    assert with_dropout[:5] == without[:5]
    assert with_dropout[5] != without[5]


def test_training_with_every_layer_learns():
    settings = TrainingSettings(optimizer=Sgd(0.2), batch_size=20, epochs=30)
    training = new_training(settings, layers=(Dense(16), BatchNorm(), Dropout(0.1)))
    evaluations = of_kind(Evaluated, training.events())
    assert evaluations[-1].validation.accuracy > 0.85


def test_divergence_keeps_finite_weights_and_reports_step_and_layer():
    settings = TrainingSettings(optimizer=Sgd(10.0), batch_size=20, epochs=50)
    training = new_training(settings, layers=(Dense(8), Dense(8)))
    training.parameters *= 1e30
    with np.errstate(all="ignore"):
        events = list(training.events())
    assert events[-1].reason is EndReason.DIVERGED
    assert events[-1].layer in (1, 2, 3)
    assert np.isfinite(training.parameters).all()
    assert not math.isfinite(of_kind(BatchFinished, events)[-1].loss)
