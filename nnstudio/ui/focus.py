"""Where the focus goes when the control that has it goes away."""

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtWidgets import QWidget


@contextmanager
def handing_on_focus(part: QWidget, *heirs: QWidget) -> Iterator[None]:
    """Use around what hides or disables controls of ``part``: Qt would hand their focus to whichever comes next.

    The first of ``heirs`` that can take it has it then. Where none can, no control has it, so that the keys of the
    window act. Focus that is elsewhere stays there. The window need not be the active one.
    """
    window = part.window()
    before = window.focusWidget()
    yield
    if before is None or not (part is before or part.isAncestorOf(before)) or _can_take(before):
        return
    heir = next(filter(_can_take, heirs), None)
    now = window.focusWidget()
    if heir is not None:
        heir.setFocus()
    elif now is not None:
        now.clearFocus()


def _can_take(widget: QWidget) -> bool:
    return widget.isVisible() and widget.isEnabled()
