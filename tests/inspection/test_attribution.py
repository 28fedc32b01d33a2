import numpy as np
import pytest

from nnstudio.engine.network import Network
from nnstudio.engine.softmax import softmax
from nnstudio.engine.workspace import PredictionWorkspace
from nnstudio.inspection.attribution import PATCH, STRIDE, Attributor, contrast
from tests.conftest import small_settings

SIDE = 8
STACKS = [
    "[]",
    "[dense 9 sigmoid]",
    "[dense 9 relu, dropout 0.5, dense 7 tanh]",
    "[dense 9 linear, batch_norm, activation gelu, dense 6 elu]",
]


@pytest.fixture(params=STACKS)
def case(request):
    """A network in double precision with random parameters, and a picture."""
    network = Network(small_settings(f"layers={request.param}").network, (SIDE, SIDE), 5)
    rng = np.random.default_rng(3)
    parameters = np.abs(rng.normal(0.3, 0.2, network.layout.count)) * rng.choice([-1, 1], network.layout.count)
    for views in network.layout.views(parameters):
        if "running_variances" in views:
            views["running_variances"][:] = rng.uniform(0.5, 2, len(views["running_variances"]))
    return network, parameters, rng.uniform(0, 1, SIDE * SIDE)


def logits(network, parameters, inputs):
    workspace = PredictionWorkspace(network, parameters, 1)
    workspace.inputs[0] = inputs
    return workspace.logits()[0].copy()


@pytest.mark.parametrize(("chosen", "rival"), [(2, None), (4, 1)])
def test_gradient_times_input_agrees_with_finite_differences(case, chosen, rival):
    network, parameters, inputs = case
    direction = contrast(5, chosen, rival)
    expected = np.empty_like(inputs)
    for index in range(len(inputs)):
        step = np.zeros_like(inputs)
        step[index] = 1e-6
        above, below = (logits(network, parameters, inputs + sign * step) @ direction for sign in (1, -1))
        expected[index] = inputs[index] * (above - below) / 2e-6
    pixels = Attributor(network, parameters).attribute(inputs, chosen, rival).pixels
    np.testing.assert_allclose(pixels, expected, rtol=1e-5, atol=1e-7)


def test_contributions_of_the_last_hidden_units_sum_to_the_explained_difference_without_biases(case):
    network, parameters, inputs = case
    units = Attributor(network, parameters).attribute(inputs, 0, 3).units
    if units:
        biases = network.layout.views(parameters)[-1]["biases"]
        explained = logits(network, parameters, inputs) - biases
        assert units[-1].sum() == pytest.approx(explained[0] - explained[3])


def test_there_is_one_array_of_units_for_each_hidden_layer_with_weights(case):
    network, parameters, inputs = case
    units = Attributor(network, parameters).attribute(inputs, 0).units
    assert [len(each) for each in units] == [
        layer.units for layer in network.settings.layers if hasattr(layer, "units")
    ]


def test_occlusion_is_the_mean_fall_over_the_patches_that_cover_a_pixel(case):
    network, parameters, inputs = case

    def probability(picture):
        return softmax(logits(network, parameters, picture.ravel())[None])[0, 1]

    whole = inputs.reshape(SIDE, SIDE)
    expected = np.zeros((SIDE, SIDE))
    indices = range(0, SIDE - PATCH + 1, STRIDE)
    for row in range(SIDE):
        for column in range(SIDE):
            falls = []
            for top in indices:
                for left in indices:
                    if top <= row < top + PATCH and left <= column < left + PATCH:
                        erased = whole.copy()
                        erased[top : top + PATCH, left : left + PATCH] = 0
                        falls.append(probability(whole) - probability(erased))
            expected[row, column] = np.mean(falls)
    np.testing.assert_allclose(Attributor(network, parameters).occlude(inputs, 1), expected, atol=1e-12)


def test_a_contrast_ignores_what_is_added_to_all_logits():
    for rival in (None, 2):
        assert contrast(6, 4, rival).sum() == pytest.approx(0)
        assert contrast(6, 4, rival)[4] == 1
