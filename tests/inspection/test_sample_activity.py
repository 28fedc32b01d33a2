"""Units over a sample of pictures, against loops over single pictures."""

import numpy as np
import pytest

from nnstudio.data.dataset import PictureSamples, as_inputs
from nnstudio.engine.network import Network
from nnstudio.inspection.activations import ActivationReader, Unit, silenced_columns, unit_layers
from nnstudio.inspection.sample_activity import CHUNK, measure_sample
from nnstudio.steps import finish
from tests.conftest import small_settings

COUNT = CHUNK + 7
"""More than one step, and a last step that is not full."""


@pytest.fixture
def case():
    network = Network(small_settings("layers=[dense 6 relu, dense 4 tanh]").network, (3, 3), 4)
    rng = np.random.default_rng(8)
    parameters = rng.normal(0, 0.6, network.layout.count).astype(np.float32)
    network.layout.views(parameters)[0]["biases"][:] = [1, 1, -100, 1, 1, 1]  # the third is never active
    pictures = rng.integers(0, 256, (COUNT, 3, 3)).astype(np.uint8)
    return network, parameters, PictureSamples(pictures, rng.integers(0, 3, COUNT).astype(np.uint8))


def activities(case, silenced=None):
    network, parameters, samples = case
    reader = ActivationReader(network, parameters)
    rows = as_inputs(samples.pictures.reshape(COUNT, -1))
    return [reader.read(row, silenced or {}) for row in rows]


def test_outputs_and_accuracy_are_those_of_each_picture_alone(case):
    measured, single = finish(measure_sample(*case)), activities(case)
    for number, outputs in enumerate(measured.outputs):
        np.testing.assert_allclose(outputs, [each.layers[number].outputs for each in single], rtol=1e-5, atol=1e-6)
    right = [each.best == label for each, label in zip(single, case[2].labels, strict=True)]
    assert measured.accuracy == np.mean(right)
    assert measured.is_right.tolist() == right


def test_the_accuracy_without_units_is_that_of_the_silenced_network(case):
    silenced = silenced_columns(unit_layers(case[0]), {Unit(0, 0), Unit(0, 4), Unit(1, 3)})
    measured, single = finish(measure_sample(*case, silenced)), activities(case, silenced)
    assert measured.accuracy == np.mean(
        [each.best == label for each, label in zip(single, case[2].labels, strict=True)]
    )
    assert not measured.outputs[0][:, [0, 4]].any()
    assert measured.outputs[0][:, [1, 3, 5]].any()


def test_class_means_are_taken_over_the_pictures_of_each_class(case):
    means = finish(measure_sample(*case)).class_means(Unit(1, 2))
    labels = case[2].labels
    for label in range(3):
        outputs = [
            each.layers[1].outputs[2] for each, other in zip(activities(case), labels, strict=True) if other == label
        ]
        assert means[label] == pytest.approx(np.mean(outputs), rel=1e-5)
    assert np.isnan(means[3])


def test_the_most_exciting_pictures_have_the_largest_outputs(case):
    measured = finish(measure_sample(*case))
    outputs = [each.layers[0].outputs[1] for each in activities(case)]
    assert measured.most_exciting(Unit(0, 1), 5).tolist() == sorted(range(COUNT), key=lambda n: -outputs[n])[:5]


def test_a_unit_that_is_silent_for_all_pictures_is_dead_and_of_no_use(case):
    measured = finish(measure_sample(*case))
    assert measured.dead(0).tolist() == [index == 2 for index in range(6)]
    assert measured.use(0)[2] == 0


def test_use_is_the_deviation_times_the_length_of_the_weights_to_the_next_layer(case):
    outputs = np.array([each.layers[0].outputs[3] for each in activities(case)])
    weights = case[0].layout.views(case[1])[1]["weights"][3]
    expected = np.sqrt(((outputs - outputs.mean()) ** 2).mean()) * np.sqrt((weights**2).sum())
    assert finish(measure_sample(*case)).use(0)[3] == pytest.approx(expected, rel=1e-4)
