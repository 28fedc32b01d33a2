"""The statistics of the layers, against the same numbers computed another way."""

import numpy as np
import pytest

from nnstudio.engine.network import Network
from nnstudio.inspection.layer_statistics import PROBE, LayerMeter
from tests.conftest import small_settings

LAYERS = "layers=[dense 12 relu, batch_norm, dropout 0.3, dense 6 sigmoid]"


class Probe:
    """Random samples of 4 x 4 pixels in three classes."""

    shape = (4, 4)

    def __init__(self, count):
        rng = np.random.default_rng(1)
        self.count = count
        self.pictures = rng.random((count, 16), np.float32)
        self.classes = rng.integers(0, 3, count)

    def reader(self, inputs, labels):
        self.inputs, self.labels = inputs, labels
        return self

    def read(self, numbers):
        self.inputs[...], self.labels[...] = self.pictures[numbers], self.classes[numbers]


@pytest.fixture
def case():
    """A network with its parameters, those before a step, a gradient, and a probe."""
    settings = small_settings(LAYERS)
    network = Network(settings.network, (4, 4), 3)
    rng = np.random.default_rng(0)
    parameters = network.initial_parameters(rng, np.dtype(np.float32))
    before = parameters - 0.01 * rng.standard_normal(len(parameters), np.float32)
    gradient = rng.standard_normal(len(parameters), np.float32)
    return settings.training.loss, network, parameters, before, gradient, Probe(200)


def outputs_by_hand(network, parameters, pictures):
    first, norm, _, second, last = network.layout.views(parameters)
    hidden = np.maximum(0, pictures @ first["weights"] + first["biases"])
    scaled = (hidden - norm["running_means"]) / np.sqrt(norm["running_variances"] + 1e-5)
    squeezed = 1 / (1 + np.exp(-((scaled * norm["scales"] + norm["shifts"]) @ second["weights"] + second["biases"])))
    return hidden, squeezed, squeezed @ last["weights"] + last["biases"]


def measured(case):
    loss, network, parameters, before, gradient, probe = case
    return LayerMeter(network, parameters, probe).measure(before, gradient, loss)


def test_each_layer_with_weights_is_described(case):
    network = case[1]
    _, layers = measured(case)
    assert [layer.index for layer in layers] == [0, 3, 4]
    assert [layer.histograms["weights"].counts.sum() for layer in layers] == [16 * 12, 12 * 6, 6 * 3]
    assert network.layer_name(layers[-1].index) == "Output"


def test_the_loss_on_the_probe_is_that_of_the_prediction(case):
    _, network, parameters, _, _, probe = case
    loss, _ = measured(case)
    logits = outputs_by_hand(network, parameters, probe.pictures)[2]
    log_sums = np.log(np.exp(logits).sum(axis=1))
    assert loss == pytest.approx((log_sums - logits[np.arange(200), probe.classes]).mean(), rel=1e-5)


def test_activations_are_those_of_the_prediction(case):
    _, network, parameters, _, _, probe = case
    _, layers = measured(case)
    for layer, output in zip(layers, outputs_by_hand(network, parameters, probe.pictures), strict=True):
        histogram = layer.histograms["activations"]
        assert histogram.mean == pytest.approx(output.mean(), rel=1e-4)
        assert histogram.standard_deviation == pytest.approx(output.std(), rel=1e-4)
        np.testing.assert_array_equal(histogram.counts, np.histogram(output, histogram.edges)[0])


def test_gradients_and_updates_are_those_of_the_step(case):
    _, network, parameters, before, gradient, _ = case
    _, layers = measured(case)
    views = [network.layout.views(vector) for vector in (parameters, before, gradient)]
    for layer in layers:
        now, earlier, slope = (each[layer.index] for each in views)
        moved = now["weights"] - earlier["weights"]
        assert layer.update_ratio == pytest.approx(np.linalg.norm(moved) / np.linalg.norm(now["weights"]), rel=1e-5)
        both = np.concatenate([slope["weights"].ravel(), slope["biases"]])
        assert layer.gradient_norm == pytest.approx(np.linalg.norm(both), rel=1e-5)
        assert layer.histograms["updates"].standard_deviation == pytest.approx(moved.std(), rel=1e-4)
        assert layer.histograms["gradients"].mean == pytest.approx(slope["weights"].mean(), rel=1e-3, abs=1e-7)
        assert layer.histograms["biases"].mean == pytest.approx(now["biases"].mean(), abs=1e-7)


def test_a_unit_that_is_zero_for_every_picture_is_dead(case):
    _, network, parameters, *_ = case
    biases = network.layout.views(parameters)[0]["biases"]
    biases[:3], biases[3:] = -100, 5
    _, layers = measured(case)
    assert layers[0].dead == pytest.approx(3 / 12)
    assert (layers[0].saturated, layers[1].dead, layers[2].dead) == (0, 0, 0)


def test_a_unit_that_stays_at_a_limit_is_saturated(case):
    _, network, parameters, *_ = case
    biases = network.layout.views(parameters)[3]["biases"]
    biases[0], biases[1] = 100, -100
    _, layers = measured(case)
    assert layers[1].saturated == pytest.approx(2 / 6)
    assert layers[1].dead == 0


def test_a_unit_that_is_at_a_limit_for_some_pictures_alone_is_not_saturated(case):
    _, network, parameters, *_ = case
    second = network.layout.views(parameters)[3]
    second["weights"][:, 0] *= 1000  # at 0 for some, at 1 for others: saturated
    _, layers = measured(case)
    assert layers[1].saturated == pytest.approx(1 / 6)
    second["weights"][:, 0] /= 1000
    _, layers = measured(case)
    assert layers[1].saturated == 0


def test_histograms_of_one_run_share_their_ranges(case):
    loss, network, parameters, before, gradient, probe = case
    meter = LayerMeter(network, parameters, probe)
    _, first = meter.measure(before, gradient, loss)
    _, second = meter.measure(before, gradient / 100, loss)
    _, third = meter.measure(before, gradient * 100, loss)
    limits = [layers[0].histograms["gradients"].limit for layers in (first, second, third)]
    assert limits[0] == limits[1]
    assert limits[2] / limits[0] == 2 ** round(np.log2(limits[2] / limits[0])) > 1


def test_a_run_that_continues_keeps_its_ranges(case):
    loss, network, parameters, before, gradient, probe = case
    _, first = LayerMeter(network, parameters, probe).measure(before, gradient, loss)
    meter = LayerMeter(network, parameters, probe)
    meter.keep_ranges(first)
    _, second = meter.measure(before, gradient / 100, loss)
    assert second[0].histograms["gradients"].limit == first[0].histograms["gradients"].limit


def test_the_probe_is_spread_over_all_pictures(case):
    loss, network, parameters, before, gradient, _ = case
    probe = Probe(5 * PROBE)
    LayerMeter(network, parameters, probe).measure(before, gradient, loss)
    assert len(probe.labels) == PROBE
    np.testing.assert_array_equal(probe.labels[[0, -1]], probe.classes[[0, -1]])


def test_weights_that_are_all_zero_have_a_ratio_of_zero_or_infinity(case):
    _, _, parameters, before, *_ = case
    parameters[...] = 0
    assert measured(case)[1][0].update_ratio == np.inf
    before[...] = 0
    assert measured(case)[1][0].update_ratio == 0


def test_a_network_without_hidden_layers_has_its_output_alone():
    settings = small_settings("layers=[]")
    network = Network(settings.network, (4, 4), 3)
    parameters = network.initial_parameters(np.random.default_rng(0), np.dtype(np.float32))
    meter = LayerMeter(network, parameters, Probe(10))
    _, layers = meter.measure(parameters, np.zeros_like(parameters), settings.training.loss)
    assert [(layer.index, layer.dead, layer.saturated) for layer in layers] == [(0, 0, 0)]
