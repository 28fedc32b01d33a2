"""Predictions for a drawing, a picture and many pictures."""

import numpy as np
import pytest

from nnstudio.data.dataset import PictureSamples
from nnstudio.engine.network import Network
from nnstudio.engine.predictor import Predictor
from nnstudio.ink.drawing import Rendering
from nnstudio.inspection.prediction import Prediction, predict_drawing, predict_picture, predict_samples
from tests.conftest import small_settings

BLANK = np.zeros((28, 28), np.uint8)


@pytest.fixture
def network():
    return Network(small_settings("layers=[dense 5 tanh]").network, (28, 28), 4)


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


class RecordingDetector:
    """A detector that records what it was asked about."""

    def __init__(self):
        self.asked = []

    def p_value(self, picture, predictor):
        self.asked.append((picture, predictor))
        return 0.25


def test_the_pixel_value_255_is_1_for_the_network(network, parameters, pictures):
    prediction = predict_picture(Predictor(network, parameters), pictures[0])
    np.testing.assert_allclose(prediction.probabilities, by_hand(network, parameters, pictures[0]), rtol=1e-4)
    np.testing.assert_array_equal(prediction.picture, pictures[0])
    assert prediction.p_value is None
    assert prediction.best == by_hand(network, parameters, pictures[0]).argmax()


def test_a_picture_is_novel_where_its_p_value_is_at_most_the_significance():
    prediction = Prediction(BLANK, np.full(4, 0.25, np.float32), p_value=0.25)
    assert [prediction.is_novel(significance) for significance in (0.24, 0.25, 0.26)] == [False, True, True]


def test_the_detector_judges_the_picture_that_the_network_sees(network, parameters, pictures):
    predictor, detector = Predictor(network, parameters), RecordingDetector()
    for prediction in (
        predict_picture(predictor, pictures[0], detector),
        predict_drawing(predictor, Rendering(pictures[0]), detector),
    ):
        assert prediction.p_value == 0.25
        picture, asked = detector.asked.pop()
        np.testing.assert_array_equal(picture, pictures[0])
        assert asked is predictor


def test_the_prediction_for_a_drawing_is_that_for_its_picture(network, parameters, pictures):
    predictor = Predictor(network, parameters)
    for picture in pictures:
        prediction = predict_drawing(predictor, Rendering(picture, pen_factor=2.0))
        np.testing.assert_array_equal(prediction.probabilities, predict_picture(predictor, picture).probabilities)
        np.testing.assert_array_equal(prediction.picture, picture)
        assert prediction.p_value is None


def test_there_is_no_prediction_for_a_blank_drawing_but_for_a_single_grey_pixel(network, parameters):
    predictor = Predictor(network, parameters)
    assert predict_drawing(predictor, Rendering(BLANK)) is None
    dot = BLANK.copy()
    dot[3, 4] = 1
    assert predict_drawing(predictor, Rendering(dot)) is not None


def test_there_is_no_prediction_where_probabilities_are_not_finite(network, parameters, pictures):
    parameters[-1] = np.nan
    with np.errstate(invalid="ignore"):
        assert predict_drawing(Predictor(network, parameters), Rendering(pictures[0])) is None


def test_many_pictures_are_predicted_as_each_is_alone(network, parameters, pictures):
    samples = PictureSamples(pictures, np.full(9, 3, np.uint8))
    predictions = predict_samples(network, parameters, samples)
    expected = np.array([by_hand(network, parameters, picture) for picture in pictures])
    np.testing.assert_array_equal(predictions.classes, expected.argmax(axis=1))
    np.testing.assert_allclose(predictions.probabilities, expected.max(axis=1), rtol=1e-4)
    assert len(set(predictions.classes.tolist())) > 1
    assert predictions.classes.shape == predictions.probabilities.shape == (9,)
