"""The Inside view is lit by pictures of the data set instead of the drawing."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from nnstudio.data.dataset import as_inputs
from nnstudio.ui.errors.errors_view import ErrorsView
from nnstudio.ui.inside.inside_view import InsideView
from tests.ui.inside.test_editing_weights import logits_of
from tests.ui.inside.test_one_step_page import press
from tests.ui.window import draw_one


@pytest.fixture
def bar(window, trained):
    return window.view(InsideView).picture_bar


def probabilities_of(window, picture):
    logits = logits_of(window, as_inputs(picture.reshape(1, -1)), {})
    return (np.exp(logits - logits.max()) / np.exp(logits - logits.max()).sum())[0]


def pictures_of(window):
    return window.models.inspection.source.sample.whole


def test_a_picture_is_chosen_by_its_number_and_the_way_back_leads_to_the_drawing(window, trained, bar, wait_until):
    assert "your drawing" in bar.text.text()
    assert not bar.drawing_button.isEnabled()
    bar.number.setValue(8)
    pictures = pictures_of(window)
    expected = probabilities_of(window, pictures.pictures[7])
    wait_until(lambda: np.allclose(trained.activity.probabilities, expected, rtol=1e-4, atol=1e-7))
    assert bar.text.text() == f"Lit by picture 8 of the validation pictures of MNIST, a {pictures.labels[7]}."
    press(bar.drawing_button)
    drawn = window.models.reader.prediction.probabilities
    wait_until(lambda: np.allclose(trained.activity.probabilities, drawn, rtol=1e-4))
    assert "your drawing" in bar.text.text()
    assert bar.number.value() == 0


def test_next_goes_through_the_pictures_of_one_class(window, bar):
    labels = pictures_of(window).labels
    press(bar.next_button)
    press(bar.next_button)
    assert bar.index == 1
    bar.classes.setCurrentIndex(1 + 4)
    expected = np.flatnonzero(labels == 4)
    for index in [*expected[expected > 1], expected[0]]:
        press(bar.next_button)
        assert bar.index == index


def test_next_mistake_shows_a_picture_that_is_predicted_wrongly(window, train, wait_until):
    train("[dense 2 relu]")
    bar, pictures = window.view(InsideView).picture_bar, pictures_of(window)
    inputs = as_inputs(pictures.pictures.reshape(pictures.count, -1))
    wrong = np.flatnonzero(logits_of(window, inputs, {}).argmax(axis=1) != pictures.labels)
    assert len(wrong) > 1
    for index in wrong[:2]:
        press(bar.mistake_button)
        wait_until(lambda index=index: bar.index == index)


def test_without_a_mistake_the_bar_says_so(monkeypatch, window, bar, wait_until):
    pictures = pictures_of(window)
    inputs = as_inputs(pictures.pictures.reshape(pictures.count, -1))
    wrong = set(pictures.labels[logits_of(window, inputs, {}).argmax(axis=1) != pictures.labels].tolist())
    flawless = sorted(set(range(10)) - wrong)
    if not flawless:
        pytest.skip("the small network makes a mistake in every class")
    bar.classes.setCurrentIndex(1 + flawless[0])
    press(bar.mistake_button)
    wait_until(lambda: "predicted wrongly" in bar.text.text() and "No picture" in bar.text.text())
    assert bar.index is None


def test_drawing_does_not_disturb_a_chosen_picture_and_the_pad_reads_the_drawing(window, trained, bar):
    bar.number.setValue(3)
    chosen = window.models.lit_picture.current
    draw_one(window)
    assert window.models.lit_picture.current is chosen
    assert not np.array_equal(window.models.reader.prediction.picture, chosen.picture)


def test_the_step_learns_from_the_chosen_picture_with_its_own_class(window, trained, bar, wait_until):
    view = window.view(InsideView)
    bar.number.setValue(6)
    view.tabs.setCurrentWidget(view.one_step)
    wait_until(lambda: window.models.step_walk.walk is not None and not view.one_step.is_empty)
    step = window.models.step_walk.walk.step
    np.testing.assert_array_equal(step.samples.pictures[0], pictures_of(window).pictures[5])
    assert step.labels[0] == pictures_of(window).labels[5]
    wait_until(lambda: not view.one_step.batch.label.isEnabled())
    assert "it is known" in view.one_step.batch.label.toolTip()


def test_a_picture_ends_with_a_network_that_has_other_inputs_or_classes(window, bar):
    from dataclasses import replace

    bar.number.setValue(2)
    assert not window.models.lit_picture.is_drawing
    active = window.session.active_network
    window.session.network_changed.emit(replace(active, class_names=tuple("abcdefghij")))
    assert window.models.lit_picture.is_drawing
    window.session.network_changed.emit(active)


def test_without_a_network_the_controls_say_why_they_are_off(inside, window):
    bar = window.view(InsideView).picture_bar
    for control in (bar.number, bar.classes, bar.next_button, bar.mistake_button):
        assert not control.isEnabled()
        assert "not read yet" in control.toolTip()


def test_a_picture_of_the_errors_view_lights_the_network(window, train, wait_until):
    page = train("[dense 2 relu]")
    errors = window.view(ErrorsView)
    window.views.setCurrentWidget(errors)
    wait_until(lambda: errors.judged is not None and bool(errors.pictures.items))
    assert not errors.inside_button.isEnabled()
    assert "select a picture first" in errors.inside_button.toolTip()
    place = errors.pictures.visualRect(errors.pictures.model().index(0, 0)).center()
    QTest.mouseClick(errors.pictures.viewport(), Qt.MouseButton.LeftButton, pos=place)
    item = errors.pictures.current
    press(errors.inside_button)
    assert window.views.currentWidget() is window.view(InsideView)
    lit = window.models.lit_picture.current
    np.testing.assert_array_equal(lit.picture, item.picture)
    assert str(lit.label) == item.actual
    expected = probabilities_of(window, item.picture)
    wait_until(lambda: np.allclose(page.activity.probabilities, expected, rtol=1e-4, atol=1e-7))
    assert item.actual in window.view(InsideView).picture_bar.text.text()
