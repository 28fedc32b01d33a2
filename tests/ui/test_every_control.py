"""A walk over every control of the window: each has a name, a help text, a way to it by keyboard, and visible focus."""

import re

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QGraphicsView,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMenu,
    QScrollBar,
    QTabBar,
    QWidget,
)

from nnstudio.session.state import State
from nnstudio.ui.pad.canvas import Canvas
from nnstudio.ui.views import VIEWS
from tests.ui.window import draw_one

pytestmark = pytest.mark.usefixtures("styled")

KINDS = (
    QAbstractButton,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QTabBar,
    QAbstractItemView,
    QGraphicsView,
    Canvas,
)
REASON = re.compile(r"[:;] |first|while|until|only|At most")
"""What separates why a control is disabled from what it does."""


def controls(window):
    """Yield every visible control, without the parts that Qt's own controls consist of."""
    for widget in window.findChildren(QWidget):
        is_part = isinstance(widget, QScrollBar | QHeaderView) or isinstance(
            widget.parent(), QComboBox | QTabBar | QAbstractSpinBox
        )
        is_extension = widget.objectName() == "qt_toolbar_ext_button"
        is_picture = isinstance(widget, QGraphicsView) and widget.focusPolicy() is Qt.FocusPolicy.NoFocus
        if isinstance(widget, KINDS) and widget.isVisible() and not is_picture and not is_part and not is_extension:
            yield widget


def name_of(widget):
    if isinstance(widget, QComboBox | QTabBar | QAbstractSpinBox):  # whose name, on Linux, is the current item
        return widget.accessibleName()
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.text(QAccessible.Text.Name).strip() if interface else ""


def description_of(widget):
    place = widget.mapTo(widget.window(), widget.rect().topLeft()).toTuple()
    return f"{type(widget).__name__} {name_of(widget)!r} at {place} in {type(widget.parent()).__name__}"


def help_of(widget):
    """Return the nearest help text: of the control, or of the row or panel that it stands in."""
    while widget is not None:
        text = widget.whatsThis() or widget.toolTip()
        if text:
            return text
        widget = widget.parentWidget()
    return ""


def described(found):
    return "\n".join(sorted(description_of(widget) for widget in found))


@pytest.fixture(params=[view.title for view in VIEWS])
def view(request, window, qtbot):
    """The window with each view in turn."""
    titles = [window.views.tabText(index).replace("&", "") for index in range(window.views.count())]
    window.views.setCurrentIndex(titles.index(request.param))
    qtbot.wait(1)
    return window


@pytest.fixture
def window_after_a_run(window, wait_until):
    """The window with what appears only at the end of a run, and a drawing on the pad."""
    window.run_actions.run.trigger()
    wait_until(lambda: window.session.state is State.FINISHED)
    draw_one(window)
    return window


def test_what_appears_at_the_end_of_a_run_has_names_and_help_and_is_reached_by_keyboard(window_after_a_run):
    shown = list(controls(window_after_a_run))
    assert described(each for each in shown if not name_of(each)) == ""
    assert described(each for each in shown if not help_of(each)) == ""
    assert described(each for each in shown if not is_reached_by_keyboard(each)) == ""
    disabled = [each for each in shown if not each.isEnabled()]
    assert described(each for each in disabled if not REASON.search(help_of(each))) == ""


def test_every_control_has_a_name(view):
    assert described(each for each in controls(view) if not name_of(each)) == ""


def test_no_two_buttons_of_a_view_have_the_same_name(view):
    names = [name_of(each) for each in controls(view) if isinstance(each, QAbstractButton)]
    assert sorted({name for name in names if names.count(name) > 1}) == []


def test_every_control_has_a_help_text(view):
    assert described(each for each in controls(view) if not help_of(each)) == ""


def test_help_and_descriptions_are_plain_sentences(view):
    """What a screen reader reads aloud has no markup in it."""
    assert described(each for each in controls(view) if "<" in spoken(each)) == ""


def spoken(widget):
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.text(QAccessible.Text.Description) if interface else ""


def test_every_control_is_reached_by_tab_or_a_shortcut(view):
    assert described(each for each in controls(view) if not is_reached_by_keyboard(each)) == ""


def is_reached_by_keyboard(widget):
    if widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
        return True
    opening = [menu.menuAction() for menu in widget.window().findChildren(QMenu)]
    actions = [action for action in widget.actions() if not action.shortcut().isEmpty() or action in opening]
    return bool(actions) or not widget.isEnabled()


def test_every_control_shows_its_focus(view):
    view.activateWindow()
    assert view.isActiveWindow()
    faults = []
    for widget in controls(view):
        if not widget.isEnabled() or not widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            continue
        view.centralWidget().setFocus()
        without = widget.grab().toImage()
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        if widget.grab().toImage() == without:
            faults.append(widget)
    assert described(faults) == ""


def test_every_disabled_control_says_why(view):
    disabled = [each for each in controls(view) if not each.isEnabled()]
    assert disabled
    assert described(each for each in disabled if not REASON.search(help_of(each))) == ""


def test_every_plot_and_picture_has_a_name(view):
    pictures = [
        each
        for each in view.findChildren(QWidget)
        if each.isVisible() and type(each).paintEvent is not QWidget.paintEvent and is_of_this_program(each)
    ]
    assert pictures
    assert described(each for each in pictures if not name_of(each)) == ""


def is_of_this_program(widget):
    """Return whether the widget paints itself: a class of this program, or a plot."""
    modules = (type(widget).__module__, *(base.__module__ for base in type(widget).__mro__))
    is_ours = modules[0].startswith("nnstudio") and "paintEvent" in vars(type(widget))
    is_plot = any(module.startswith("pyqtgraph") for module in modules)
    return (is_ours or is_plot) and not isinstance(widget, QLabel) and not is_viewport(widget)


def is_viewport(widget):
    return isinstance(widget.parent(), QAbstractScrollArea) and widget.parent().viewport() is widget
