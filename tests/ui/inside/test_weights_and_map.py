"""The sheet of weights and the map of a layer."""

import numpy as np
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QScrollArea

from nnstudio.data.dataset import as_inputs
from nnstudio.inspection.activations import Unit
from nnstudio.ui.inside.weights_card import BY_NUMBER, FEW


def hidden_of(window, layer):
    """Return the outputs of a hidden layer for the sample, computed anew."""
    samples = window.models.inspection.source.sample.samples
    active = window.session.active_network
    outputs = as_inputs(samples.pictures.reshape(samples.count, -1))
    for views in active.network.layout.views(active.parameters)[: layer + 1]:
        outputs = np.maximum(0, outputs @ views["weights"] + views["biases"])
    return outputs


def test_the_tiles_are_sorted_by_use_or_by_number(window, trained):
    active = window.session.active_network
    following = active.network.layout.views(active.parameters)[1]["weights"]
    use = hidden_of(window, 0).std(axis=0) * np.linalg.norm(following, axis=1)
    shown = use[trained.weights.sheet.order]
    assert (np.diff(shown) <= 1e-4 * use.max()).all()
    trained.weights.sorting.setCurrentText(BY_NUMBER)
    assert trained.weights.sheet.order == list(range(16))


def test_dead_units_are_counted(window, trained):
    dead = int((np.ptp(hidden_of(window, 0), axis=0) == 0).sum())
    assert f"16 units, {dead} dead" in trained.weights.text.text()


def test_all_tiles_have_the_scale_of_the_largest_weight(window, trained):
    active = window.session.active_network
    weights = active.network.layout.weights(active.parameters)[0]
    assert trained.weights.sheet.largest == np.abs(weights).max()


def test_a_click_on_a_tile_selects_its_unit_and_the_arrow_keys_the_next(trained, wait_until):
    sheet = trained.weights.sheet
    assert sheet.area_of(sheet.columns - 1).right() + 2 < sheet.width()
    QTest.mouseClick(sheet, Qt.MouseButton.LeftButton, pos=sheet.area_of(2).center())
    assert trained.canvas.unit == Unit(0, sheet.order[2])
    wait_until(lambda: trained.card.title.text().startswith(f"1. Dense, unit {sheet.order[2] + 1} "))
    QTest.keyClick(sheet, Qt.Key.Key_Right)
    assert trained.canvas.unit == Unit(0, sheet.order[3])


def test_of_a_wide_layer_the_first_tiles_are_shown_until_all_are_wanted(train):
    view = train("[dense 120 relu]")
    assert len(view.weights.sheet.order) == FEW
    height = view.weights.sheet.height()
    QTest.mouseClick(view.weights.all_tiles, Qt.MouseButton.LeftButton, pos=QPoint(8, 12))
    assert len(view.weights.sheet.order) == 120
    assert view.weights.sheet.height() > height


def test_the_map_shows_the_principal_components_of_the_chosen_layer(window, trained):
    assert trained.map.choice.currentText() == "2. Dense"
    outputs = hidden_of(window, 1).astype(np.float64)
    centred = outputs - outputs.mean(axis=0)
    _, _, vectors = np.linalg.svd(centred, full_matrices=False)
    expected = centred @ vectors[:2].T
    for axis in range(2):
        shown = trained.map.map.points[:, axis]
        sign = np.sign(shown @ expected[:, axis])
        np.testing.assert_allclose(shown, sign * expected[:, axis], atol=1e-3 * np.abs(expected).max())


def test_another_layer_can_be_mapped(trained, wait_until):
    before = trained.map.map.points
    trained.map.choice.setCurrentText("1. Dense")
    wait_until(lambda: trained.map.map.points is not before)


def test_the_drawing_is_placed_where_its_activations_are(window, trained):
    projection = window.models.inspection.measurement.projections[1]
    outputs = trained.activity.layers[1].outputs
    np.testing.assert_allclose(trained.map.map.picture, (outputs - projection.mean) @ projection.axes.T, atol=1e-4)


def test_pointing_at_a_picture_shows_it(trained, wait_until):
    shown = trained.map.map
    trained.findChild(QScrollArea).ensureWidgetVisible(shown)
    place = QPoint(*(int(each) for each in shown.place_of(shown.points)[7].round()))
    QTest.mouseMove(shown, place)
    wait_until(lambda: shown.chosen is not None)
    distance = np.linalg.norm(shown.place_of(shown.points)[shown.chosen] - [place.x(), place.y()])
    assert distance <= 1.5
    assert shown.accessibleDescription() == shown.description(shown.chosen)


def test_the_arrow_keys_go_through_the_wrong_predictions(window, trained):
    wrong = np.flatnonzero(~window.models.inspection.measurement.activity.is_right)
    QTest.keyClick(trained.map.map, Qt.Key.Key_Right)
    assert trained.map.map.chosen == (wrong[0] if len(wrong) else None)
    assert f"{len(wrong)} are predicted wrongly" in trained.map.text.text()
