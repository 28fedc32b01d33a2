"""The Inside view in the whole window, with the small data of tests."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from nnstudio.session import network_inspection
from nnstudio.session.state import State
from nnstudio.ui.inside.inside_view import InsideView
from tests.ui.window import draw_one


@pytest.fixture(autouse=True)
def _measurements_follow_each_other_at_once(monkeypatch):
    """Else each test would wait two seconds for the measurement of the final weights."""
    monkeypatch.setattr(network_inspection, "INTERVAL", 20)


@pytest.fixture
def inside(window):
    """The page with the network, brought to the front."""
    window.views.setCurrentWidget(window.view(InsideView))
    return window.view(InsideView).network


@pytest.fixture
def train(window, inside, wait_until):
    """Return a function that trains a network with these hidden layers, draws a one, and waits until it is measured."""

    def train(layers="[dense 16 relu, dense 8 relu]"):
        window.workspace.set("network.layers", layers_of(layers))
        window.run_actions.run.trigger()
        wait_until(lambda: window.session.state is State.FINISHED)
        draw_one(window)
        wait_until(lambda: is_settled(window, inside))
        return inside

    return train


@pytest.fixture
def trained(train):
    return train()


def is_settled(window, view):
    """Whether everything that the view shows is of the active network."""
    measurement, active = view.measurement, window.session.active_network
    return (
        measurement is not None
        and view.activity is not None
        and np.allclose(view.activity.probabilities, window.models.reader.prediction.probabilities)
        and measurement.activity.parameters is active.parameters
        and measurement.edits == window.models.inspection.edits.edits
        and view.map.map.picture is not None
    )


def click(view, unit):
    """Click ``unit`` in the drawn network."""
    QTest.mouseClick(view.canvas, Qt.MouseButton.LeftButton, pos=view.canvas.position_of(unit))


def layers_of(text):
    from tests.conftest import small_settings

    return small_settings(f"network.layers={text}").network.layers
