"""What the pad shows: the active network's prediction for the drawing, and whether the drawing is novel."""

import numpy as np
import pytest

from nnstudio.ink.drawing import ALL_STEPS, Preprocessing, StrokeDrawing
from nnstudio.runs.events import NoveltyDetectorFitted
from nnstudio.session.drawing_reader import DrawingReader
from tests.conftest import small_settings
from tests.session.scripted_trainer import ended, snapshot, started

SETTINGS = small_settings()
ONE = StrokeDrawing((np.array([[0.5, 0.2, 1.0], [0.5, 0.8, 1.0]]),))


class Detector:
    """Gives every picture the p-value 0.01."""

    def p_value(self, picture, predictor):
        return 0.01


@pytest.fixture
def reader(session):
    return DrawingReader(session)


def test_without_a_network_or_without_ink_there_is_no_prediction(session, reader, say):
    reader.set_drawing(ONE)
    assert (reader.prediction, reader.has_network, reader.rendering.picture.any()) == (None, False, True)
    session.run(SETTINGS)
    say(started(SETTINGS), snapshot(SETTINGS, 0))
    assert reader.has_network
    assert reader.prediction is not None
    reader.set_drawing(StrokeDrawing())
    assert reader.prediction is None


def test_each_change_of_the_drawing_the_network_and_the_preprocessing_predicts_again(session, reader, say):
    heard, switched = [], []
    reader.predicted.connect(heard.append)
    reader.preprocessing_changed.connect(switched.append)
    reader.set_drawing(ONE)
    session.run(SETTINGS)
    say(started(SETTINGS), snapshot(SETTINGS, 0))
    reader.set_preprocessing(Preprocessing(crop=False))
    assert len(heard) == 3
    assert heard[-1] is reader.prediction
    assert not np.array_equal(heard[1].picture, heard[2].picture)
    reader.set_preprocessing(Preprocessing(crop=False))  # the same steps again
    assert len(heard) == 3
    reader.use_all_steps()
    assert reader.preprocessing == ALL_STEPS
    assert switched == [Preprocessing(crop=False), ALL_STEPS]
    np.testing.assert_array_equal(reader.prediction.picture, heard[1].picture)


def test_a_drawing_is_novel_at_a_level_of_significance_from_its_p_value_on(session, reader, say):
    reader.set_drawing(ONE)
    session.run(SETTINGS)
    say(started(SETTINGS), snapshot(SETTINGS, 0))
    assert not reader.is_novel
    say(NoveltyDetectorFitted(Detector()), snapshot(SETTINGS, 0), ended())
    heard = []
    reader.verdict_changed.connect(lambda: heard.append(reader.is_novel))
    for significance in (0.009, 0.01, 0.5, 0.0):
        reader.set_significance(significance)
    assert heard == [False, True, True, False]


def test_other_classes_are_announced_before_the_first_prediction_in_their_names(session, reader, say):
    heard = []
    reader.class_names_changed.connect(lambda names: heard.append((names, reader.prediction)))
    reader.set_drawing(ONE)
    session.run(SETTINGS)
    other = tuple("abcdefghij")
    begun = started(SETTINGS)
    say(type(begun)(**{**vars(begun), "class_names": other}), snapshot(SETTINGS, 0))
    assert heard == [(other, None)]
    assert reader.class_names == other
    assert reader.prediction is not None
