import numpy as np
import pytest

from nnstudio.engine.initializers import INITIALIZERS, ScaledNormal, TooLarge, Uniform, XavierNormal
from nnstudio.engine.layers import Dense
from nnstudio.engine.losses import CrossEntropy
from nnstudio.engine.network import Network, NetworkSettings
from nnstudio.engine.workspace import PredictionWorkspace

FAN_IN, FAN_OUT = 400, 300
VARIANCES = {
    "he_normal": 2 / FAN_IN,
    "he_uniform": 2 / FAN_IN,
    "xavier_normal": 2 / (FAN_IN + FAN_OUT),
    "xavier_uniform": 2 / (FAN_IN + FAN_OUT),
    "lecun_normal": 1 / FAN_IN,
    "lecun_uniform": 1 / FAN_IN,
    "scaled_normal": 0.01**2,
    "uniform": 0.05**2 / 3,
    "zeros": 0,
    "too_large": 1,
}
LIMITS = {
    "he_uniform": (6 / FAN_IN) ** 0.5,
    "xavier_uniform": (6 / (FAN_IN + FAN_OUT)) ** 0.5,
    "lecun_uniform": (3 / FAN_IN) ** 0.5,
    "uniform": 0.05,
}


def drawn(initializer):
    weights = np.empty((FAN_IN, FAN_OUT))
    initializer.fill(weights, FAN_IN, FAN_OUT, np.random.default_rng(0))
    return weights


@pytest.mark.parametrize("key", INITIALIZERS.keys)
def test_an_initializer_has_the_variance_of_its_formula(key):
    weights = drawn(INITIALIZERS[key]())
    assert weights.mean() == pytest.approx(0, abs=0.01 * VARIANCES[key] ** 0.5)
    assert weights.var() == pytest.approx(VARIANCES[key], rel=0.03)


@pytest.mark.parametrize("key", LIMITS)
def test_a_uniform_initializer_stays_within_its_limits_and_fills_them(key):
    largest = np.abs(drawn(INITIALIZERS[key]())).max()
    assert 0.99 * LIMITS[key] < largest <= LIMITS[key]


@pytest.mark.parametrize("key", INITIALIZERS.keys)
def test_an_initializer_does_not_depend_on_the_shape_of_the_weights(key):
    weights = np.empty((3, 400, 100))  # as if of a convolution: the fans are not those of the shape
    INITIALIZERS[key]().fill(weights, FAN_IN, FAN_OUT, np.random.default_rng(0))
    np.testing.assert_array_equal(weights.ravel(), drawn(INITIALIZERS[key]()).ravel())


def test_an_initializer_follows_its_setting():
    assert drawn(ScaledNormal(0.3)).std() == pytest.approx(0.3, rel=0.03)
    assert drawn(TooLarge(3)).std() == pytest.approx(3, rel=0.03)
    assert np.abs(drawn(Uniform(0.7))).max() == pytest.approx(0.7, rel=0.01)


def first_loss(key):
    """Return the loss of an untrained network of two ReLU layers on random inputs from 0 to 1."""
    network = Network(NetworkSettings((Dense(128), Dense(64)), INITIALIZERS[key]()), (28, 28), 10)
    rng = np.random.default_rng(0)
    parameters = network.initial_parameters(rng, np.dtype(np.float64))
    workspace = PredictionWorkspace(network, parameters, 100)
    workspace.inputs[...] = rng.random(workspace.inputs.shape)
    loss = CrossEntropy().bind((100, 10), parameters.dtype)
    return loss.forward(workspace.logits(), rng.integers(0, 10, 100))


def test_an_untrained_network_guesses_unless_its_weights_are_too_large():
    assert first_loss("zeros") == pytest.approx(np.log(10))
    assert first_loss("scaled_normal") == pytest.approx(np.log(10), rel=0.01)
    assert first_loss("too_large") > 100


def test_a_dense_layer_has_a_fan_in_of_its_inputs_and_a_fan_out_of_its_units():
    settings = NetworkSettings((Dense(300),), initializer=XavierNormal())
    network = Network(settings, input_shape=(20, 25), classes=10)
    vector = network.initial_parameters(np.random.default_rng(0), np.dtype(np.float64))
    weights = network.layout.views(vector)[0]["weights"]
    assert weights.std() == pytest.approx((2 / (500 + 300)) ** 0.5, rel=0.01)
