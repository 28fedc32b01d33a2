"""The pad with a pen, fingers, the eraser, and pasted or dropped images."""

from functools import cache

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDropEvent,
    QImage,
    QInputDevice,
    QPainter,
    QPixmap,
    QPointingDevice,
    QPointingDeviceUniqueId,
    QTabletEvent,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from nnstudio.ink.drawing import ImageDrawing
from nnstudio.ui.pad import image_import
from nnstudio.ui.pad.canvas import Canvas

NO_BUTTON, LEFT, RIGHT = Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton


@pytest.fixture
def canvas(qtbot, themes):
    canvas = Canvas(themes.theme)
    qtbot.addWidget(canvas)
    canvas.resize(200, 200)
    canvas.show()
    return canvas


def drag(canvas, button, *points):
    QTest.mousePress(canvas, button, pos=QPoint(*points[0]))
    for point in points[1:]:
        QTest.mouseMove(canvas, QPoint(*point))
    QTest.mouseRelease(canvas, button, pos=QPoint(*points[-1]))


@cache  # Qt keeps a pointer to a device in its events
def pen(pointer=QPointingDevice.PointerType.Pen):
    everything = QInputDevice.Capability.Position | QInputDevice.Capability.Pressure
    kind = QInputDevice.DeviceType.Stylus
    return QPointingDevice("pen", 7, kind, pointer, everything, 1, 3, "seat", QPointingDeviceUniqueId())


def write(canvas, device, *points):
    """Move a pen through (x, y, pressure)."""
    kinds = [QEvent.Type.TabletPress, *[QEvent.Type.TabletMove] * (len(points) - 2), QEvent.Type.TabletRelease]
    for kind, (x, y, pressure) in zip(kinds, points, strict=True):
        point, keys = QPointF(x, y), Qt.KeyboardModifier.NoModifier
        event = QTabletEvent(kind, device, point, point, pressure, 0, 0, 0, 0, 0, keys, LEFT, LEFT)
        QApplication.sendEvent(canvas, event)


def digit_image(width=300, height=200, paper="white", ink="black"):
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor(paper))
    painter = QPainter(image)
    painter.fillRect(width // 3, height // 4, width // 8, height // 2, QColor(ink))
    painter.end()
    return image


def drop(canvas, content):
    action, keys = Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(50, 50), action, content, LEFT, keys)
    QApplication.sendEvent(canvas, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(canvas, QDropEvent(QPointF(50, 50), action, content, LEFT, keys))


def files(*paths):
    content = QMimeData()
    content.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return content


def test_the_right_button_erases_what_it_touches_and_splits_the_stroke(canvas):
    drag(canvas, LEFT, (20, 100), (100, 100), (180, 100))
    drag(canvas, RIGHT, (100, 60), (100, 140))
    left, right = canvas.strokes
    assert left[-1, 0] < 0.45
    assert right[0, 0] > 0.55


def test_one_erasing_gesture_is_one_step_to_undo(canvas):
    for y in (60, 100, 140):
        drag(canvas, LEFT, (20, y), (180, y))
    drag(canvas, RIGHT, (100, 40), (100, 80), (100, 120), (100, 160))
    assert len(canvas.strokes) == 6
    canvas.undo()
    assert len(canvas.strokes) == 3
    canvas.redo()
    assert len(canvas.strokes) == 6


def test_an_eraser_that_touches_nothing_leaves_nothing_to_undo_and_keeps_what_was_undone(canvas):
    drag(canvas, LEFT, (20, 20), (60, 20))
    drag(canvas, LEFT, (20, 60), (60, 60))
    canvas.undo()
    drag(canvas, RIGHT, (150, 150), (180, 180))
    assert canvas.can_redo
    canvas.undo()
    assert not canvas.can_undo


def test_a_pen_draws_wider_lines_at_higher_pressure(canvas):
    write(canvas, pen(), (20, 100, 0.1), (100, 100, 0.5), (180, 100, 1.0), (180, 100, 0.0))
    widths = canvas.drawing.strokes[0][:, 2]
    assert widths == pytest.approx([0.6, 1.0, 1.5])
    image = canvas.grab().toImage()
    ink = [sum(image.pixelColor(x, y).lightnessF() < 0.5 for y in range(200)) for x in (25, 100, 170)]
    assert ink[0] < ink[1] < ink[2]


def test_the_eraser_of_the_pen_erases(canvas):
    drag(canvas, LEFT, (20, 100), (180, 100))
    write(canvas, pen(QPointingDevice.PointerType.Eraser), (100, 60, 0.5), (100, 100, 0.5), (100, 140, 0.0))
    assert len(canvas.strokes) == 2


def test_a_pen_that_hovers_draws_nothing(canvas):
    point = QPointF(100, 100)
    hover = (0.0, 0, 0, 0, 0, 0, Qt.KeyboardModifier.NoModifier, NO_BUTTON, NO_BUTTON)
    QApplication.sendEvent(canvas, QTabletEvent(QEvent.Type.TabletMove, pen(), point, point, *hover))
    assert not canvas.has_ink


@pytest.fixture(scope="session")
def touch_screen(qapp):
    return QTest.createTouchDevice()


def test_one_finger_draws(canvas, touch_screen):
    QTest.touchEvent(canvas, touch_screen).press(0, QPoint(20, 20), canvas).commit()
    QTest.touchEvent(canvas, touch_screen).move(0, QPoint(100, 60), canvas).commit()
    QTest.touchEvent(canvas, touch_screen).release(0, QPoint(100, 60), canvas).commit()
    (stroke,) = canvas.strokes
    np.testing.assert_allclose(stroke, [[0.1, 0.1], [0.5, 0.3]])


def test_a_second_finger_discards_the_line_of_the_first_and_two_draw_nothing(canvas, touch_screen):
    drag(canvas, LEFT, (20, 180), (180, 180))
    touch = QTest.touchEvent(canvas, touch_screen)
    touch.press(0, QPoint(20, 20), canvas).commit()
    touch.move(0, QPoint(60, 60), canvas).commit()
    touch.stationary(0).press(1, QPoint(150, 20), canvas).commit()
    touch.move(0, QPoint(80, 60), canvas).move(1, QPoint(120, 60), canvas).commit()
    touch.stationary(0).release(1, QPoint(120, 60), canvas).commit()
    touch.move(0, QPoint(90, 90), canvas).commit()
    touch.release(0, QPoint(90, 90), canvas).commit()
    assert len(canvas.strokes) == 1
    canvas.undo()
    assert not canvas.can_undo


def test_a_picture_that_this_program_has_copied_is_ink_too(canvas):
    QApplication.clipboard().setPixmap(QPixmap.fromImage(digit_image()))
    canvas.paste()
    assert isinstance(canvas.drawing, ImageDrawing)


def test_an_image_from_the_clipboard_is_ink_that_can_be_undone_and_cleared(canvas):
    drag(canvas, LEFT, (20, 100), (180, 100))
    QApplication.clipboard().setImage(digit_image())
    canvas.paste()
    assert isinstance(canvas.drawing, ImageDrawing)
    assert canvas.has_ink
    assert canvas.strokes == []
    canvas.clear()
    assert not canvas.has_ink
    canvas.undo()
    assert isinstance(canvas.drawing, ImageDrawing)
    canvas.undo()
    assert len(canvas.strokes) == 1


@pytest.mark.parametrize(("paper", "ink"), [("white", "black"), ("black", "white"), ("#f2e6c8", "#23407a")])
def test_a_dropped_image_file_is_shown_in_the_colours_of_the_pad(canvas, tmp_path, paper, ink):
    file = tmp_path / "one.png"
    digit_image(paper=paper, ink=ink).save(str(file))
    drop(canvas, files(file))
    assert canvas.drawing.render().picture[14, 14] > 200
    image = canvas.grab().toImage()
    assert image.pixelColor(80, 100).lightnessF() < 0.3
    assert image.pixelColor(20, 20).lightnessF() > 0.9


def test_drawing_on_an_image_begins_a_new_drawing(canvas):
    QApplication.clipboard().setImage(digit_image())
    canvas.paste()
    drag(canvas, LEFT, (20, 100), (180, 100))
    assert len(canvas.strokes) == 1
    canvas.undo()
    assert isinstance(canvas.drawing, ImageDrawing)


def test_an_unusable_image_is_refused_with_a_message_and_the_drawing_stays(canvas, tmp_path, monkeypatch):
    drag(canvas, LEFT, (20, 100), (180, 100))
    text, blank, cut = tmp_path / "notes.png", tmp_path / "blank.png", tmp_path / "cut.png"
    text.write_text("no image")
    digit_image(ink="white").save(str(blank))
    digit_image().save(str(cut))
    cut.write_bytes(cut.read_bytes()[:60])
    for content, message in (
        (files(text), "notes.png is not an image"),
        (files(blank), "blank.png is blank"),
        (files(cut), "cut.png is damaged"),
        (files(tmp_path), "is not a file"),
        (files(text, blank), "2 files"),
    ):
        drop(canvas, content)
        assert message in canvas.problem
    QApplication.clipboard().setText("7")
    canvas.paste()
    assert "No image found" in canvas.problem
    monkeypatch.setattr(image_import, "MAX_FILE_SIZE", 100)
    drop(canvas, files(blank))
    assert "larger than" in canvas.problem
    assert len(canvas.strokes) == 1
    drag(canvas, LEFT, (20, 20), (30, 30))
    assert canvas.problem == ""


def test_an_image_with_too_many_pixels_is_refused_before_it_is_decoded(canvas, tmp_path):
    file = tmp_path / "wide.png"
    digit_image(width=9000, height=20).save(str(file))
    drop(canvas, files(file))
    assert "9000 × 20 pixels" in canvas.problem


def test_the_pen_width_also_changes_what_is_already_drawn_even_after_undo(canvas):
    drag(canvas, LEFT, (20, 20), (60, 20))
    drag(canvas, LEFT, (20, 60), (60, 60))
    canvas.set_pen_fraction(0.02)
    canvas.undo()
    assert canvas.drawing.pen == 0.02
