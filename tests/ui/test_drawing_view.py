"""The Drawing view in the whole window: the steps to the network's picture, and a pinned drawing over training."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from nnstudio.ink.drawing import Step
from nnstudio.session.state import State
from tests.ui.window import draw_one, draw_stroke

CORNER = ((0.1, 0.1), (0.3, 0.1), (0.2, 0.4))


@pytest.fixture
def view(window):
    window.views.setCurrentWidget(window.drawing)
    return window.drawing


@pytest.fixture
def trained(window, view, wait_until):
    window.transport.run.trigger()
    wait_until(lambda: window.session.state is State.FINISHED)
    return window


def drawn(card):
    card.draw_if_changed()
    return {step: picture.picture for step, picture in card.pictures.items()}


def test_a_drawing_is_shown_after_each_step_before_there_is_a_network(window, view):
    draw_stroke(window.pad.canvas, *CORNER)
    pictures = drawn(view.steps)
    assert all(picture.any() for picture in pictures.values())
    np.testing.assert_array_equal(pictures[Step.PIXELS], window.pad.preview.picture)
    assert view.steps.usual.words == "Draw a digit and press Run."


@pytest.mark.parametrize("step", [Step.BOX, Step.SCALED, Step.CENTRED])
def test_switching_a_step_off_changes_the_reading_of_the_pad_and_keeps_the_usual_one_beside_it(trained, view, step):
    draw_stroke(trained.pad.canvas, *CORNER)
    usual = trained.pad.reading
    QTest.mouseClick(
        view.steps.switches[step], Qt.MouseButton.LeftButton, pos=view.steps.switches[step].rect().center()
    )
    view.steps.draw_if_changed()
    assert trained.pad.steps_off_words == "1 step is off"
    assert not np.array_equal(trained.pad.reading.picture, usual.picture)
    np.testing.assert_array_equal(drawn(view.steps)[Step.PIXELS], trained.pad.reading.picture)
    names, probabilities = trained.pad.class_names, usual.probabilities
    assert f"It reads {names[probabilities.argmax()]}" in view.steps.usual.words
    assert f"It reads {names[trained.pad.reading.best]}" in view.steps.switched.words


def test_all_steps_are_switched_on_again_at_the_pad_or_in_the_view(trained, view):
    draw_stroke(trained.pad.canvas, *CORNER)
    before = trained.pad.reading.picture
    for switch_on in (trained.pad.use_all_steps, view.steps.all_on.click):
        view.steps.switches[Step.BOX].click()
        view.steps.switches[Step.CENTRED].click()
        assert trained.pad.steps_off_words == "2 steps are off"
        switch_on()
        assert all(switch.isChecked() for switch in view.steps.switches.values())
        assert not view.steps.all_on.isEnabled()
        np.testing.assert_array_equal(trained.pad.reading.picture, before)


def test_the_view_says_what_will_appear_and_how(view):
    assert "press the pin" in view.course.words


@pytest.mark.usefixtures("run_endlessly")
def test_a_pinned_drawing_is_read_again_by_every_newer_network(window, view, wait_until):
    assert not window.pad.tools.pin.isEnabled()
    draw_one(window)
    window.pad.tools.pin.click()
    wait_until(lambda: len(view.course.course) > 3)
    window.pad.canvas.clear()
    count = len(view.course.course)
    wait_until(lambda: len(view.course.course) > count)
    course = view.course.course
    assert (np.diff(course.positions) >= 0).all()
    assert course.positions[-1] > 0
    np.testing.assert_allclose(course.probabilities.sum(axis=1), 1, atol=1e-5)
    wait_until(lambda: view.course.plot.drawn == [len(view.course.course)] * 10)
    window.pad.tools.pin.click()
    assert len(view.course.course) == 0
    assert "press the pin" in view.course.words


def test_a_pinned_drawing_waits_for_a_network_and_begins_anew_with_each_run(window, view, wait_until):
    draw_one(window)
    window.pad.tools.pin.click()
    assert "Press Run" in view.course.words
    for _ in range(2):
        window.transport.run.trigger()
        wait_until(lambda: window.session.state is State.FINISHED)
        assert view.course.course.positions[0] < 2
        assert view.course.course.positions[-1] == pytest.approx(2, abs=0.01)
        assert len(view.course.course) <= 20
        assert view.course.words.startswith("Reads ")


def test_nothing_is_drawn_in_the_view_while_another_is_shown(window, view):
    window.views.setCurrentWidget(window.live)
    draw_one(window)
    assert not drawn(view.steps)[Step.SHEET].any()
    window.views.setCurrentWidget(view)
    assert drawn(view.steps)[Step.SHEET].any()
