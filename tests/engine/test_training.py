import itertools
import math

import numpy as np
import pytest

from nnstudio.data.dataset import PictureSamples
from nnstudio.engine.events import BatchFinished, EndReason, Evaluated, TrainingEnded
from nnstudio.engine.layers import Dense
from nnstudio.engine.network import Network, NetworkSettings
from nnstudio.engine.optimizers import Momentum, Sgd
from nnstudio.engine.predictor import Predictor
from nnstudio.engine.random_streams import RandomStreams
from nnstudio.engine.training import Training
from nnstudio.engine.training_settings import TrainingSettings


def samples(count, seed=0):
    """Return samples of four inputs whose class is the index of the largest."""
    rng = np.random.default_rng(seed)
    pictures = rng.integers(0, 256, (count, 4)).astype(np.uint8)
    return PictureSamples(pictures, pictures.argmax(axis=1).astype(np.uint8))


SMALL = (Dense(8),)


def new_training(settings=None, seed=0, layers=SMALL, count=200):
    network = Network(NetworkSettings(layers), input_shape=(4,), classes=4)
    settings = settings or TrainingSettings(optimizer=Sgd(0.5), batch_size=20, epochs=3)
    return Training(network, settings, samples(count), samples(50, seed=1), RandomStreams.from_seed(seed))


def of_kind(kind, events):
    return [event for event in events if isinstance(event, kind)]


def test_every_sample_is_seen_once_in_each_epoch():
    events = list(new_training().events())
    batches = of_kind(BatchFinished, events)
    assert [batch.step for batch in batches] == list(range(1, 31))
    assert [batch.epoch for batch in batches] == [1] * 10 + [2] * 10 + [3] * 10
    assert batches[9].position == 1.0
    assert batches[14].position == pytest.approx(1.5)


def test_the_last_batch_of_an_epoch_has_the_remaining_samples():
    settings = TrainingSettings(optimizer=Sgd(0.1), batch_size=60, epochs=2)
    positions = [batch.position for batch in of_kind(BatchFinished, new_training(settings).events())]
    assert positions == pytest.approx([0.3, 0.6, 0.9, 1.0, 1.3, 1.6, 1.9, 2.0])


def test_a_full_batch_is_the_whole_training_set():
    settings = TrainingSettings(optimizer=Sgd(0.1), batch_size=0, epochs=2)
    assert len(of_kind(BatchFinished, new_training(settings).events())) == 2


def test_per_sample_training_makes_a_step_for_each_sample():
    settings = TrainingSettings(optimizer=Sgd(0.1), batch_size=1, epochs=1)
    assert len(of_kind(BatchFinished, new_training(settings).events())) == 200


def test_training_evaluates_the_untrained_network_and_every_epoch():
    epochs = of_kind(Evaluated, new_training().events())
    assert [event.epoch for event in epochs] == [0, 1, 2, 3]
    assert [event.step for event in epochs] == [0, 10, 20, 30]
    assert epochs[0].training.count == 200
    assert epochs[-1].validation.count == 50


def test_training_learns():
    settings = TrainingSettings(optimizer=Momentum(0.05), batch_size=10, epochs=40)
    epochs = of_kind(Evaluated, new_training(settings).events())
    assert epochs[-1].training.loss < 0.3 * epochs[0].training.loss
    assert epochs[-1].validation.accuracy > 0.9


def test_the_same_seed_gives_the_same_history_bit_for_bit():
    first, second = (list(new_training(seed=5).events()) for _ in range(2))
    assert first == second
    assert first != list(new_training(seed=6).events())


def test_the_end_is_reported_once_and_last():
    events = list(new_training().events())
    assert events[-1] == TrainingEnded(EndReason.FINISHED, 30)
    assert len(of_kind(TrainingEnded, events)) == 1


def test_endless_training_goes_on_until_it_is_closed():
    settings = TrainingSettings(optimizer=Sgd(0.1), batch_size=20, epochs=0)
    events = new_training(settings).events()
    assert of_kind(BatchFinished, itertools.islice(events, 2000))[-1].epoch > 50
    events.close()


def test_a_loss_that_is_not_finite_ends_training():
    settings = TrainingSettings(optimizer=Sgd(10.0), batch_size=20, epochs=50)
    training = new_training(settings, layers=(Dense(8), Dense(8)))
    training.parameters *= 1e30
    with np.errstate(all="ignore"):
        events = list(training.events())
    assert events[-1].reason is EndReason.DIVERGED
    assert not math.isfinite(of_kind(BatchFinished, events)[-1].loss)


def test_settings_changed_between_two_batches_apply_from_the_next_batch_on():
    training = new_training()
    events = training.events()
    first = next(event for event in events if isinstance(event, BatchFinished))
    training.settings = TrainingSettings(optimizer=Sgd(0.125), batch_size=90, epochs=1)
    rest = of_kind(BatchFinished, events)
    assert first.learning_rate == 0.5
    assert {batch.learning_rate for batch in rest} == {0.125}
    assert [batch.position for batch in rest] == pytest.approx([0.55, 1.0])


def test_prediction_in_between_does_not_disturb_training():
    undisturbed = list(new_training().events())
    training = new_training()
    disturbed = []
    for event in training.events():
        Predictor(training.network, training.parameters).probabilities(np.ones(4, np.float32))
        disturbed.append(event)
    assert disturbed == undisturbed


def test_a_predictor_gives_probabilities_of_the_parameters_it_was_given_last():
    training = new_training()
    predictor = Predictor(training.network, training.parameters)
    picture = np.array([1, 0, 0, 0], np.float32)
    before = predictor.probabilities(picture)
    list(training.events())
    np.testing.assert_array_equal(predictor.probabilities(picture), before)
    predictor.update(training.parameters)
    after = predictor.probabilities(picture)
    assert after.sum() == pytest.approx(1)
    assert after[0] > before[0]
