import math

import pytest

from nnstudio.engine.activations import Sigmoid
from nnstudio.engine.initializers import TooLarge, Zeros
from nnstudio.engine.layers import Dense, Dropout
from nnstudio.engine.losses import CrossEntropy
from nnstudio.engine.network import Network, NetworkSettings
from nnstudio.engine.optimizers import Sgd
from nnstudio.engine.penalties import PenaltySettings
from nnstudio.engine.training_settings import TrainingSettings
from nnstudio.inspection.check_up.first_loss import measure_first_loss
from nnstudio.inspection.check_up.one_batch import PICTURES, STEPS, learn_one_batch
from nnstudio.steps import finish
from tests.inspection.check_up.samples import patterns

USUAL = TrainingSettings(optimizer=Sgd(0.1))


def learned(layers, training=USUAL, **settings):
    network = Network(NetworkSettings(layers=layers, **settings), (8, 8), 10)
    return finish(learn_one_batch(network, training, patterns(), seed=0))


def first(layers, training=USUAL, **settings):
    network = Network(NetworkSettings(layers=layers, **settings), (8, 8), 10)
    return finish(measure_first_loss(network, training, patterns(), seed=0))


@pytest.mark.parametrize("layers", [(), (Dense(16),), (Dense(16), Dropout(0.9))])
def test_a_sound_network_learns_one_batch_by_heart(layers):
    result = learned(layers)
    assert result.pictures == PICTURES
    assert 0 < result.step < STEPS
    assert (result.accuracy, result.is_learned, result.has_diverged) == (1.0, True, False)


def test_what_works_against_learning_by_heart_is_left_out():
    training = TrainingSettings(
        optimizer=Sgd(0.1), loss=CrossEntropy(label_smoothing=0.3), penalties=PenaltySettings(l2=1.0)
    )
    assert learned((Dense(16),), training) == learned((Dense(16),))


def test_deep_sigmoid_layers_do_not_learn_one_batch():
    result = learned(tuple(Dense(16, Sigmoid()) for _ in range(8)))
    assert result.step is None
    assert not result.is_learned


def test_a_rate_that_is_far_too_small_does_not_get_there():
    result = learned((Dense(16),), TrainingSettings(optimizer=Sgd(1e-5)))
    assert (result.learning_rate, result.step, result.is_learned) == (1e-5, None, False)


def test_steps_that_diverge_are_noted():
    result = learned((Dense(16), Dense(16)), TrainingSettings(optimizer=Sgd(10.0)), initializer=TooLarge())
    assert not result.is_learned


def test_the_first_loss_of_a_network_that_knows_nothing_is_near_guessing():
    result = first((Dense(32),))
    assert result.guessing == pytest.approx(math.log(10))
    assert result.loss == pytest.approx(result.guessing, rel=0.3)
    assert result.alike == ()
    assert result.pictures == 200


def test_weights_of_zero_guess_exactly_and_their_hidden_layers_are_alike():
    result = first((Dense(32), Dense(16)), initializer=Zeros())
    assert result.loss == pytest.approx(math.log(10))
    assert result.alike == ("1. Dense", "2. Dense")


def test_softmax_regression_from_zero_is_not_alike():
    assert first((), initializer=Zeros()).alike == ()


def test_weights_that_are_too_large_are_sure_of_wrong_answers():
    assert first((Dense(32),), initializer=TooLarge()).loss > 3 * math.log(10)
