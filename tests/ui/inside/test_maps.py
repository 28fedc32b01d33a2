"""The map of a layer by a method that takes its time."""

import importlib.util

import numpy as np
import pytest
from PySide6.QtCore import Qt

from nnstudio.data.dataset import Progress
from nnstudio.inspection.embedding import PRINCIPAL, TSNE, UMAP, Embedding, EmbeddingError, MapMethod
from tests.ui.inside.test_one_step_page import press


@pytest.fixture
def installed(monkeypatch):
    """Let all methods count as installed; must come before the window."""
    monkeypatch.setattr(MapMethod, "obstacle", "")


def made_by(steps):
    """Return a function in place of `embed` that takes this many steps, and puts the pictures on a line."""

    def embed(_method, activations):
        for _ in range(steps):
            yield Progress("Computing", 0, 0)
        return Embedding(activations, np.stack([np.arange(len(activations)), np.zeros(len(activations))], axis=1))

    return embed


def endless(_method, _activations):
    while True:
        yield Progress("Computing", 0, 0)


def failing(_method, _activations):
    yield Progress("Computing", 0, 0)
    raise EmbeddingError("no memory")


def choose(card, method):
    index = card.method.findText(method.label)
    card.method.setCurrentIndex(index)
    card.method.activated.emit(index)


@pytest.fixture
def replace_embed(monkeypatch):
    return lambda embed: monkeypatch.setattr("nnstudio.session.layer_map.embed", embed)


@pytest.mark.parametrize("method", [TSNE, UMAP], ids=lambda method: method.key)
def test_a_method_whose_library_is_missing_cannot_be_chosen_and_says_why(monkeypatch, method, window, inside):
    if importlib.util.find_spec(method.module) is not None:
        pytest.skip(f"{method.library} is installed")
    box = inside.map.method
    index = box.findText(method.label)
    assert not box.model().item(index).isEnabled()
    assert f"{method.library} is not installed" in box.itemData(index, Qt.ItemDataRole.ToolTipRole)
    assert f"{method.label}: {method.library} is not installed" in box.toolTip()


def test_the_chosen_method_maps_the_layer_and_places_the_drawing_at_its_neighbours(
    installed, replace_embed, window, trained, wait_until
):
    replace_embed(made_by(3))
    choose(trained.map, TSNE)
    wait_until(lambda: "distances between groups" in trained.map.text.text())
    count = window.models.inspection.source.sample.samples.count
    np.testing.assert_array_equal(trained.map.map.points[:, 0], np.arange(count))
    activations = window.models.inspection.measurement.activity.outputs[1]
    outputs = trained.activity.layers[1].outputs
    nearest = np.linalg.norm(activations - outputs, axis=1).argsort(kind="stable")[:5]
    wait_until(lambda: trained.map.map.picture is not None and trained.map.map.picture[0] == nearest.mean())
    choose(trained.map, PRINCIPAL)
    wait_until(lambda: "of the variance" in trained.map.text.text())


def test_another_layer_is_mapped_anew(installed, replace_embed, trained, wait_until):
    replace_embed(made_by(1))
    choose(trained.map, UMAP)
    wait_until(lambda: trained.map.activity is not None and "distances" in trained.map.text.text())
    maps = trained._inspection.maps
    trained.map.choice.setCurrentIndex(0)
    wait_until(lambda: maps.result.layer == 0 and trained.map.activity is not None)


def test_a_map_that_takes_long_can_be_cancelled(installed, replace_embed, trained, wait_until):
    replace_embed(endless)
    assert not trained.map.cancel_button.isVisible()
    choose(trained.map, TSNE)
    wait_until(lambda: "is being computed" in trained.map.text.text() and trained.map.cancel_button.isVisible())
    press(trained.map.cancel_button)
    wait_until(lambda: "Cancelled" in trained.map.text.text())
    wait_until(lambda: not trained.map.cancel_button.isVisible())
    replace_embed(made_by(1))
    choose(trained.map, TSNE)
    wait_until(lambda: trained.map.activity is not None)


def test_a_map_that_fails_says_why(installed, replace_embed, trained, wait_until):
    replace_embed(failing)
    choose(trained.map, TSNE)
    wait_until(lambda: trained.map.text.text() == "The map could not be computed: no memory")


def test_a_window_that_closes_while_a_map_is_computed_leaves_nothing_behind(
    installed, replace_embed, window, trained, wait_until
):
    replace_embed(endless)
    choose(trained.map, TSNE)
    wait_until(lambda: window.models.inspection.maps.is_active)
    window.close()
    assert not window.models.inspection.maps.is_active


def test_scikit_learn_maps_the_layer(window, trained, wait_until):
    pytest.importorskip("sklearn", reason="scikit-learn is not installed")
    choose(trained.map, TSNE)
    wait_until(lambda: trained.map.activity is not None and "distances" in trained.map.text.text())
    assert np.isfinite(trained.map.map.points).all()
