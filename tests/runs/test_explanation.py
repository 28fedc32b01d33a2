import dataclasses

import numpy as np
import pytest

from nnstudio.engine.network import Network
from nnstudio.engine.prediction import Predictor
from nnstudio.runs.explanation import NEIGHBOURS, UNITS, Explainer
from nnstudio.runs.familiarity_file import read_familiarity
from nnstudio.runs.reading import read_picture
from nnstudio.runs.run import prepare
from nnstudio.runs.saved_run import open_run
from tests.conftest import small_settings


@pytest.fixture
def saved(settings, folders, tmp_path):
    """A run that is over."""
    preparation = prepare(settings, folders, tmp_path)
    while True:
        try:
            next(preparation)
        except StopIteration as end:
            run = end.value
            break
    while run.ended is None:
        run.advance()
    return open_run(run.started.folder)


@pytest.fixture
def explained(saved):
    """The explainer, with known pictures, and the reading of one of those."""
    familiarity = read_familiarity(saved.folder, saved.network)
    explainer = Explainer(saved.network, saved.parameters)
    explainer.set_familiarity(familiarity)
    predictor = Predictor(saved.network, saved.parameters)
    return explainer, read_picture(predictor, familiarity.pictures[5].reshape(28, 28)), familiarity


def test_the_best_class_is_explained_against_all_others_and_another_against_the_best(explained):
    explainer, reading, _ = explained
    best = explainer.explain(reading)
    assert (best.chosen, best.rival) == (reading.best, None)
    other = explainer.explain(reading, (reading.best + 1) % 10)
    assert other.rival == reading.best
    assert best.pixels.sum() > 0 > other.pixels.sum()


def test_the_deciding_units_are_the_largest_contributions_with_their_weights(explained, saved):
    explainer, reading, _ = explained
    units = explainer.explain(reading).units
    assert len(units) == UNITS
    sizes = [abs(unit.contribution) for unit in units]
    assert sizes == sorted(sizes, reverse=True)
    weights = saved.network.layout.views(saved.parameters)[0]["weights"]
    np.testing.assert_array_equal(units[0].weights.ravel(), weights[:, units[0].number - 1])


def test_a_training_picture_is_its_own_nearest_neighbour(explained):
    explainer, reading, familiarity = explained
    neighbours = explainer.explain(reading).neighbours
    assert len(neighbours) == NEIGHBOURS
    np.testing.assert_array_equal(neighbours[0].picture, reading.picture)
    assert neighbours[0].label == familiarity.labels[5]
    assert neighbours[0].distance == pytest.approx(0, abs=1e-3)
    assert [each.distance for each in neighbours] == sorted(each.distance for each in neighbours)


def test_newer_weights_are_explained_with_their_own_activations(explained, saved):
    explainer, reading, _ = explained
    before = explainer.explain(reading)
    explainer.update(saved.parameters * 2)
    after = explainer.explain(reading)
    assert after.neighbours[0].distance == pytest.approx(0, abs=1e-3)
    assert after.units[0].contribution != before.units[0].contribution


def test_without_known_pictures_there_are_no_neighbours(explained):
    explainer, reading, _ = explained
    explainer.set_familiarity(None)
    assert explainer.explain(reading).neighbours is None


def test_a_network_without_hidden_layers_has_no_deciding_units(explained):
    _, reading, _ = explained
    network = Network(small_settings("layers=[]").network, 784, 10)
    rng = np.random.default_rng(0)
    explanation = Explainer(network, rng.normal(size=network.layout.count).astype(np.float32)).explain(
        dataclasses.replace(reading)
    )
    assert explanation.units == ()
    assert explanation.pixels.any()
