import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from nnstudio.ui.pad.canvas import Canvas

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def canvas(qtbot, themes):
    canvas = Canvas(themes.theme)
    qtbot.addWidget(canvas)
    canvas.resize(200, 200)
    canvas.show()
    return canvas


def draw(canvas, *points):
    QTest.mousePress(canvas, LEFT, pos=QPoint(*points[0]))
    for point in points[1:]:
        QTest.mouseMove(canvas, QPoint(*point))
    QTest.mouseRelease(canvas, LEFT, pos=QPoint(*points[-1]))


def test_a_stroke_is_kept_in_fractions_of_the_pad(canvas):
    draw(canvas, (20, 100), (100, 100), (180, 50))
    (stroke,) = canvas.strokes
    assert stroke.tolist() == [[0.1, 0.5], [0.5, 0.5], [0.9, 0.25]]


def test_a_tap_is_a_dot(canvas):
    draw(canvas, (100, 100))
    assert [len(stroke) for stroke in canvas.strokes] == [1]


def test_ink_drawn_beyond_the_edge_ends_at_the_edge(canvas):
    draw(canvas, (100, 100), (400, -50))
    assert canvas.strokes[0][-1].tolist() == [1.0, 0.0]


def test_resizing_leaves_the_ink_as_it_was(canvas):
    draw(canvas, (20, 100), (180, 50))
    before = canvas.strokes[0].tolist()
    canvas.resize(240, 180)
    assert canvas.strokes[0].tolist() == before


def test_undo_and_redo_go_stroke_by_stroke_and_include_clearing(canvas):
    draw(canvas, (20, 20), (30, 30))
    draw(canvas, (60, 60), (90, 90))
    canvas.clear()
    canvas.undo()
    assert len(canvas.strokes) == 2
    canvas.undo()
    assert len(canvas.strokes) == 1
    canvas.redo()
    assert len(canvas.strokes) == 2
    draw(canvas, (10, 10), (20, 10))
    assert not canvas.can_redo


def test_clearing_waits_until_the_pen_is_lifted(canvas):
    QTest.mousePress(canvas, LEFT, pos=QPoint(20, 20))
    canvas.clear()
    QTest.mouseMove(canvas, QPoint(90, 90))
    assert [len(stroke) for stroke in canvas.strokes] == [2]
    QTest.mouseRelease(canvas, LEFT, pos=QPoint(90, 90))
    canvas.clear()
    assert not canvas.has_ink


def test_other_mouse_buttons_draw_nothing(canvas):
    for button in (Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton):
        QTest.mouseClick(canvas, button, pos=QPoint(50, 50))
    assert not canvas.has_ink
    assert not canvas.can_undo


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(st.lists(st.sampled_from(["draw", "clear", "undo", "redo"]), max_size=30))
def test_no_order_of_commands_breaks_the_pad(canvas, commands):
    for command in commands:
        if command == "draw":
            draw(canvas, (20, 20), (150, 150))
        else:
            getattr(canvas, command)()
    while canvas.can_undo:
        canvas.undo()
    assert not canvas.has_ink
