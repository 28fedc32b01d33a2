"""The pad's verdict on out-of-distribution drawings, in the whole window."""

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


def test_a_drawing_of_no_digit_is_refused_unless_refusing_is_off(trained):
    draw_dashes(trained)
    assert trained.pad.text == NO_DIGIT
    assert trained.models.reader.prediction.p_value < 0.001
    trained.view(DrawingView).refusal.significance.slider.setValue(0)
    assert FRACTIONS[0] == 0
    assert trained.pad.text.startswith("It reads")


def test_a_digit_is_predicted_as_its_p_value_exceeds_the_significance(trained):
    draw_one(trained)
    assert trained.pad.text.startswith("It reads")
    assert trained.models.reader.prediction.p_value > trained.view(DrawingView).refusal.significance.fraction


def test_nothing_is_refused_during_training_not_even_by_an_earlier_network(trained, wait_until):
    draw_dashes(trained)
    assert trained.models.reader.prediction.p_value is not None
    trained.workspace.set("training.epochs", 0)
    trained.run_actions.run.trigger()
    wait_until(lambda: trained.models.reader.prediction.p_value is None)
    assert trained.pad.text.startswith("It reads")


def test_the_best_network_has_its_own_detector(trained):
    draw_dashes(trained)
    trained.run_actions.show_best.trigger()
    assert trained.session.active_network.detector is not None
    assert trained.pad.text == NO_DIGIT
