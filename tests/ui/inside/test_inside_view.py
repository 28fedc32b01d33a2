"""The Inside view in the window: the network, a unit, and what it is good for."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from nnstudio.data.dataset import as_inputs
from nnstudio.inspection.activations import Unit
from nnstudio.session.shipped_network import begin_with_shipped_network
from nnstudio.session.state import State
from nnstudio.ui.inside.network_canvas import DEFAULT_LINES
from nnstudio.ui.inside.sum_table import LIST
from nnstudio.ui.plots.live_view import LiveView
from tests.ui.inside.conftest import click, is_settled
from tests.ui.window import draw_one, draw_stroke


def arrays_of(window):
    active = window.session.active_network
    return active.network.layout.views(active.parameters)


def test_without_a_network_the_view_says_how_to_get_one(inside):
    assert inside.is_empty


def test_the_shipped_network_is_shown_with_pictures_of_the_built_in_handwriting(window, inside, wait_until):
    begin_with_shipped_network(window.session)
    draw_one(window)
    wait_until(lambda: is_settled(window, inside))
    assert not inside.is_empty
    assert "500 digits of the built-in handwriting" in inside.map.text.text()
    assert inside.activity.best == window.models.reader.prediction.best
    assert window.models.inspection.measurement.activity.accuracy > 0.9


def test_the_prediction_is_that_of_the_pad(window, trained):
    np.testing.assert_allclose(trained.activity.probabilities, window.models.reader.prediction.probabilities, rtol=1e-5)


def test_a_click_on_a_unit_shows_its_sum_with_real_numbers(window, trained, wait_until):
    click(trained, Unit(0, 5))
    wait_until(lambda: trained.card.title.text() == "1. Dense, unit 6 of 16")
    dense = arrays_of(window)[0]
    x = as_inputs(window.models.reader.prediction.picture.reshape(-1)).astype(np.float64)
    products = x * dense["weights"][:, 5]
    z = products.sum() + dense["biases"][5]
    rows = trained.card.table.rows
    assert len(rows) == LIST + 4
    assert [row.value for row in rows[:LIST]] == pytest.approx(sorted(products, key=lambda each: -abs(each))[:LIST])
    assert rows[LIST].name == "778 others"
    assert sum(row.value for row in rows[: LIST + 2]) == pytest.approx(z, abs=1e-5)
    assert rows[-2].value == pytest.approx(z, abs=1e-5)
    assert rows[-1].value == pytest.approx(max(0, z), abs=1e-5)
    assert trained.card.formula.text() == "w·x + b = z → ReLU → a"


def test_a_term_names_the_pixel_that_it_is_of(window, trained, wait_until):
    click(trained, Unit(0, 3))
    wait_until(lambda: "unit 4 of" in trained.card.title.text())
    x = as_inputs(window.models.reader.prediction.picture.reshape(-1))
    strongest = int(np.abs(x * arrays_of(window)[0]["weights"][:, 3]).argmax())
    row, column = divmod(strongest, 28)
    assert trained.card.table.rows[0].name == f"row {row + 1}, column {column + 1}"


def test_the_arrow_keys_go_from_unit_to_unit(trained, wait_until):
    click(trained, Unit(0, 0))
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up):
        QTest.keyClick(trained.canvas, key)
    assert trained.canvas.unit == Unit(0, 1)
    QTest.keyClick(trained.canvas, Qt.Key.Key_Right)
    assert trained.canvas.unit.layer == 1
    QTest.keyClick(trained.canvas, Qt.Key.Key_Right)
    wait_until(lambda: trained.card.title.text().startswith("Output for"))
    QTest.keyClick(trained.canvas, Qt.Key.Key_Right)
    assert trained.canvas.unit.layer == 2
    QTest.keyClick(trained.canvas, Qt.Key.Key_Left)
    QTest.keyClick(trained.canvas, Qt.Key.Key_Left)
    QTest.keyClick(trained.canvas, Qt.Key.Key_Left)
    assert trained.canvas.unit.layer == 0


def test_a_unit_off_changes_the_prediction_and_the_accuracy_as_a_network_without_it(window, trained, wait_until):
    active, before = window.session.active_network, window.models.reader.prediction
    click(trained, Unit(1, 2))
    QTest.mouseClick(trained.card.off_button, Qt.MouseButton.LeftButton)
    wait_until(lambda: is_settled(window, trained) and "Accuracy" in trained.card.effect.text())
    first, second, output = (views for views in arrays_of(window))
    samples = window.models.inspection.source.sample.samples

    def logits(inputs):
        hidden = np.maximum(0, inputs @ first["weights"] + first["biases"])
        hidden = np.maximum(0, hidden @ second["weights"] + second["biases"])
        hidden[:, 2] = 0
        return hidden @ output["weights"] + output["biases"]

    drawn = logits(as_inputs(before.picture.reshape(1, -1)))
    expected = np.exp(drawn) / np.exp(drawn).sum()
    np.testing.assert_allclose(trained.edited_activity.probabilities, expected[0], rtol=1e-4)
    predicted = logits(as_inputs(samples.pictures.reshape(samples.count, -1))).argmax(axis=1)
    assert window.models.inspection.measurement.accuracy_with_edits == (predicted == samples.labels).mean()
    assert "1 unit off" in trained.card.effect.text()
    assert trained.card.table.rows[-1].text == "a switched off = 0"
    assert window.session.active_network is active
    assert window.models.reader.prediction is before


def test_switching_off_can_be_undone_and_all_units_switched_on(window, trained, wait_until):
    card, off = trained.card, window.models.inspection.edits
    for unit in (Unit(0, 1), Unit(0, 2)):
        click(trained, unit)
        QTest.keyClick(trained.canvas, Qt.Key.Key_Return)
    wait_until(lambda: "2 units off" in card.effect.text())
    assert card.off_button.text() == "Switch on"
    QTest.mouseClick(card.undo_button, Qt.MouseButton.LeftButton)
    assert off.edits.units == {Unit(0, 1)}
    wait_until(lambda: "1 unit off" in card.effect.text())
    QTest.mouseClick(card.all_back_button, Qt.MouseButton.LeftButton)
    wait_until(lambda: "Nothing is changed" in card.effect.text())
    np.testing.assert_array_equal(trained.activity.probabilities, trained.edited_activity.probabilities)


def test_an_output_cannot_be_switched_off_and_says_why(window, trained, wait_until):
    click(trained, Unit(2, 4))
    wait_until(lambda: not trained.card.off_button.isEnabled())
    assert "Only hidden units" in trained.card.off_button.toolTip()
    QTest.keyClick(trained.canvas, Qt.Key.Key_Return)
    assert not window.models.inspection.edits.edits


def test_a_unit_is_described_by_its_classes_and_by_the_pictures_that_excite_it(window, trained, wait_until):
    click(trained, Unit(1, 3))
    wait_until(lambda: trained.card.title.text() == "2. Dense, unit 4 of 8")
    first, second, _ = arrays_of(window)
    samples = window.models.inspection.source.sample.samples
    hidden = np.maximum(0, as_inputs(samples.pictures.reshape(samples.count, -1)) @ first["weights"] + first["biases"])
    outputs = np.maximum(0, hidden @ second["weights"] + second["biases"])[:, 3]
    for label, mean in enumerate(trained.card.means.means):
        assert mean == pytest.approx(outputs[samples.labels == label].mean(), rel=1e-4, abs=1e-5)
    shown = [picture.text for picture in trained.card.pictures if picture.isVisible()]
    best = window.models.inspection.measurement.activity.most_exciting(Unit(1, 3), len(shown))
    assert outputs[best] == pytest.approx(np.sort(outputs)[::-1][: len(shown)], rel=1e-4, abs=1e-5)
    assert shown == [str(label) for label in samples.labels[best]]
    assert "100 validation pictures of MNIST" in trained.card.source.text()


def test_for_a_later_layer_the_picture_that_excites_the_unit_most_is_looked_for(window, trained, wait_until):
    click(trained, Unit(0, 0))
    wait_until(lambda: trained.card.weights.text == "Its weights")
    click(trained, Unit(1, 0))
    wait_until(lambda: trained.card.weights.text == "What excites it most")
    assert window.models.inspection.preferred.unit == Unit(1, 0)


def test_the_slider_says_how_many_connections_are_drawn(trained):
    assert trained.canvas.lines.count == 3 * DEFAULT_LINES
    trained.slider.setValue(10)
    assert trained.canvas.lines.count == 30
    assert "10 strongest" in trained.about.text()


def test_a_wide_layer_is_folded_and_opens_by_a_click_or_a_key(train):
    view = train("[dense 80 relu]")
    shown = view.canvas.folded[0].shown
    assert len(shown) == 32
    QTest.mouseClick(view.canvas, Qt.MouseButton.LeftButton, pos=view.canvas.place.folds[0].center().toPoint())
    others = view.canvas.folded[0].shown
    assert not set(shown) & set(others)
    QTest.keyClick(view.canvas, Qt.Key.Key_PageDown)
    QTest.keyClick(view.canvas, Qt.Key.Key_PageDown)
    assert view.canvas.folded[0].shown == shown
    QTest.keyClick(view.canvas, Qt.Key.Key_PageUp)
    assert len(view.canvas.folded[0].shown) == 16


def test_the_drawing_lights_the_network_at_once(window, trained, wait_until):
    before = trained.activity
    window.pad.canvas.clear()
    wait_until(lambda: trained.activity is None)
    assert trained.card.table.rows == () or window.models.reader.prediction is None
    wait_until(lambda: "Draw a digit" in trained.card.formula.text())
    draw_stroke(window.pad.canvas, (0.3, 0.3), (0.7, 0.3), (0.4, 0.8))
    wait_until(lambda: trained.activity is not None)
    assert not np.array_equal(before.layers[0].sums, trained.activity.layers[0].sums)


@pytest.mark.usefixtures("run_endlessly")
def test_the_view_is_alive_while_the_network_learns(window, inside, wait_until):
    draw_one(window)
    wait_until(lambda: inside.activity is not None and window.models.inspection.measurement is not None)
    first, measured = inside.activity, window.models.inspection.measurement
    wait_until(lambda: not np.array_equal(first.probabilities, inside.activity.probabilities))
    wait_until(lambda: window.models.inspection.measurement is not measured)


@pytest.mark.usefixtures("run_endlessly")
def test_nothing_is_computed_while_the_view_is_hidden(window, inside, wait_until):
    draw_one(window)
    wait_until(lambda: inside.activity is not None)
    window.views.setCurrentWidget(window.view(LiveView))
    shown, step = inside.activity, window.session.history.step
    wait_until(lambda: window.session.history.step > step + 50)
    assert inside.activity is shown


@pytest.mark.parametrize(
    "layers",
    [
        "[]",
        "[dense 12 linear, batch_norm, activation gelu, dropout 0.3]",
        "[dense 9 leaky_relu, dense 8 sigmoid, dense 7, dense 6, dense 9, dense 8, dense 7, dense 6]",
    ],
)
def test_any_network_that_the_window_can_train_is_shown(window, train, wait_until, layers):
    view = train(layers)
    for number, layer in enumerate(view.canvas.folded):
        click(view, Unit(number, layer.shown[-1]))
        assert view.canvas.unit == Unit(number, layer.shown[-1])
    wait_until(lambda: view.card.title.text() == "Output for 9")
    np.testing.assert_allclose(view.activity.probabilities, window.models.reader.prediction.probabilities, rtol=1e-4)
    assert not view.grab().isNull()


def test_another_architecture_has_all_its_units_on(window, train, wait_until):
    view = train()
    click(view, Unit(0, 1))
    QTest.keyClick(view.canvas, Qt.Key.Key_Return)
    train("[dense 12 relu]")
    assert not window.models.inspection.edits.edits
    assert window.session.state is State.FINISHED


def test_the_theme_recolours_the_network(window, trained, wait_until):
    before = trained.canvas.grab().toImage()
    window.themes.choose("dark")
    wait_until(lambda: trained.canvas.grab().toImage() != before)
