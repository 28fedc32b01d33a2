"""The pad's verdict on drawings that look like no digit, in the whole window."""

import pytest

from nnstudio.session.state import State
from nnstudio.ui.drawing.drawing_view import DrawingView
from nnstudio.ui.drawing.significance_slider import FRACTIONS
from nnstudio.ui.pad.verdict import NO_DIGIT
from tests.ui.window import draw_one, draw_stroke


def draw_dashes(window):
    for y in (0.15, 0.4, 0.6, 0.85):
        draw_stroke(window.pad.canvas, (0.1, y), (0.3, y), (0.5, y), (0.7, y), (0.9, y))


@pytest.fixture
def trained(window, wait_until):
    """Train to the end."""
    window.run_actions.run.trigger()
    wait_until(lambda: window.session.state is State.FINISHED)
    return window


def test_a_drawing_of_no_digit_is_refused_and_what_it_would_read_is_told(trained):
    draw_dashes(trained)
    assert trained.pad.text == NO_DIGIT
    assert trained.reader.prediction.p_value < 0.001
    trained.view(DrawingView).refusal.significance.slider.setValue(0)
    assert FRACTIONS[0] == 0
    assert trained.pad.text.startswith("It reads")


def test_a_digit_is_read_until_the_threshold_refuses_everything_like_it(trained):
    draw_one(trained)
    assert trained.pad.text.startswith("It reads")
    assert trained.reader.prediction.p_value > trained.view(DrawingView).refusal.significance.fraction


def test_there_is_no_verdict_while_a_network_learns_nor_from_an_earlier_run(trained, wait_until):
    draw_dashes(trained)
    assert trained.reader.prediction.p_value is not None
    trained.workspace.set("training.epochs", 0)
    trained.run_actions.run.trigger()
    wait_until(lambda: trained.reader.prediction.p_value is None)
    assert trained.pad.text.startswith("It reads")


def test_the_best_network_has_a_verdict_of_its_own(trained):
    draw_dashes(trained)
    trained.run_actions.show_best.trigger()
    assert trained.session.active_network.detector is not None
    assert trained.pad.text == NO_DIGIT
