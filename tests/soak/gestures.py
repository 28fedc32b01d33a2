"""Random user actions on whatever is on the screen.

Every gesture finds its targets among the existing widgets, so a new view is used without being named here. A gesture
returns a description of what it did, or None if it found no target.
"""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, QSize, Qt, QUrl
from PySide6.QtGui import QAction, QDropEvent, QKeySequence, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QApplication,
    QComboBox,
    QLineEdit,
    QMenu,
    QTabBar,
    QWidget,
)
from shiboken6 import isValid

from tests.soak.chance import Chance

TEXTS = ("", "0", "1", "2", "3", "5", "10", "32", "64", "0,02", "1e-3", "0.5", "0.99", "-1", "abc", "1e9", "  7 ")
KEYS = (
    *(Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Space, Qt.Key.Key_Delete),
    *(Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End),
    *(Qt.Key.Key_0, Qt.Key.Key_1, Qt.Key.Key_7, Qt.Key.Key_9, Qt.Key.Key_Backspace, Qt.Key.Key_Menu),
)
SIZES = (QSize(1024, 680), QSize(1280, 720), QSize(1366, 768), QSize(1600, 1000), QSize(640, 480))

Gesture = Callable[[Chance, QWidget], str | None]


def name_of(thing: QWidget | QAction) -> str:
    """Return a description by which a person can identify ``thing``."""
    names = [thing.objectName()]
    if isinstance(thing, QAction | QAbstractButton):
        names.append(thing.text())
    if isinstance(thing, QWidget):
        names.append(thing.accessibleName())
    return f"{type(thing).__name__} {' '.join(filter(None, names))}".strip()


def visible(scope: QWidget, kind: type[QWidget]) -> list[QWidget]:
    """Return the widgets of ``kind`` in ``scope`` that are visible and enabled."""
    widgets = [scope, *scope.findChildren(QWidget)]
    return [each for each in widgets if isinstance(each, kind) and each.isVisible() and each.isEnabled()]


def menu_actions(scope: QWidget) -> list[QAction]:
    """Return the actions of the visible menus and tool bars, including submenus."""
    # Not `action.menu()`: PySide then takes the actions of that menu from their owners in Python.
    submenus = [(menu.menuAction(), menu) for menu in scope.window().findChildren(QMenu)]
    waiting, found = [action for each in visible(scope, QWidget) for action in each.actions()], []
    while waiting:
        action = waiting.pop()
        if not isValid(action):  # its menu has just been destroyed
            continue
        menu = next((menu for opening, menu in submenus if opening == action), None)
        if menu is None:
            found.append(action)
        else:
            waiting += menu.actions()
    return found


def any_of(chance: Chance, scope: QWidget, kind: type[QWidget]) -> QWidget | None:
    """Return a random visible widget of ``kind``, or None if there is none."""
    return chance.one_of(visible(scope, kind), name_of)


def any_point(chance: Chance, widget: QWidget) -> QPoint:
    return QPoint(chance.randrange(max(1, widget.width())), chance.randrange(max(1, widget.height())))


def trigger(chance: Chance, scope: QWidget) -> str | None:
    """Trigger an action of a menu or a tool bar."""
    actions = [each for each in menu_actions(scope) if each.isEnabled() and each.isVisible() and each.text()]
    action = chance.one_of(actions, name_of)
    if action is None:
        return None
    name = name_of(action)
    action.trigger()
    return name


def click(chance: Chance, scope: QWidget) -> str | None:
    """Click a button."""
    button = any_of(chance, scope, QAbstractButton)
    if button is None:
        return None
    name = name_of(button)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    return name


def change_tab(chance: Chance, scope: QWidget) -> str | None:
    """Click a tab."""
    bar = any_of(chance, scope, QTabBar)
    if bar is None or not bar.count():
        return None
    index = chance.randrange(bar.count())
    QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=bar.tabRect(index).center())
    return f"tab {bar.tabText(index)}"


def choose(chance: Chance, scope: QWidget) -> str | None:
    """Choose from a list with the keyboard."""
    box = any_of(chance, scope, QComboBox)
    if box is None:
        return None
    name = name_of(box)
    for _ in range(chance.randrange(1, 6)):
        QTest.keyClick(box, chance.choice((Qt.Key.Key_Up, Qt.Key.Key_Down)))
    return f"{name} {box.currentText()}"


def enter_text(chance: Chance, scope: QWidget) -> str | None:
    """Type something, sensible or not, into a field."""
    field = any_of(chance, scope, QLineEdit)
    if field is None:
        return None
    name, text = name_of(field), chance.choice(TEXTS)
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, text) if text else QTest.keyClick(field, Qt.Key.Key_Backspace)
    if chance.random() < 0.7:
        QTest.keyClick(field, Qt.Key.Key_Return)
    return f"{name} {text!r}"


def slide(chance: Chance, scope: QWidget) -> str | None:
    """Move a slider or a scroll bar."""
    slider = any_of(chance, scope, QAbstractSlider)
    if slider is None:
        return None
    name = name_of(slider)
    slider.setValue(chance.randint(slider.minimum(), max(slider.minimum(), slider.maximum())))
    return name


def use_mouse(chance: Chance, scope: QWidget) -> str | None:
    """Click, drag or turn the wheel anywhere, which also draws on the pad, zooms plots and moves cards."""
    widget = any_of(chance, scope, QWidget)
    if widget is None:
        return None
    name, start = name_of(widget), any_point(chance, widget)
    how = chance.choice(("click", "double click", "right click", "drag", "drag", "drag", "wheel", "hover"))
    left, right = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
    if how == "click":
        QTest.mouseClick(widget, left, pos=start)
    elif how == "double click":
        QTest.mouseDClick(widget, left, pos=start)
    elif how == "right click":
        QTest.mouseClick(widget, right, pos=start)
    elif how == "hover":
        QTest.mouseMove(widget, start)
    elif how == "wheel":
        _turn_wheel(widget, start, chance.choice((-240, -120, 120, 240)))
    else:
        points = [any_point(chance, widget) for _ in range(chance.randrange(2, 8))]
        button = chance.choice((left, left, left, right))
        QTest.mousePress(widget, button, pos=start)
        for point in points:
            QTest.mouseMove(widget, point)
        QTest.mouseRelease(widget, button, pos=points[-1])
    return f"{how} {name}"


def _turn_wheel(widget: QWidget, point: QPoint, angle: int) -> None:
    event = QWheelEvent(
        QPointF(point),
        QPointF(widget.mapToGlobal(point)),
        QPoint(),
        QPoint(0, angle),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)


def press_key(chance: Chance, scope: QWidget) -> str | None:
    """Press a key or the shortcut of an action, wherever the focus is."""
    shortcuts = [each.shortcut() for each in menu_actions(scope) if not each.shortcut().isEmpty()]
    target = QApplication.focusWidget() or scope
    keys = chance.choice(shortcuts or [QKeySequence()])
    if keys.isEmpty() or chance.random() < 0.4:
        keys = QKeySequence(chance.choice(KEYS))
    text = f"key {keys.toString()} on {name_of(target)}"
    combination = keys[0]
    QTest.keyClick(target, combination.key(), combination.keyboardModifiers())
    return text


def change_size(chance: Chance, scope: QWidget) -> str | None:
    """Resize or maximize the window."""
    window = scope.window()
    how = chance.choice(("maximized", "normal", *SIZES))
    if how == "maximized":
        window.showMaximized()
    elif how == "normal":
        window.showNormal()
    else:
        window.resize(how)
    return f"size {how if isinstance(how, str) else how.toTuple()}"


def drop(paths: tuple[str, ...]) -> Gesture:
    """Return a gesture that drops one of ``paths`` on a widget."""

    def drop_one(chance: Chance, scope: QWidget) -> str | None:
        widgets = [each for each in visible(scope, QWidget) if each.acceptDrops()]
        widget, path = chance.one_of(widgets, name_of), chance.choice(paths)
        if widget is None:
            return None
        name, content = name_of(widget), QMimeData()
        content.setUrls([QUrl.fromLocalFile(path)])
        copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        QApplication.sendEvent(widget, QDropEvent(QPointF(5, 5), copy, content, left, none, QEvent.Type.Drop))
        return f"drop {path} on {name}"

    return drop_one


GESTURES: tuple[tuple[Gesture, float], ...] = (
    (trigger, 3),
    (click, 3),
    (change_tab, 3),
    (choose, 2),
    (enter_text, 2),
    (slide, 1),
    (use_mouse, 4),
    (press_key, 3),
    (change_size, 0.5),
)
"""The gestures for any window, with their relative frequencies."""
