"""The view that explains a prediction, in the whole window."""

import numpy as np
import pytest

from nnstudio.session.state import State
from nnstudio.ui.plots.live_view import LiveView
from nnstudio.ui.why.why_cards import NO_HIDDEN, NOT_YET
from nnstudio.ui.why.why_view import WhyView
from tests.ui.window import draw_one


@pytest.fixture
def why(window):
    """The view, brought to the front."""
    window.views.setCurrentWidget(window.view(WhyView))
    return window.view(WhyView)


@pytest.fixture
def explained(window, why, wait_until):
    """The view after a run, with a one on the pad."""
    window.run_actions.run.trigger()
    wait_until(lambda: window.session.state is State.FINISHED)
    draw_one(window)
    wait_until(lambda: why.explanation is not None and why.explanation.prediction is window.models.reader.prediction)
    return why


def test_before_a_run_the_view_says_what_will_appear(why):
    assert why.is_empty
    assert why.explanation is None


def test_after_a_run_the_view_explains_the_prediction(window, explained):
    assert not explained.is_empty
    assert explained.explanation.chosen == window.models.reader.prediction.best
    assert explained.choice.currentText() == f"Why it reads {window.models.reader.prediction.best}"
    assert explained.explanation.pixels.any()
    assert all(picture.text for picture in explained.units.pictures)
    labels = [picture.text for picture in explained.neighbours.pictures]
    assert labels == [str(each.label) for each in explained.explanation.neighbours]


def test_another_class_is_compared_with_the_predicted_one(window, explained, wait_until):
    best = window.models.reader.prediction.best
    other = (best + 3) % 10
    assert explained.choice.itemText(other + 1) == f"Why not {other}"
    explained.choice.setCurrentIndex(other + 1)
    wait_until(lambda: explained.explanation.chosen == other)
    assert explained.explanation.rival == best


def test_clearing_the_pad_empties_the_view(window, explained, wait_until):
    window.pad.canvas.clear()
    wait_until(lambda: explained.is_empty)
    assert explained.explanation is None


def test_nothing_is_explained_while_the_view_is_hidden(window, explained, wait_until):
    window.views.setCurrentWidget(window.view(LiveView))
    before = explained.explanation
    window.pad.canvas.clear()
    draw_one(window)
    explained.draw_if_changed()
    assert explained.explanation is before
    window.views.setCurrentWidget(explained)
    wait_until(lambda: explained.explanation is not before)
    assert explained.explanation.prediction is window.models.reader.prediction


@pytest.mark.usefixtures("run_endlessly")
def test_during_training_the_explanation_follows_the_network_and_neighbours_wait_for_the_end(window, why, wait_until):
    draw_one(window)
    wait_until(lambda: why.explanation is not None)
    first = why.explanation
    wait_until(lambda: why.explanation is not first)
    assert not np.array_equal(first.pixels, why.explanation.pixels)
    assert why.neighbours.missing == NOT_YET


def test_a_network_without_hidden_layers_says_so(window, why, wait_until):
    window.workspace.set("network.layers", ())
    window.run_actions.run.trigger()
    wait_until(lambda: window.session.state is State.FINISHED)
    draw_one(window)
    wait_until(lambda: why.explanation is not None)
    assert why.units.missing == NO_HIDDEN


def test_changing_the_theme_recolours_the_pictures(window, explained, wait_until):
    before = explained.ink.gradient.grab().toImage()
    window.themes.choose("dark")
    wait_until(lambda: explained.ink.gradient.grab().toImage() != before)
