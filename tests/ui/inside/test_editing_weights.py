"""A weight is given another value in the window, and the view shows what that does."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from nnstudio.data.dataset import as_inputs
from nnstudio.inspection.activations import ActivationReader, Unit
from nnstudio.inspection.edits import Edits, Weight
from tests.ui.inside.conftest import click, is_settled
from tests.ui.inside.test_inside_view import arrays_of
from tests.ui.inside.test_one_step_page import press


@pytest.fixture
def editor(trained, wait_until):
    """The editor with the first unit of the second layer."""
    click(trained, Unit(1, 3))
    wait_until(lambda: trained.card.editor.weight is not None and trained.card.editor.weight.unit == Unit(1, 3))
    return trained.card.editor


def logits_of(window, inputs, changed):
    """Return the logits for ``inputs``, shape (count, pixels), computed anew with some weights ``changed``."""
    arrays = [{name: array.copy() for name, array in layer.items()} for layer in arrays_of(window)]
    for weight, value in changed.items():
        if weight.source is None:
            arrays[weight.unit.layer]["biases"][weight.unit.index] = value
        else:
            arrays[weight.unit.layer]["weights"][weight.source, weight.unit.index] = value
    x = inputs
    for layer in arrays[:-1]:
        x = np.maximum(0, x @ layer["weights"] + layer["biases"])
    return x @ arrays[-1]["weights"] + arrays[-1]["biases"]


def type_into(box, text):
    box.setFocus()
    box.selectAll()
    QTest.keyClicks(box, text)
    QTest.keyClick(box, Qt.Key.Key_Return)


def test_the_strongest_inputs_are_listed_and_the_bias(window, trained, editor):
    outputs = trained.activity.layers[1].inputs * arrays_of(window)[1]["weights"][:, 3]
    strongest = np.abs(outputs).argsort(kind="stable")[::-1][:6]
    listed = [editor.choice.itemText(index) for index in range(editor.choice.count())]
    assert listed == [*(f"1, unit {index + 1}" for index in strongest), "Bias"]
    assert editor.weight == Weight(Unit(1, 3), int(strongest[0]))


def test_another_weight_changes_prediction_and_accuracy_as_in_a_network_with_that_weight(
    window, trained, editor, wait_until
):
    active, before = window.session.active_network, window.models.reader.prediction
    editor.source.setValue(5)
    weight = Weight(Unit(1, 3), 4)
    type_into(editor.value, "2.5")
    wait_until(lambda: is_settled(window, trained) and "Accuracy" in trained.card.effect.text())
    assert window.models.inspection.edits.edits.weights == {weight: 2.5}
    samples = window.models.inspection.source.sample.samples
    drawn = logits_of(window, as_inputs(before.picture.reshape(1, -1)), {weight: 2.5})
    expected = np.exp(drawn - drawn.max()) / np.exp(drawn - drawn.max()).sum()
    np.testing.assert_allclose(trained.edited_activity.probabilities, expected[0], rtol=1e-4, atol=1e-7)
    inputs = as_inputs(samples.pictures.reshape(samples.count, -1))
    predicted = logits_of(window, inputs, {weight: 2.5}).argmax(axis=1)
    assert window.models.inspection.measurement.accuracy_with_edits == (predicted == samples.labels).mean()
    assert "1 weight changed (2, unit 4, from 1, unit 5" in trained.card.effect.text()
    assert "→ 2.500)" in trained.card.effect.text()
    assert window.session.active_network is active
    assert window.models.reader.prediction is before


def test_the_slider_changes_the_weight_while_it_moves_and_undo_takes_the_whole_move_back(
    window, trained, editor, wait_until
):
    QTest.keyClick(editor.slider, Qt.Key.Key_End)
    for _ in range(5):
        QTest.keyClick(editor.slider, Qt.Key.Key_Left)
    (value,) = window.models.inspection.edits.edits.weights.values()
    largest = np.abs(arrays_of(window)[1]["weights"]).max()
    assert value == pytest.approx(2 * largest * 0.95, rel=1e-3)
    wait_until(lambda: editor.value.value() == pytest.approx(value, abs=1e-4))
    press(trained.card.undo_button)
    assert not window.models.inspection.edits.edits
    wait_until(lambda: "Nothing is changed" in trained.card.effect.text())


def test_the_bias_is_changed_and_given_back(window, trained, editor, wait_until):
    assert not editor.reset_button.isEnabled()
    assert "was trained to" in editor.reset_button.toolTip()
    editor.source.setValue(0)
    wait_until(lambda: editor.text.text().startswith("Bias: trained to"))
    type_into(editor.value, "-3")
    wait_until(lambda: trained.card.table.rows[-3].value == pytest.approx(-3))
    wait_until(lambda: editor.reset_button.isEnabled())
    press(editor.reset_button)
    assert not window.models.inspection.edits.edits
    wait_until(lambda: trained.card.table.rows[-3].value == arrays_of(window)[1]["biases"][3])


def test_weights_and_units_are_listed_together_and_taken_back_together(window, trained, editor, wait_until):
    type_into(editor.value, "1.5")
    click(trained, Unit(0, 2))
    QTest.keyClick(trained.canvas, Qt.Key.Key_Return)
    wait_until(lambda: "1 unit off, 1 weight changed" in trained.card.effect.text())
    assert "1, unit 3 off" in trained.card.effect.text()
    press(trained.card.all_back_button)
    assert not window.models.inspection.edits.edits
    press(trained.card.undo_button)
    assert len(window.models.inspection.edits.edits.weights) == 1


def test_what_is_being_typed_stays_while_the_network_learns_on(window, trained, editor):
    active, weight = window.session.active_network, editor.weight
    editor.value.setFocus()
    editor.value.selectAll()
    QTest.keyClicks(editor.value, "0.9")
    learned = ActivationReader(active.network, 3 * active.parameters)
    editor.show_unit(learned, weight.unit, None, Edits())
    assert editor.value.lineEdit().text() == "0.9"


def test_the_accuracy_is_of_all_validation_pictures_after_that_of_a_few(monkeypatch, window, train, wait_until):
    monkeypatch.setattr("nnstudio.session.sample_pictures.COUNT", 20)
    page = train()
    click(page, Unit(1, 3))
    wait_until(lambda: page.card.editor.weight is not None and page.card.editor.weight.unit == Unit(1, 3))
    type_into(page.card.editor.value, "9")
    wait_until(lambda: "on all 100 validation pictures of MNIST" in page.card.effect.text())
    sample = window.models.inspection.source.sample
    assert (sample.samples.count, sample.whole.count) == (20, 100)
    inputs = as_inputs(sample.whole.pictures.reshape(100, -1))
    change = window.models.inspection.accuracy_change()
    edits = window.models.inspection.edits.edits.weights
    assert change.before == (logits_of(window, inputs, {}).argmax(axis=1) == sample.whole.labels).mean()
    assert change.after == (logits_of(window, inputs, edits).argmax(axis=1) == sample.whole.labels).mean()


def test_edits_end_with_a_network_that_they_do_not_fit_and_the_card_says_so(window, train, wait_until):
    page = train()
    click(page, Unit(1, 3))
    wait_until(lambda: page.card.editor.weight is not None)
    type_into(page.card.editor.value, "1")
    assert window.models.inspection.edits.edits
    train("[dense 12 relu]")
    assert not window.models.inspection.edits.edits
    wait_until(lambda: "Your changes ended" in page.card.effect.text())


def test_a_layer_without_biases_offers_none(train, wait_until):
    page = train("[dense 6 relu off]")
    click(page, Unit(0, 3))
    wait_until(lambda: page.card.editor.weight is not None and page.card.editor.weight.unit == Unit(0, 3))
    assert page.card.editor.choice.findText("Bias") == -1
    assert page.card.editor.source.minimum() == 1
