"""What a control or a panel of the window is for, in plain words."""

from collections.abc import Callable
from html import escape

from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QWidget

Describe = Callable[[], str]
"""Returns a description as it is now, with the numbers of the current run."""


class Explanations:
    """The explanation of a control is its "What's this?", else its tooltip; that of a panel is what was added here."""

    def __init__(self) -> None:
        self._panels: list[tuple[QWidget, Describe]] = []

    def add(self, panel: QWidget, describe: Describe) -> None:
        """Explain ``panel`` with what ``describe`` returns at that moment."""
        self._panels.append((panel, describe))

    def of(self, widget: QWidget | None) -> str:
        """Return the explanation of ``widget`` or of the nearest thing around it, as rich text; empty if none has any.

        A disabled control is explained too: its tooltip says why it is disabled.
        """
        while widget is not None and not widget.isWindow():
            described = next((describe() for panel, describe in self._panels if panel is widget), "")
            text = described or widget.whatsThis() or widget.toolTip()
            if text:
                return _with_name(widget, text)
            widget = widget.parentWidget()
        return ""


def _with_name(widget: QWidget, text: str) -> str:
    """Return ``text`` as rich text, with the name of ``widget`` above it."""
    interface = QAccessible.queryAccessibleInterface(widget)
    name = interface.text(QAccessible.Text.Name) if interface else ""
    body = text if text.startswith("<") else f"<p>{escape(text)}</p>"
    return f"<p><b>{escape(name)}</b></p>{body}" if name and name not in text else body
