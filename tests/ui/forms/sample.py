"""Settings of every kind, and functions that find and use their widgets by what the user sees."""

from dataclasses import dataclass
from typing import TypeVar

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QWidget

from nnstudio.spec.record import Kind, ListOf, Nested, OneOf, Registry
from nnstudio.spec.setting import Choice, Flag, Integer, Number, Text, declare


class Shape(Kind):
    pass


@dataclass(frozen=True)
class Dot(Shape):
    key = "dot"
    label = "Dot"
    hint = "A single point."


@dataclass(frozen=True)
class Circle(Shape):
    key = "circle"
    label = "Circle"
    hint = "Round all around."

    radius: float = declare(1.0, Number(label="Radius", help="How wide.", minimum=0.1, maximum=10, scale="log"))


@dataclass(frozen=True)
class Square(Shape):
    key = "square"
    label = "Square"
    hint = "Four sides."

    side: int = declare(4, Integer(label="Side", help="How long.", minimum=1, maximum=16, steps=(1, 2, 4, 8)))


SHAPES: Registry[Shape] = Registry("shape", Circle, Square, Dot)


MARGIN = Integer(label="Margin", help="Around it.", unit="px", minimum=0, maximum=64)
CORNER = Choice(label="Corner", help="Its form.", options={"round": "Rounded", "flat": "Flat"})


@dataclass(frozen=True)
class Frame:
    margin: int = declare(8, MARGIN)


@dataclass(frozen=True)
class Picture:
    rate: float = declare(
        0.05, Number(label="Rate", help="How fast.", minimum=1e-5, maximum=10, scale="log", live=True)
    )
    decay: float = declare(
        0.0, Number(label="Decay", help="How weak.", minimum=1e-6, maximum=1, scale="log", zero_means="off")
    )
    fraction: float = declare(0.5, Number(label="Fraction", help="How much.", unit="of all", minimum=0, maximum=0.9))
    count: int = declare(64, Integer(label="Count", help="How many.", minimum=1, maximum=1000, steps=(16, 64, 256)))
    rounds: int = declare(
        10, Integer(label="Rounds", help="How often.", minimum=1, maximum=100, zero_means="endless", live=True)
    )
    is_open: bool = declare(False, Flag(label="Open", help="Not closed."))
    corner: str = declare(
        "round", Choice(label="Corner", help="Its form.", options={"round": "Rounded", "flat": "Flat"})
    )
    title: str = declare(
        "", Text(label="Title", help="What it shows.", pattern="[a-z-]{1,9}", explanation="up to 9 letters")
    )
    frame: Frame = declare(Frame(), Nested(label="Frame", help="What is around.", record=Frame))
    shape: Shape = declare(Circle(), OneOf(label="Shape", help="What is drawn.", registry=SHAPES))
    parts: tuple[Shape, ...] = declare(
        (Circle(2.0), Square(8)),
        ListOf(label="Parts", help="All of them.", maximum=3, item=OneOf(label="Part", help="One.", registry=SHAPES)),
    )
    sizes: tuple[int, ...] = declare(
        (),
        ListOf(
            label="Sizes", help="All of them.", maximum=2, item=Frame.__dataclass_fields__["margin"].metadata["setting"]
        ),
    )


@dataclass(frozen=True)
class Gallery:
    picture: Picture = declare(Picture(), Nested(label="Picture", help="What hangs here.", record=Picture))


W = TypeVar("W", bound=QWidget)


def controls(root: QWidget, kind: type[W], name: str) -> list[W]:
    """Return the visible widgets of ``kind`` with the accessible name ``name``."""
    found = [widget for widget in root.findChildren(kind) if widget.accessibleName() == name]
    return [widget for widget in found if widget.isVisibleTo(root)]


def control(root: QWidget, kind: type[W], name: str) -> W:
    (found,) = controls(root, kind, name)
    return found


def enter(widget: QWidget, text: str, finish: bool = True) -> None:
    """Replace the text of ``widget`` by typing ``text``."""
    widget.setFocus()
    edit = widget.lineEdit() if isinstance(widget, QComboBox) else widget
    edit.selectAll()
    QTest.keyClicks(widget, text) if text else QTest.keyClick(widget, Qt.Key.Key_Delete)
    if finish:
        QTest.keyClick(widget, Qt.Key.Key_Return)


def pick(combo: QComboBox, label: str) -> None:
    """Choose ``label`` from the list of ``combo``, as with the mouse."""
    index = combo.findText(label)
    assert index >= 0, f"{label} is not in the list"
    combo.setCurrentIndex(index)
    combo.activated.emit(index)


def turn_wheel(widget: QWidget) -> None:
    middle = QPointF(widget.rect().center())
    event = QWheelEvent(
        middle,
        widget.mapToGlobal(middle),
        QPoint(),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)


def texts(root: QWidget) -> list[str]:
    """Return the texts of all visible labels in ``root``."""
    return [label.text() for label in root.findChildren(QLabel) if label.isVisibleTo(root) and label.text()]
