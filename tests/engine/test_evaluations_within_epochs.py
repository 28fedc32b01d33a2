"""What an evaluation within an epoch is made on: both sets, a sample of the training set, or the validation set."""

from dataclasses import replace

import numpy as np
import pytest

from nnstudio.engine import training as training_module
from nnstudio.engine.evaluation import metrics
from nnstudio.engine.events import BatchFinished, EndReason, Evaluated
from nnstudio.engine.optimizers import Sgd
from nnstudio.engine.stopping import EarlyStopping
from nnstudio.engine.training_settings import TrainingSettings
from tests.engine.test_training import new_training, of_kind, samples

EVERY_THIRD = TrainingSettings(optimizer=Sgd(0.5), batch_size=20, epochs=2, evaluate_every=3)


def trained(evaluate_on):
    training = new_training(replace(EVERY_THIRD, evaluate_on=evaluate_on))
    return training, list(training.events())


@pytest.fixture(scope="module")
def whole():
    return trained("whole")


@pytest.mark.parametrize("evaluate_on", ["sample", "validation"])
def test_what_is_evaluated_does_not_change_what_is_learned(whole, evaluate_on):
    training, events = trained(evaluate_on)
    np.testing.assert_array_equal(training.parameters, whole[0].parameters)
    assert of_kind(BatchFinished, events) == of_kind(BatchFinished, whole[1])
    validations = [[event.validation for event in of_kind(Evaluated, each)] for each in (events, whole[1])]
    assert validations[0] == validations[1]


def test_within_epochs_the_validation_set_alone_and_at_their_ends_everything(whole):
    for event, expected in zip(*(of_kind(Evaluated, each[1]) for each in (trained("validation"), whole)), strict=True):
        assert event.training == (expected.training if event.ends_epoch else None)


def test_within_epochs_an_evenly_spaced_sample_and_at_their_ends_everything(whole, monkeypatch):
    monkeypatch.setattr(training_module, "SAMPLE_SIZE", 5)
    training = new_training(replace(EVERY_THIRD, evaluate_on="sample"))
    chosen = samples(200).take(np.array([0, 49, 99, 149, 199]))
    counts = []
    for event in training.events():
        if isinstance(event, Evaluated):
            counts.append(event.training.count)
            if not event.ends_epoch:
                expected = metrics(training.network, training.parameters, training.settings.loss, chosen)
                assert event.training == expected
    assert counts == [200, 5, 5, 5, 200, 5, 5, 5, 200]


def test_a_set_smaller_than_the_sample_is_evaluated_as_a_whole(whole):
    evaluations = [of_kind(Evaluated, each) for each in (trained("sample")[1], whole[1])]
    assert evaluations[0] == evaluations[1]


def test_a_patience_in_evaluations_ends_a_training_within_its_epoch():
    rule = EarlyStopping("loss", patience=4, unit="evaluations")
    settings = TrainingSettings(Sgd(8.0), batch_size=10, epochs=50, evaluate_every=1, stopping=rule)
    events = list(new_training(replace(settings, evaluate_on="validation")).events())
    losses = [event.validation.loss for event in of_kind(Evaluated, events)]
    assert events[-1].reason is EndReason.STOPPED_EARLY
    assert losses.index(min(losses)) == len(losses) - 5
    assert events[-1].step % 20 != 0


def test_patience_can_be_counted_anew_where_training_goes_on():
    settings = TrainingSettings(Sgd(8.0), batch_size=10, epochs=60, stopping=EarlyStopping(patience=3))
    first = new_training(settings)
    stopped_at = list(first.events())[-1].step
    again = new_training(settings)
    again.restore(first.state())
    assert list(again.events())[-1].step == stopped_at
    again.restore(first.state())
    again.count_patience_anew()
    assert list(again.events())[-1].step >= stopped_at + 3 * 20
    later = new_training(settings)
    later.restore(again.state())
    assert later.patience_from == again.patience_from > 0


def test_with_batches_of_one_the_first_is_evaluated_too():
    training = new_training(replace(EVERY_THIRD, batch_size=1, epochs=1, evaluate_every=1))
    steps = [event.step for event in of_kind(Evaluated, training.events())]
    assert steps == list(range(201))
