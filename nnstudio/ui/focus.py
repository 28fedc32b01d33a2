"""Where the focus goes when the control that has it is hidden, disabled or moved."""

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtWidgets import QWidget


@contextmanager
def handing_on_focus(parent: QWidget, *successors: QWidget) -> Iterator[None]:
    """Wrap code that hides or disables controls of ``parent``: Qt would give their focus to the next control.

    The first of ``successors`` that can take the focus gets it. If none can, no control has it, so that the
    shortcuts of the window work. Focus outside ``parent`` is not moved. The window need not be the active one.
    """
    window = parent.window()
    before = window.focusWidget()
    yield
    if before is None or not (parent is before or parent.isAncestorOf(before)) or _can_take(before):
        return
    successor = next(filter(_can_take, successors), None)
    now = window.focusWidget()
    if successor is not None:
        successor.setFocus()
    elif now is not None:
        now.clearFocus()


@contextmanager
def keeping_focus(parent: QWidget) -> Iterator[None]:
    """Wrap code that moves controls of ``parent`` to other places: what gets another parent loses the focus."""
    window = parent.window()
    before = window.focusWidget()
    yield
    if before is not None and parent.isAncestorOf(before) and window.focusWidget() is not before and _can_take(before):
        before.setFocus()


def release_focus(parent: QWidget) -> None:
    """Take the focus from ``parent`` or the control of it that has it, so that the next key is the window's."""
    focused = parent.window().focusWidget()
    if focused is not None and (parent is focused or parent.isAncestorOf(focused)):
        focused.clearFocus()


def _can_take(widget: QWidget) -> bool:
    return widget.isVisible() and widget.isEnabled()
