import dataclasses

import numpy as np
import pytest

from nnstudio.engine.network import Network, NetworkSettings
from nnstudio.engine.predictor import Predictor
from nnstudio.inspection.explanation import NEIGHBOURS, UNITS, Explainer
from nnstudio.inspection.novelty_file import read_novelty_detector
from nnstudio.inspection.prediction import predict_picture
from nnstudio.runs.preparation import prepare
from nnstudio.runs.saved_run import open_run
from nnstudio.steps import finish
from tests.conftest import small_settings


@pytest.fixture
def saved(settings, folders, tmp_path):
    """A run that is over."""
    run = finish(prepare(settings, folders, tmp_path))
    while run.ended is None:
        run.advance()
    return open_run(run.started.folder)


@pytest.fixture
def explained(saved):
    """The explainer, with known training pictures, the prediction for one of them, and the detector."""
    detector = read_novelty_detector(saved.folder, saved.network)
    explainer = Explainer(saved.network, saved.parameters)
    explainer.set_detector(detector)
    predictor = Predictor(saved.network, saved.parameters)
    return explainer, predict_picture(predictor, detector.pictures[5]), detector


def test_the_best_class_is_compared_with_all_others_and_another_class_with_the_best(explained):
    explainer, prediction, _ = explained
    best = explainer.explain(prediction)
    assert (best.chosen, best.rival) == (prediction.best, None)
    other = explainer.explain(prediction, (prediction.best + 1) % 10)
    assert other.rival == prediction.best
    assert best.pixels.sum() > 0 > other.pixels.sum()


def test_the_deciding_units_are_the_largest_contributions_with_their_weights(explained, saved):
    explainer, prediction, _ = explained
    units = explainer.explain(prediction).units
    assert len(units) == UNITS
    sizes = [abs(unit.contribution) for unit in units]
    assert sizes == sorted(sizes, reverse=True)
    weights = saved.network.layout.views(saved.parameters)[0]["weights"]
    np.testing.assert_array_equal(units[0].weights.ravel(), weights[:, units[0].number - 1])


def test_a_training_picture_is_its_own_nearest_neighbour(explained):
    explainer, prediction, detector = explained
    neighbours = explainer.explain(prediction).neighbours
    assert len(neighbours) == NEIGHBOURS
    np.testing.assert_array_equal(neighbours[0].picture, prediction.picture)
    assert neighbours[0].label == detector.labels[5]
    assert neighbours[0].distance == pytest.approx(0, abs=1e-3)
    assert [each.distance for each in neighbours] == sorted(each.distance for each in neighbours)


def test_newer_weights_are_explained_with_newer_activations(explained, saved):
    explainer, prediction, _ = explained
    before = explainer.explain(prediction)
    explainer.update(saved.parameters * 2)
    after = explainer.explain(prediction)
    assert after.neighbours[0].distance == pytest.approx(0, abs=1e-3)
    assert after.units[0].contribution != before.units[0].contribution


def test_without_known_pictures_there_are_no_neighbours(explained):
    explainer, prediction, _ = explained
    explainer.set_detector(None)
    assert explainer.explain(prediction).neighbours is None


def test_a_network_without_hidden_layers_has_no_deciding_units(explained):
    _, prediction, _ = explained
    network = Network(small_settings("layers=[]").network, (28, 28), 10)
    rng = np.random.default_rng(0)
    explanation = Explainer(network, rng.normal(size=network.layout.count).astype(np.float32)).explain(
        dataclasses.replace(prediction)
    )
    assert explanation.units == ()
    assert explanation.pixels.any()


@dataclasses.dataclass
class KnownPictures:
    """What an explainer needs of a novelty detector: the training pictures."""

    pictures: np.ndarray
    labels: np.ndarray


@pytest.fixture
def small():
    """A network with ten ReLU units and four classes, its parameters and a prediction."""
    network = Network(small_settings("layers=[dense 10 relu]").network, (28, 28), 4)
    rng = np.random.default_rng(3)
    parameters = rng.normal(0, 0.1, network.layout.count).astype(np.float32)
    picture = rng.integers(0, 256, (28, 28), np.uint8)
    return network, parameters, predict_picture(Predictor(network, parameters), picture)


def layers_of(network, parameters):
    return [(views["weights"], views["biases"]) for views in network.layout.views(parameters)]


def hidden_by_hand(network, parameters, picture):
    weights, biases = layers_of(network, parameters)[0]
    return np.maximum(0, picture.reshape(-1, 784) / 255 @ weights + biases)


@pytest.mark.parametrize("step", [None, 1, 2])
def test_a_unit_contributes_its_activation_times_its_weight_to_the_difference_of_the_logits(small, step):
    network, parameters, prediction = small
    chosen = prediction.best if step is None else (prediction.best + step) % 4
    out = layers_of(network, parameters)[1][0]
    others = [each for each in range(4) if each != chosen] if step is None else [prediction.best]
    expected = hidden_by_hand(network, parameters, prediction.picture)[0] * (
        out[:, chosen] - out[:, others].mean(axis=1)
    )
    explanation = Explainer(network, parameters).explain(prediction, None if step is None else chosen)
    assert explanation.chosen == chosen
    assert explanation.prediction is prediction
    largest = np.argsort(-np.abs(expected))[:UNITS]
    assert [unit.number for unit in explanation.units] == [n + 1 for n in largest]
    np.testing.assert_allclose([unit.contribution for unit in explanation.units], expected[largest], rtol=1e-3)
    for unit in explanation.units:
        weights = layers_of(network, parameters)[0][0][:, unit.number - 1]
        np.testing.assert_array_equal(unit.weights, weights.reshape(28, 28))


def test_occlusion_scales_ink_as_the_network_does(small):
    network, parameters, prediction = small
    explanation = Explainer(network, parameters).explain(prediction)
    assert explanation.pixels.shape == explanation.occlusion.shape == (28, 28)
    erased = prediction.picture.copy()
    erased[:4, :4] = 0  # only this patch covers the corner
    after = predict_picture(Predictor(network, parameters), erased).probabilities[prediction.best]
    fall = prediction.probabilities[prediction.best] - after
    assert explanation.occlusion[0, 0] == pytest.approx(fall, rel=1e-3, abs=1e-6)


def test_the_neighbours_are_the_nearest_by_euclidean_distance_with_their_labels(small):
    network, parameters, prediction = small
    rng = np.random.default_rng(4)
    known = KnownPictures(rng.integers(0, 256, (30, 28, 28), np.uint8), np.arange(30, dtype=np.uint8))
    explainer = Explainer(network, parameters)
    explainer.set_detector(known)
    apart = hidden_by_hand(network, parameters, known.pictures) - hidden_by_hand(
        network, parameters, prediction.picture
    )
    distances = np.sqrt((apart**2).sum(axis=1))
    neighbours = explainer.explain(prediction).neighbours
    assert [each.label for each in neighbours] == np.argsort(distances)[:NEIGHBOURS].tolist()
    for each in neighbours:
        assert each.distance == pytest.approx(distances[each.label], rel=1e-4)
        np.testing.assert_array_equal(each.picture, known.pictures[each.label])


def test_among_equally_near_pictures_the_first_are_shown(small):
    network, parameters, prediction = small
    count = 192  # a multiple of 32, 48 and 64: BLAS rounds the rows of an incomplete block differently
    pictures = np.zeros((count, 28, 28), np.uint8)
    pictures[::2] = prediction.picture
    explainer = Explainer(network, parameters)
    explainer.set_detector(KnownPictures(pictures, np.arange(count, dtype=np.uint8)))
    assert [each.label for each in explainer.explain(prediction).neighbours] == list(range(0, 2 * NEIGHBOURS, 2))


def test_new_known_pictures_replace_the_old_ones(small):
    network, parameters, prediction = small
    explainer = Explainer(network, parameters)
    assert explainer.explain(prediction).neighbours is None
    rng = np.random.default_rng(5)
    for label in (1, 2):
        explainer.set_detector(KnownPictures(rng.integers(0, 256, (3, 28, 28), np.uint8), np.full(3, label, np.uint8)))
        neighbours = explainer.explain(prediction).neighbours
        assert [each.label for each in neighbours] == [label] * 3
        assert neighbours[0].distance > 0


def test_after_an_update_the_newer_weights_are_explained(small):
    network, parameters, prediction = small
    explainer, newer = Explainer(network, parameters), -parameters
    explainer.update(newer)
    for expected in (Explainer(network, -parameters).explain(prediction), explainer.explain(prediction)):
        explanation = explainer.explain(prediction)
        np.testing.assert_array_equal(explanation.pixels, expected.pixels)
        np.testing.assert_array_equal(explanation.occlusion, expected.occlusion)
        assert [unit.number for unit in explanation.units] == [unit.number for unit in expected.units]
        for unit, other in zip(explanation.units, expected.units, strict=True):
            np.testing.assert_array_equal(unit.weights, other.weights)


def test_an_explainer_keeps_a_copy_of_the_weights(small):
    network, parameters, prediction = small
    explainer = Explainer(network, parameters)
    before = explainer.explain(prediction)
    units = [unit.weights.copy() for unit in before.units]
    parameters[:] = 0
    np.testing.assert_array_equal(explainer.explain(prediction).pixels, before.pixels)
    explainer.update(parameters)
    for unit, weights in zip(before.units, units, strict=True):  # an explanation does not change afterwards
        np.testing.assert_array_equal(unit.weights, weights)
    assert not explainer.explain(prediction).pixels.any()


@pytest.mark.parametrize(("input_shape", "classes"), [((28, 28), 3), ((10, 12), 10)])
def test_a_prediction_of_a_network_for_other_pictures_or_other_classes_cannot_be_explained(
    explained, input_shape, classes
):
    _, prediction, _ = explained
    other = Network(NetworkSettings(()), input_shape, classes)
    parameters = other.initial_parameters(np.random.default_rng(0), np.dtype(np.float32))
    assert not Explainer(other, parameters).can_explain(prediction)
