"""The pad's panel at any size: the pad takes the room, the rest gives way; what is read stands in large type."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest

from nnstudio.inspection.prediction import Prediction
from nnstudio.ui.pad.probability_bars import MIN_ROW, ProbabilityBars
from nnstudio.ui.pad.verdict import Verdict
from nnstudio.ui.theme import answer_font
from tests.ui.window import draw_stroke, show_in_window

LEFT = Qt.MouseButton.LeftButton


def prediction_of(probabilities):
    picture = np.zeros((28, 28), np.uint8)
    return Prediction(picture, np.array(probabilities, np.float32))


def drag_grip_of_the_pad(window, width):
    """Give the pad's column ``width``, as a drag of its grip does."""
    window.columns.moveSplitter(window.columns.width() - width, 2)


@pytest.mark.parametrize("size", [(1024, 680), (1280, 720), (1366, 768), (1920, 1080)])
def test_the_pad_is_as_wide_as_its_panel_and_nothing_below_it_is_cut(window, qtbot, size):
    window.resize(*size)
    qtbot.wait(1)
    pad = window.pad
    assert pad.canvas.area.width() == pad.canvas.width() >= pad.width() - 40
    assert pad.bars.geometry().bottom() <= pad.height()
    assert len(pad.bars.shown) == 10


def test_the_pad_grows_with_its_panel(window, qtbot):
    window.resize(1920, 1080)
    qtbot.wait(1)
    before = window.pad.canvas.area.width()
    drag_grip_of_the_pad(window, 620)
    qtbot.wait(1)
    assert window.pad.canvas.area.width() > before + 100


def test_a_panel_too_low_for_all_keeps_a_square_pad_and_gives_up_its_bars(window, qtbot):
    window.resize(1280, 720)
    qtbot.wait(1)
    drag_grip_of_the_pad(window, 480)
    qtbot.wait(1)
    assert window.pad.canvas.area.width() >= 360
    assert window.pad.bars.height() < 10 * MIN_ROW


@pytest.mark.parametrize(("height", "shown"), [(170, range(10)), (5 * MIN_ROW, range(10)), (3 * MIN_ROW, (7, 2, 1))])
def test_low_bars_stand_in_two_columns_and_lower_ones_show_the_likeliest(qtbot, themes, height, shown):
    bars = ProbabilityBars(themes.theme)
    holder = show_in_window(qtbot, bars, 260, height)
    bars.show_probabilities(np.array([0, 0.1, 0.2, 0, 0, 0, 0, 0.7, 0, 0], np.float32))
    assert bars.shown == list(shown)
    assert not holder.grab().isNull()


def test_the_answer_is_large_and_the_second_guess_stands_below(qtbot, themes):
    verdict = Verdict(themes.theme)
    qtbot.addWidget(verdict)
    verdict.show_prediction(prediction_of([0, 0.005, 0, 0, 0, 0, 0, 0.992, 0, 0.003]), "0123456789")
    assert answer_font().pixelSize() >= 40
    assert (verdict.answer.name, verdict.text) == ("7", "It reads 7")
    assert verdict.second.replace("\u202f", " ") == "then 1, 0.5 %"


def test_a_certain_answer_has_no_second_guess(qtbot, themes):
    verdict = Verdict(themes.theme)
    qtbot.addWidget(verdict)
    verdict.show_prediction(prediction_of([1, 0, 0]), ("circle", "square", "triangle"))
    assert verdict.second == ""


def ink_right_of(image, x):
    colors = {
        image.pixelColor(column, row).rgb() for column in range(x, image.width()) for row in range(image.height())
    }
    return len(colors) > 1


@pytest.mark.parametrize("name", ["7", "triangle", "a class with a very long name indeed"])
def test_a_class_name_of_any_length_fits_beside_the_picture(qtbot, themes, name):
    verdict = Verdict(themes.theme)
    holder = show_in_window(qtbot, verdict, 232, 120)
    verdict.show_prediction(prediction_of([0.9, 0.1]), (name, "other"))
    image = verdict.answer.grab().toImage()
    assert verdict.answer.width() <= 232 - verdict.preview.width()
    assert not ink_right_of(image, image.width() - 1)
    assert holder.isVisible()


def test_an_empty_preview_is_an_outline_and_no_black_square(qtbot, themes):
    verdict = Verdict(themes.theme)
    holder = show_in_window(qtbot, verdict, 260, 120)
    image = verdict.preview.grab().toImage()
    middle = image.width() // 2
    assert image.pixelColor(middle, middle).lightnessF() > 0.8
    assert any(image.pixelColor(1, row) != image.pixelColor(middle, middle) for row in range(10, 60))
    assert holder.isVisible()


def test_the_eraser_erases_with_the_left_button_until_it_is_put_away(window):
    canvas, eraser = window.pad.canvas, window.pad.tools.eraser
    draw_stroke(canvas, (0.1, 0.5), (0.5, 0.5), (0.9, 0.5))
    QTest.keyClick(window, Qt.Key.Key_E)
    assert eraser.isChecked()
    draw_stroke(canvas, (0.5, 0.3), (0.5, 0.7))
    assert len(canvas.strokes) == 2
    eraser.click()
    draw_stroke(canvas, (0.5, 0.3), (0.5, 0.7))
    assert len(canvas.strokes) == 3


def test_the_eraser_is_put_away_when_nothing_is_left_to_erase(window):
    draw_stroke(window.pad.canvas, (0.1, 0.5), (0.9, 0.5))
    window.pad.tools.eraser.click()
    window.pad.canvas.clear()
    assert not window.pad.canvas.has_eraser
    assert not window.pad.tools.eraser.isEnabled()
    assert window.pad.tools.eraser.toolTip().endswith("the pad is empty")
    draw_stroke(window.pad.canvas, (0.1, 0.5), (0.9, 0.5))
    assert window.pad.canvas.has_ink


def test_releasing_another_button_does_not_end_a_gesture(window):
    canvas, right = window.pad.canvas, Qt.MouseButton.RightButton
    draw_stroke(canvas, (0.1, 0.5), (0.9, 0.5))
    window.pad.tools.eraser.click()
    QTest.mousePress(canvas, LEFT, pos=QPoint(10, 10))
    QTest.mouseRelease(canvas, right, pos=QPoint(10, 10))
    QTest.mouseMove(canvas, canvas.area.center().toPoint())
    QTest.mouseRelease(canvas, LEFT, pos=canvas.area.center().toPoint())
    assert len(canvas.strokes) == 2


def test_an_image_file_is_opened_on_the_pad_and_a_bad_one_is_refused_there(window, tmp_path):
    image = QImage(60, 60, QImage.Format.Format_Grayscale8)
    image.fill(255)
    for row in range(10, 50):
        image.setPixel(30, row, 0)
    image.save(str(tmp_path / "one.png"))
    window.pad.tools.images.put(str(tmp_path / "one.png"))
    assert window.pad.preview.picture[14, 14] > 0
    assert window.pad.tools.eraser.toolTip().endswith("an image can only be cleared")
    window.pad.tools.images.put(str(tmp_path / "missing.png"))
    assert "missing.png" in window.pad.canvas.problem
    assert window.pad.canvas.has_ink


def test_the_pad_shows_its_focus(window):
    canvas = window.pad.canvas
    window.centralWidget().setFocus()
    without = canvas.grab().toImage()
    canvas.setFocus(Qt.FocusReason.TabFocusReason)
    assert canvas.grab().toImage() != without


def test_a_caption_says_which_network_reads(window):
    window.pad.show_source("Read by this run, epoch 3.2")
    assert window.pad.source == "Read by this run, epoch 3.2"
    window.pad.show_source("")
    assert window.pad.source == ""


def test_nothing_moves_while_one_draws(window, qtbot):
    """The pad would jump under the pen if what stands below it grew."""
    window.resize(1024, 680)
    qtbot.wait(1)
    pad, seen = window.pad, set()
    for drawing in ([(0.5, 0.2), (0.5, 0.8)], [(0.2 + index / 20, 0.2 + 0.6 * (index % 2)) for index in range(12)]):
        draw_stroke(pad.canvas, *drawing)
        pad.verdict.show_prediction(prediction_of([0.6, 0.4]), "01")
        qtbot.wait(1)
        seen.add((pad.canvas.height(), pad.verdict.height(), pad.bars.geometry().top()))
    assert pad.verdict.note
    assert len(seen) == 1
