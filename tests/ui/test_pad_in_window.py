"""The drawing pad in the whole window: drawing with the mouse before, during and after training."""

import dataclasses

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from nnstudio.ink.drawing import Preprocessing
from nnstudio.session.state import State
from tests.ui.window import draw_one, draw_stroke


def test_a_digit_drawn_before_training_is_shown_but_not_predicted(window):
    draw_one(window)
    assert window.pad.preview.picture.max() == 255
    assert window.models.reader.prediction is None


@pytest.mark.usefixtures("run_endlessly")
def test_a_digit_is_predicted_while_it_is_drawn_and_again_by_every_newer_network(window, wait_until):
    draw_one(window)
    first = window.models.reader.prediction
    assert first.probabilities.sum() == pytest.approx(1, abs=1e-5)
    assert first.picture[14, 14] > 200
    wait_until(lambda: window.models.reader.prediction is not first)
    np.testing.assert_array_equal(window.models.reader.prediction.picture, first.picture)


def test_the_network_still_predicts_after_its_run_is_over(window, wait_until):
    window.run_actions.run.trigger()
    wait_until(lambda: window.session.state is State.FINISHED)
    draw_one(window)
    assert window.models.reader.prediction is not None


@pytest.fixture
def trained(window, wait_until):
    window.run_actions.run.trigger()
    wait_until(lambda: window.session.state is State.FINISHED)
    return window


@pytest.mark.parametrize("points", [[(0.5, 0.5)], [(0.5, 0.5), (0.52, 0.51), (0.5, 0.53)]])
def test_a_dot_is_never_predicted(trained, points):
    draw_stroke(trained.pad.canvas, *points)
    assert trained.models.reader.prediction is None
    assert trained.pad.text == "Too small to be a digit. Draw a larger one."


def test_dense_ink_is_redrawn_thinner_and_the_pad_says_so(trained):
    zigzag = [(0.2 + 0.6 * index / 12, 0.2 if index % 2 else 0.8) for index in range(12)]
    draw_stroke(trained.pad.canvas, *zigzag)
    assert "thinner pen" in trained.pad.verdict.note
    assert trained.models.reader.prediction.picture.mean() / 255 < 0.26
    trained.pad.canvas.clear()
    draw_one(trained)
    assert trained.pad.verdict.note == ""


def test_steps_that_are_off_change_the_prediction_and_are_counted_until_all_are_on_again(trained):
    draw_stroke(trained.pad.canvas, (0.1, 0.1), (0.3, 0.1), (0.2, 0.4))
    expected = trained.models.reader.prediction
    trained.models.reader.set_preprocessing(Preprocessing(crop=False, centre=False))
    assert trained.pad.steps_off_text == "2 steps are off"
    assert trained.models.reader.prediction.picture[:14, :14].sum() == trained.models.reader.prediction.picture.sum()
    (button,) = (each for each in trained.pad.findChildren(QPushButton) if each.text() == "Switch all on")
    button.click()
    assert trained.pad.steps_off_text == ""
    np.testing.assert_array_equal(trained.models.reader.prediction.probabilities, expected.probabilities)


def test_an_image_pasted_with_its_shortcut_is_predicted(trained):
    image = QImage(60, 60, QImage.Format.Format_Grayscale8)
    image.fill(255)
    for row in range(10, 50):
        image.setPixel(30, row, 0)
    QApplication.clipboard().setImage(image)
    QTest.keyClick(trained, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert trained.models.reader.prediction.picture[14, 14] > 0


def test_clearing_the_pad_empties_the_preview_and_undo_restores_it(window):
    draw_one(window)
    before = window.pad.preview.picture.copy()
    QTest.keyClick(window, Qt.Key.Key_C)
    assert window.pad.preview.picture.max() == 0
    window.pad.canvas.setFocus()
    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    np.testing.assert_array_equal(window.pad.preview.picture, before)


def test_undo_applies_to_the_settings_when_the_pad_has_no_focus(window):
    before = window.workspace.settings
    window.workspace.set("training.batch_size", 32)
    window.setFocus()
    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert window.workspace.settings == before


def test_a_network_whose_parameters_are_not_finite_predicts_nothing(window, wait_until):
    window.run_actions.run.trigger()
    wait_until(lambda: window.session.state is State.FINISHED)
    draw_one(window)
    broken = dataclasses.replace(
        window.session.active_network, parameters=np.full_like(window.session.active_network.parameters, np.nan)
    )
    window.session.network_changed.emit(broken)
    assert window.models.reader.prediction is None
    assert "became infinite" in window.pad.text


def test_the_best_weights_can_be_used_after_a_run_even_if_it_was_stopped(window, wait_until):
    assert not window.run_actions.show_best.isEnabled()
    window.run_actions.step_epoch.trigger()
    wait_until(lambda: window.session.state is State.PAUSED)
    window.workspace.set("training.optimizer.learning_rate", 10.0)  # makes the network worse
    window.run_actions.step_batch.trigger()
    wait_until(lambda: window.session.history.step == 26)
    wait_until(lambda: window.session.state is State.PAUSED)
    window.run_actions.stop.trigger()
    wait_until(lambda: window.session.state is State.STOPPED)
    last = window.session.active_network.parameters
    window.run_actions.show_best.trigger()
    best = np.load(window.session.shown_run.started.folder / "weights-best.npy")
    np.testing.assert_array_equal(window.session.active_network.parameters, best)
    assert (best != last).any()
