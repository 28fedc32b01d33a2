"""When exactly a rule stops training, and when exactly a learning rate falls."""

import math

import pytest

from nnstudio.engine.events import BatchFinished, EndReason, Evaluated, Metrics
from nnstudio.engine.optimizers import Sgd
from nnstudio.engine.schedules import Cosine, Exponential, InverseTime, ReduceOnPlateau, StepDecay
from nnstudio.engine.stopping import EarlyStopping, NeverStop, StopAtTarget, StoppingRule
from nnstudio.engine.training_settings import TrainingSettings
from nnstudio.engine.validation import Validation
from tests.engine.test_training import new_training, of_kind


def measured(losses, accuracies=None):
    """Return one validation at each epoch's end."""
    pairs = zip(losses, accuracies or [0.5] * len(losses), strict=True)
    return [Validation(float(epoch), Metrics(*pair, 10)) for epoch, pair in enumerate(pairs)]


def first_stop(rule, validations):
    """Return after how many evaluations the rule says stop for the first time, or None."""
    return next((n for n in range(len(validations) + 1) if rule.says_stop(validations[:n])), None)


@pytest.mark.parametrize(
    ("patience", "losses", "stop"),
    [
        pytest.param(1, [1, 1], 2, id="an equal loss is no improvement"),
        pytest.param(2, [1, 1, 1], 3, id="two equal losses are two epochs of waiting"),
        pytest.param(3, [3, 4, 4, 4], 4, id="patience counts the epochs after the best"),
        pytest.param(2, [3, 4, 2, 4, 4], 5, id="an improvement restarts the patience"),
        pytest.param(2, [3, 5, 4], 3, id="better than the last is not better than the best"),
        pytest.param(1, [3, 2, 1], None, id="never while it gets better"),
        pytest.param(1, [math.nan], 1, id="a loss that is no number is no improvement"),
        pytest.param(2, [2, 2 - 1e-9, 2 - 2e-9], None, id="the least improvement counts"),
    ],
)
def test_early_stopping_ends_a_run_after_its_patience_without_a_new_best_loss(patience, losses, stop):
    assert first_stop(EarlyStopping("loss", patience), measured(losses)) == stop


def test_early_stopping_waits_before_the_first_evaluation():
    assert not EarlyStopping(patience=1).says_stop([])


def test_early_stopping_compares_with_the_best_that_counted():
    # Of steps of 0.1, each third one is more than 0.25 below the last that counted.
    losses = measured([3.0, 2.9, 2.8, 2.7, 2.6, 2.5, 2.4])
    assert first_stop(EarlyStopping("loss", 3, 0.25), losses) is None
    assert first_stop(EarlyStopping("loss", 2, 0.25), losses) == 3
    assert first_stop(EarlyStopping("loss", 1, 0.5), measured([3.0, 2.5])) == 2  # exactly the minimum is not more


def test_early_stopping_by_accuracy_ignores_the_loss():
    rule = EarlyStopping("accuracy", 2)
    assert first_stop(rule, measured([1, 2, 3, 4], [0.5, 0.6, 0.7, 0.8])) is None
    assert first_stop(rule, measured([4, 3, 2, 1], [0.5, 0.6, 0.6, 0.5])) == 4


def test_early_stopping_watches_the_loss_by_default():
    assert first_stop(EarlyStopping(patience=1), measured([1, 2], [0.5, 0.6])) == 2


def test_patience_can_count_evaluations_whatever_time_they_span():
    within_an_epoch = [Validation(index / 100, Metrics(1.0, 0.5, 10)) for index in range(8)]
    assert first_stop(EarlyStopping("loss", 3, unit="evaluations"), within_an_epoch) == 4
    assert first_stop(EarlyStopping("loss", 3), within_an_epoch) is None
    worse = [*within_an_epoch[:3], Validation(0.03, Metrics(0.9, 0.5, 10)), *within_an_epoch[4:]]
    assert first_stop(EarlyStopping("loss", 3, unit="evaluations"), worse) == 7
    assert first_stop(EarlyStopping("loss", 1, unit="evaluations"), measured([math.nan])) == 1
    assert first_stop(EarlyStopping("loss", 2, unit="evaluations"), measured([math.nan] * 3)) == 2


def test_early_stopping_says_how_it_stands_and_why_it_ended():
    rule, by_evaluation = EarlyStopping("loss", 5), EarlyStopping("loss", 100, unit="evaluations")
    validations = measured([3, 2, 2, 4])
    assert rule.status([]) == ""
    assert rule.status(validations[:2]) == "best loss so far"
    assert rule.status(validations) == "no better for 2 of 5 epochs"
    assert by_evaluation.status(validations) == "no better for 2 of 100 evaluations"
    soon = [*validations, Validation(3.25, validations[-1].metrics)]
    assert rule.status(soon) == "no better for 2.25 of 5 epochs"
    assert by_evaluation.status(soon) == "no better for 3 of 100 evaluations"
    assert EarlyStopping("accuracy", 5).status(measured([1], [0.5])) == "best accuracy so far"
    reasons = [each.reason() for each in (rule, by_evaluation, EarlyStopping("loss", 1))]
    assert reasons == [
        "validation loss no better for 5 epochs",
        "validation loss no better for 100 evaluations",
        "validation loss no better for 1 epoch",
    ]


def test_a_target_says_how_near_it_is():
    rule, space = StopAtTarget(0.9), "\N{NARROW NO-BREAK SPACE}"
    assert rule.status([]) == NeverStop().status(measured([1])) == ""
    assert rule.status(measured([1], [0.5])) == f"validation accuracy 50.0{space}% of 90.0{space}%"
    assert rule.reason() == f"the validation accuracy reached 90.0{space}%"


def test_a_target_stops_a_run_when_it_is_reached_for_the_first_time():
    rule = StopAtTarget(0.9)
    assert not rule.says_stop([])
    assert rule.says_stop(measured([1, 1], [0.1, 0.95]))
    assert not rule.says_stop(measured([1, 1], [0.95, 0.1]))
    assert not rule.says_stop(measured([1, 1], [0.95, 0.95]))  # trained on after it was reached


def test_a_target_that_was_reached_does_not_stop_the_run_that_is_trained_on():
    rule, reached = StopAtTarget(0.9), measured([1, 1], [0.1, 0.95])
    anew = rule.counts_anew_from(len(reached))
    assert not rule.says_stop(reached, anew)
    assert not rule.says_stop([*reached, *measured([1], [0.96])], anew)
    assert StopAtTarget(0.96).says_stop([*reached, *measured([1], [0.96])], anew)


def test_without_a_rule_nothing_stops_a_run():
    assert NeverStop().says_stop(measured([1] * 50, [1.0] * 50)) is False


def test_a_target_ends_a_training_at_the_evaluation_that_reaches_it():
    settings = TrainingSettings(Sgd(0.5), batch_size=20, epochs=50, evaluate_every=3, stopping=StopAtTarget(0.8))
    events = list(new_training(settings).events())
    *before, last = of_kind(Evaluated, events)
    assert last.validation.accuracy >= 0.8
    assert all(each.validation.accuracy < 0.8 for each in before)
    assert (events[-1].reason, events[-1].step) == (EndReason.STOPPED_EARLY, last.step)
    assert of_kind(BatchFinished, events)[-1].step == last.step


def test_a_target_that_the_untrained_network_reaches_ends_a_training_before_its_first_batch():
    events = list(new_training(TrainingSettings(stopping=StopAtTarget(0.01))).events())
    assert not of_kind(BatchFinished, events)
    assert (events[-1].reason, events[-1].step) == (EndReason.STOPPED_EARLY, 0)


@pytest.mark.parametrize(
    ("schedule", "factors"),
    [
        (InverseTime(1.0), [1, 1 / 2, 1 / 3, 1 / 4, 1 / 5]),
        (InverseTime(0.25), [1, 0.8, 1 / 1.5, 1 / 1.75, 0.5]),
        (StepDecay(1, 0.5), [1, 1 / 2, 1 / 4, 1 / 8, 1 / 16]),
        (StepDecay(2, 0.1), [1, 1, 0.1, 0.1, 0.01]),
        (Exponential(0.5), [1, 1 / 2, 1 / 4, 1 / 8, 1 / 16]),
    ],
)
def test_a_decay_falls_at_the_end_of_an_epoch_and_stays_within_it(schedule, factors):
    for epoch, factor in enumerate(factors):
        for fraction in (0, 0.25, 0.999):
            assert schedule.factor(epoch + fraction, 5) == pytest.approx(factor)


def test_a_cosine_falls_within_an_epoch_too_and_stays_at_zero_beyond_the_last():
    schedule = Cosine()
    assert schedule.factor(1, 4) == pytest.approx((1 + math.sqrt(0.5)) / 2)
    assert schedule.factor(0.5, 1) == pytest.approx(0.5)
    assert schedule.factor(3, 4) == pytest.approx((1 - math.sqrt(0.5)) / 2)
    assert schedule.factor(5, 4) == pytest.approx(0)  # where the number of epochs was made smaller
    assert schedule.factor(1, 1) == pytest.approx(0)
    assert schedule.factor(7.5, 0) == 1


@pytest.mark.parametrize("schedule", [Cosine(), InverseTime(), StepDecay(), Exponential()])
def test_a_schedule_by_position_ignores_losses(schedule):
    assert schedule.factor_after(measured([1.0, 2.0, 3.0, 4.0, 5.0])) == 1


def test_a_schedule_by_losses_ignores_the_position():
    assert ReduceOnPlateau().factor(9.5, 10) == 1


@pytest.mark.parametrize("loss", [math.inf, math.nan])
def test_a_first_loss_that_is_not_finite_counts_as_one_epoch_of_patience(loss):
    schedule = ReduceOnPlateau(2, 0.5)
    assert [schedule.factor_after(measured([loss] * count)) for count in range(4)] == [1, 1, 0.5, 0.5]
    assert first_stop(EarlyStopping("loss", 2), measured([loss] * 4)) == 2


def at_positions(losses_by_position):
    return [Validation(position, Metrics(loss, 0.5, 10)) for position, loss in losses_by_position.items()]


def test_early_stopping_counts_epochs_and_not_evaluations():
    often = at_positions({0.0: 3, 0.25: 2, 0.5: 2, 0.75: 2, 1.0: 2, 1.25: 2, 1.5: 2})
    assert first_stop(EarlyStopping(patience=1), often) == 6  # an epoch after the best, which was at 0.25
    assert first_stop(EarlyStopping(patience=2), often) is None


def test_an_epoch_of_tenths_is_an_epoch():
    assert 4.1 - 1.1 < 3
    tenths = at_positions({0.0: 3, 1.1: 2, 2.1: 2, 3.1: 2, 4.1: 2})
    assert first_stop(EarlyStopping(patience=3), tenths) == len(tenths)


def ending_of(**settings):
    """Return how a training that gets neither better nor worse ended, with four batches per epoch."""
    training = new_training(TrainingSettings(Sgd(1e-30), batch_size=50, epochs=8, **settings))
    return list(training.events())[-1], training.epoch


@pytest.mark.parametrize("evaluate_every", [0, 1, 2, 3])
def test_a_training_stops_after_its_patience_however_often_it_is_evaluated(evaluate_every):
    ended, epoch = ending_of(stopping=EarlyStopping(patience=5), evaluate_every=evaluate_every)
    assert (ended.reason, ended.step, epoch) == (EndReason.STOPPED_EARLY, 20, 5)


def test_a_rule_counts_from_the_last_evaluation_where_training_goes_on_and_is_named_as_the_reason():
    class AtOnce(StoppingRule):
        key = "at_once"
        label = "At once"
        hint = ""

        def says_stop(self, validations, counts_from=0):
            return True

    assert [AtOnce().counts_anew_from(count) for count in (0, 1, 2, 7)] == [0, 0, 1, 6]
    assert AtOnce().reason() == "at once"
