"""A pinned drawing, predicted by each newer network of the shown run."""

import numpy as np
import pytest

from nnstudio.ink.drawing import StrokeDrawing
from nnstudio.session.drawing_reader import DrawingReader
from nnstudio.session.pinned_drawing import PinnedDrawing
from tests.conftest import small_settings
from tests.session.scripted_trainer import batches, ended, snapshot, started

SETTINGS = small_settings()
ONE = StrokeDrawing((np.array([[0.5, 0.2, 1.0], [0.5, 0.8, 1.0]]),))


@pytest.fixture
def pinned(running):
    reader = DrawingReader(running)
    pinned = PinnedDrawing(running, reader)
    running.network_changed.emit(running.active_network)
    pinned.pin(ONE)
    return pinned


def test_each_newer_network_adds_its_prediction_at_its_epoch(pinned, say):
    say(batches(1, 2.3, 2.2), snapshot(SETTINGS, 1), snapshot(SETTINGS, 2))
    np.testing.assert_allclose(pinned.history.positions, [0, 1 / 25, 2 / 25])
    assert pinned.prediction is not None


def test_a_network_of_an_earlier_epoch_predicts_and_leaves_the_history_as_it_is(pinned, running, say):
    earlier = running.active_network
    say(batches(1, 2.3, 2.2), snapshot(SETTINGS, 2, value=0.3), ended())
    newest = pinned.prediction
    running.network_changed.emit(earlier)  # as with the best weights
    assert pinned.prediction is not newest
    assert list(pinned.history.positions) == sorted(pinned.history.positions)
    assert len(pinned.history) == 2


def test_another_run_starts_another_history(pinned, running, say):
    running.run(SETTINGS)
    say(ended(), started(SETTINGS))
    assert len(pinned.history) == 0
