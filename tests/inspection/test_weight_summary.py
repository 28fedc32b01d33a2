import numpy as np
import pytest

from nnstudio.engine.network import Network
from nnstudio.inspection.weight_summary import NEAR_ZERO, summarize_weights
from tests.conftest import small_settings


def summary_of(layers, *fills):
    """Summarize a network with two inputs and two classes whose layers have the weights ``fills`` and biases of 99."""
    network = Network(small_settings(f"layers={layers}").network, (2,), 2)
    parameters = np.full(network.layout.count, 99, np.float32)
    with_weights = [views["weights"] for views in network.layout.views(parameters) if "weights" in views]
    for weights, fill in zip(with_weights, fills, strict=True):
        weights[...] = fill
    return summarize_weights(network, parameters)


def test_each_layer_with_weights_has_its_norm_and_its_fraction_near_zero():
    first, second = summary_of("[dense 2 relu]", [[3, 0], [-4, 0.005]], [[0.02, -0.02], [-0.001, 0.5]])
    assert (first.number, second.number) == (1, 2)
    assert first.norm == pytest.approx(5, rel=1e-4)
    assert second.norm == pytest.approx(np.sqrt(2 * 0.02**2 + 0.001**2 + 0.25))
    assert (first.fraction_near_zero, second.fraction_near_zero) == (0.5, 0.25)
    assert all(type(number) is float for each in (first, second) for number in (each.norm, each.fraction_near_zero))


def test_weights_of_a_hundredth_or_more_on_either_side_are_not_near_zero():
    assert NEAR_ZERO == 0.01
    for weight, fraction in ((0.0099, 1), (-0.0099, 1), (0.01, 0), (-0.01, 0)):
        assert summary_of("[]", weight)[0].fraction_near_zero == fraction


def test_layers_without_weights_have_no_number():
    summaries = summary_of("[dense 2 linear, batch_norm, dropout 0.5, activation relu]", 1, 2)
    assert [(each.number, each.norm) for each in summaries] == [(1, 2), (2, 4)]
