"""The Drawing view in the whole window: the preprocessing steps, and a pinned drawing during training."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from nnstudio.ink.drawing import PreprocessingStep
from nnstudio.session.state import State
from nnstudio.ui.drawing.drawing_view import DrawingView
from nnstudio.ui.plots.live_view import LiveView
from tests.ui.window import draw_one, draw_stroke

CORNER = ((0.1, 0.1), (0.3, 0.1), (0.2, 0.4))


@pytest.fixture
def view(window):
    window.views.setCurrentWidget(window.view(DrawingView))
    return window.view(DrawingView)


@pytest.fixture
def trained(window, view, wait_until):
    window.run_actions.run.trigger()
    wait_until(lambda: window.session.state is State.FINISHED)
    return window


def drawn(card):
    card.draw_if_changed()
    return {step: picture.picture for step, picture in card.pictures.items()}


def test_a_drawing_is_shown_after_each_step_before_there_is_a_network(window, view):
    draw_stroke(window.pad.canvas, *CORNER)
    pictures = drawn(view.steps)
    assert all(picture.any() for picture in pictures.values())
    np.testing.assert_array_equal(pictures[PreprocessingStep.PIXELS], window.pad.preview.picture)
    assert view.steps.all_steps.text == "Draw a digit and press Run."


@pytest.mark.parametrize("step", [PreprocessingStep.BOX, PreprocessingStep.SCALED, PreprocessingStep.CENTRED])
def test_switching_a_step_off_changes_the_prediction_and_shows_the_one_with_all_steps_beside_it(trained, view, step):
    draw_stroke(trained.pad.canvas, *CORNER)
    with_all_steps = trained.models.reader.prediction
    QTest.mouseClick(
        view.steps.switches[step], Qt.MouseButton.LeftButton, pos=view.steps.switches[step].rect().center()
    )
    view.steps.draw_if_changed()
    assert trained.pad.steps_off_text == "1 step is off"
    assert not np.array_equal(trained.models.reader.prediction.picture, with_all_steps.picture)
    np.testing.assert_array_equal(drawn(view.steps)[PreprocessingStep.PIXELS], trained.models.reader.prediction.picture)
    names, probabilities = trained.models.reader.class_names, with_all_steps.probabilities
    assert f"It reads {names[probabilities.argmax()]}" in view.steps.all_steps.text
    assert f"It reads {names[trained.models.reader.prediction.best]}" in view.steps.switched.text


def test_all_steps_can_be_switched_on_again_at_the_pad_or_in_the_view(trained, view):
    draw_stroke(trained.pad.canvas, *CORNER)
    before = trained.models.reader.prediction.picture
    for switch_on in (trained.models.reader.use_all_steps, view.steps.all_on.click):
        view.steps.switches[PreprocessingStep.BOX].click()
        view.steps.switches[PreprocessingStep.CENTRED].click()
        assert trained.pad.steps_off_text == "2 steps are off"
        switch_on()
        assert all(switch.isChecked() for switch in view.steps.switches.values())
        assert not view.steps.all_on.isEnabled()
        np.testing.assert_array_equal(trained.models.reader.prediction.picture, before)


def test_the_view_says_what_will_appear_and_how(view):
    assert "press the pin" in view.history.text


@pytest.mark.usefixtures("run_endlessly")
def test_a_pinned_drawing_is_predicted_again_by_every_newer_network(window, view, wait_until):
    assert not window.pad.tools.pin.isEnabled()
    draw_one(window)
    window.pad.tools.pin.click()
    wait_until(lambda: len(window.models.pinned.history) > 3)
    window.pad.canvas.clear()
    count = len(window.models.pinned.history)
    wait_until(lambda: len(window.models.pinned.history) > count)
    history = window.models.pinned.history
    assert (np.diff(history.positions) >= 0).all()
    assert history.positions[-1] > 0
    np.testing.assert_allclose(history.probabilities.sum(axis=1), 1, atol=1e-5)
    wait_until(lambda: view.history.plot.drawn == [len(window.models.pinned.history)] * 10)
    window.pad.tools.pin.click()
    assert len(window.models.pinned.history) == 0
    assert "press the pin" in view.history.text


def test_a_pinned_drawing_waits_for_a_network_and_starts_again_with_each_run(window, view, wait_until):
    draw_one(window)
    window.pad.tools.pin.click()
    assert "Press Run" in view.history.text
    for _ in range(2):
        window.run_actions.run.trigger()
        wait_until(lambda: window.session.state is State.FINISHED)
        assert window.models.pinned.history.positions[0] < 2
        assert window.models.pinned.history.positions[-1] == pytest.approx(2, abs=0.01)
        assert len(window.models.pinned.history) <= 20
        assert view.history.text.startswith("Reads ")


@pytest.mark.usefixtures("run_endlessly")
def test_during_a_run_an_empty_pad_asks_for_a_digit_alone(view):
    view.steps.draw_if_changed()
    assert view.steps.all_steps.text == "Draw a digit."


def test_a_pinned_drawing_does_not_ask_for_a_run_that_has_begun(window, view, wait_until):
    draw_one(window)
    window.pad.tools.pin.click()
    window.run_actions.run.trigger()
    assert window.session.state is State.LOADING
    assert view.history.text == "Pinned. The line of each class begins with the next prediction."
    wait_until(lambda: window.session.state is State.FINISHED)


def test_nothing_is_drawn_in_the_view_while_another_is_shown(window, view):
    window.views.setCurrentWidget(window.view(LiveView))
    draw_one(window)
    assert not drawn(view.steps)[PreprocessingStep.SHEET].any()
    window.views.setCurrentWidget(view)
    assert drawn(view.steps)[PreprocessingStep.SHEET].any()
