"""What units compute, against sums worked out by hand and against formulas written anew."""

import itertools

import numpy as np
import pytest

from nnstudio.engine.network import Network
from nnstudio.engine.workspace import PredictionWorkspace
from nnstudio.inspection.activations import ActivationReader, Unit, silenced_columns, unit_layers
from tests.conftest import small_settings

STACKS = [
    "[]",
    "[dense 9 sigmoid]",
    "[batch_norm, dense 9 leaky_relu, dropout 0.5, dense 7 tanh]",
    "[dense 9 linear, batch_norm, activation relu, dense 6 linear]",
]


def network_of(layers, classes=5, side=4):
    return Network(small_settings(f"layers={layers}").network, (side, side), classes)


@pytest.fixture
def by_hand():
    """Two inputs, two ReLU units and two outputs, with weights that are easy to multiply in one's head."""
    network = Network(small_settings("layers=[dense 2 relu]").network, (1, 2), 2)
    parameters = network.layout.zeros(np.dtype(np.float64))
    hidden, output = network.layout.views(parameters)
    hidden["weights"][:] = [[2, -1], [3, 4]]
    hidden["biases"][:] = [0.5, -5]
    output["weights"][:] = [[1, -1], [2, 2]]
    output["biases"][:] = [0, 1]
    return ActivationReader(network, parameters)


@pytest.fixture(params=STACKS)
def case(request):
    """A network with random parameters in double precision, and a picture."""
    network = network_of(request.param)
    rng = np.random.default_rng(5)
    parameters = rng.normal(0, 0.7, network.layout.count)
    for views in network.layout.views(parameters):
        if "running_variances" in views:
            views["running_variances"][:] = rng.uniform(0.5, 2, len(views["running_variances"]))
    return network, parameters, rng.uniform(0, 1, 16)


def test_sums_and_outputs_are_those_computed_by_hand(by_hand):
    activity = by_hand.read(np.array([1.0, 0.5]))
    np.testing.assert_allclose(activity.layers[0].sums, [2 + 1.5 + 0.5, -1 + 2 - 5])
    np.testing.assert_allclose(activity.layers[0].outputs, [4, 0])
    np.testing.assert_allclose(activity.layers[1].inputs, [4, 0])
    np.testing.assert_allclose(activity.layers[1].sums, [4, -3])
    np.testing.assert_allclose(activity.probabilities[0], 1 / (1 + np.exp(-7)))
    assert activity.best == 0


def test_the_terms_of_a_unit_are_listed_strongest_first_and_the_rest_is_summed(by_hand):
    activity = by_hand.read(np.array([1.0, 0.5]))
    terms = by_hand.terms(activity, Unit(0, 0), 1)
    assert terms.indices.tolist() == [0]
    assert (terms.inputs[0], terms.weights[0], terms.products[0]) == (1, 2, 2)
    assert (terms.rest, terms.bias, terms.sum, terms.output) == (1.5, 0.5, 4, 4)


def test_a_unit_that_is_off_counts_as_zero_for_the_next_layer(by_hand):
    silenced = silenced_columns(by_hand.layers, {Unit(0, 0)})
    activity = by_hand.read(np.array([1.0, 0.5]), silenced)
    np.testing.assert_allclose(activity.layers[0].outputs, [0, 0])
    np.testing.assert_allclose(activity.layers[1].sums, [0, 1])
    assert activity.best == 1


def test_newer_parameters_replace_the_older_ones(by_hand):
    by_hand.update(by_hand.network.layout.zeros(np.dtype(np.float64)))
    np.testing.assert_array_equal(by_hand.read(np.array([1.0, 0.5])).layers[0].sums, [0, 0])


def test_the_probabilities_are_those_of_the_prediction(case):
    network, parameters, inputs = case
    workspace = PredictionWorkspace(network, parameters, 1)
    workspace.inputs[0] = inputs
    logits = workspace.logits()[0]
    expected = np.exp(logits) / np.exp(logits).sum()
    np.testing.assert_allclose(ActivationReader(network, parameters).read(inputs).probabilities, expected)


def test_each_layer_receives_what_the_one_before_it_gives(case):
    network, parameters, inputs = case
    layers = ActivationReader(network, parameters).read(inputs).layers
    for before, after in itertools.pairwise(layers):
        np.testing.assert_array_equal(before.outputs, after.inputs)


def test_terms_rest_and_bias_sum_to_z_in_every_layer(case):
    network, parameters, inputs = case
    reader = ActivationReader(network, parameters)
    activity = reader.read(inputs)
    for number, layer in enumerate(reader.layers):
        for index in range(layer.units):
            terms = reader.terms(activity, Unit(number, index), 3)
            assert terms.products.sum() + terms.rest + terms.bias == pytest.approx(terms.sum)
            assert terms.products == pytest.approx(terms.inputs * terms.weights)


def test_batch_normalization_and_an_activation_on_its_own_belong_to_the_dense_layer_before_them():
    network = network_of("[dense 3 linear, batch_norm, activation relu, dropout 0.5]")
    hidden, output = unit_layers(network)
    assert (hidden.dense, hidden.last, hidden.steps) == (0, 3, ("Batch normalization", "ReLU"))
    assert (output.name, output.dense, output.steps) == ("Output", 4, ())
    rng = np.random.default_rng(1)
    parameters = rng.uniform(0.2, 1, network.layout.count)
    inputs = rng.uniform(0, 1, 16)
    dense, norm, *_ = network.layout.views(parameters)
    z = inputs @ dense["weights"] + dense["biases"]
    normalized = (z - norm["running_means"]) / np.sqrt(norm["running_variances"] + 1e-5)
    expected = np.maximum(0, normalized * norm["scales"] + norm["shifts"])
    activity = ActivationReader(network, parameters).read(inputs)
    np.testing.assert_allclose(activity.layers[0].sums, z)
    np.testing.assert_allclose(activity.layers[0].outputs, expected, rtol=1e-5)


def test_what_precedes_the_first_dense_layer_belongs_to_the_inputs():
    network = network_of("[batch_norm, dense 3 relu]")
    assert [layer.dense for layer in unit_layers(network)] == [1, 2]


def test_a_layer_without_bias_adds_nothing():
    network = Network(small_settings("layers=[]", "output_has_bias=false").network, (1, 2), 2)
    reader = ActivationReader(network, np.ones(4))
    assert reader.bias(Unit(0, 1)) == 0
    assert reader.read(np.array([1.0, 2.0])).layers[0].sums.tolist() == [3, 3]


def test_the_gradient_before_a_layer_agrees_with_finite_differences(case):
    network, parameters, inputs = case
    workspace = PredictionWorkspace(network, parameters, 1)
    index = len(network.layers) - 1
    direction = np.random.default_rng(2).normal(size=(1, network.shapes[index][-1] if index else 16))

    def value(x):
        workspace.inputs[0] = x
        return float(workspace.hidden()[0] @ direction[0])

    expected = [(value(inputs + step) - value(inputs - step)) / 2e-6 for step in 1e-6 * np.eye(16)]
    workspace.inputs[0] = inputs
    np.testing.assert_allclose(workspace.gradient_before(index, direction)[0], expected, rtol=1e-5, atol=1e-8)
