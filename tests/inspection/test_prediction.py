"""What a network makes of a drawing, of a picture and of many of them."""

import numpy as np
import pytest

from nnstudio.data.dataset import PictureSamples
from nnstudio.engine.network import Network
from nnstudio.engine.predictor import Predictor
from nnstudio.ink.drawing import Rendering
from nnstudio.inspection.prediction import Reading, read_picture, read_rendering, read_samples
from tests.conftest import small_settings

BLANK = np.zeros((28, 28), np.uint8)


@pytest.fixture
def network():
    return Network(small_settings("layers=[dense 5 tanh]").network, 784, 4)


@pytest.fixture
def parameters(network):
    return np.random.default_rng(1).normal(0, 0.1, network.layout.count).astype(np.float32)


@pytest.fixture
def pictures():
    return np.random.default_rng(2).integers(0, 256, (9, 28, 28), np.uint8)


def by_hand(network, parameters, picture):
    """Return the probabilities of the classes, worked out in double precision."""
    first, second = (views for views in network.layout.views(parameters.astype(np.float64)) if "weights" in views)
    hidden = np.tanh(picture.ravel() / 255 @ first["weights"] + first["biases"])
    powers = np.exp(hidden @ second["weights"] + second["biases"])
    return powers / powers.sum()


class KnowsAll:
    """A familiarity that says what it was asked about."""

    def __init__(self):
        self.asked = []

    def share(self, picture, predictor):
        self.asked.append((picture, predictor))
        return 0.25


def test_ink_of_255_is_one_for_the_network(network, parameters, pictures):
    reading = read_picture(Predictor(network, parameters), pictures[0])
    np.testing.assert_allclose(reading.probabilities, by_hand(network, parameters, pictures[0]), rtol=1e-4)
    np.testing.assert_array_equal(reading.picture, pictures[0])
    assert reading.usual_share is None
    assert reading.best == by_hand(network, parameters, pictures[0]).argmax()


def test_a_picture_is_strange_from_the_share_on_that_is_asked_for():
    reading = Reading(BLANK, np.full(4, 0.25, np.float32), usual_share=0.25)
    assert [reading.is_strange(strictness) for strictness in (0.24, 0.25, 0.26)] == [False, True, True]


def test_the_familiarity_is_asked_about_the_picture_that_the_network_reads(network, parameters, pictures):
    predictor, familiarity = Predictor(network, parameters), KnowsAll()
    for reading in (
        read_picture(predictor, pictures[0], familiarity),
        read_rendering(predictor, Rendering(pictures[0]), familiarity),
    ):
        assert reading.usual_share == 0.25
        picture, asked = familiarity.asked.pop()
        np.testing.assert_array_equal(picture, pictures[0].ravel())
        assert asked is predictor


def test_a_drawing_is_read_as_its_picture_is(network, parameters, pictures):
    predictor = Predictor(network, parameters)
    for picture in pictures:
        reading = read_rendering(predictor, Rendering(picture, pen_factor=2.0))
        np.testing.assert_array_equal(reading.probabilities, read_picture(predictor, picture).probabilities)
        np.testing.assert_array_equal(reading.picture, picture)
        assert reading.usual_share is None


def test_a_blank_drawing_is_not_read_but_a_single_grey_pixel_is(network, parameters):
    predictor = Predictor(network, parameters)
    assert read_rendering(predictor, Rendering(BLANK)) is None
    dot = BLANK.copy()
    dot[3, 4] = 1
    assert read_rendering(predictor, Rendering(dot)) is not None


def test_a_network_whose_numbers_are_not_finite_reads_nothing(network, parameters, pictures):
    parameters[-1] = np.nan
    with np.errstate(invalid="ignore"):
        assert read_rendering(Predictor(network, parameters), Rendering(pictures[0])) is None


def test_many_pictures_are_read_as_each_alone(network, parameters, pictures):
    samples = PictureSamples(pictures.reshape(9, 784), np.full(9, 3, np.uint8))
    readings = read_samples(network, parameters, samples)
    expected = np.array([by_hand(network, parameters, picture) for picture in pictures])
    np.testing.assert_array_equal(readings.classes, expected.argmax(axis=1))
    np.testing.assert_allclose(readings.probabilities, expected.max(axis=1), rtol=1e-4)
    assert len(set(readings.classes.tolist())) > 1
    assert readings.classes.shape == readings.probabilities.shape == (9,)
