"""Properties that the style sheet looks at."""

from PySide6.QtWidgets import QWidget


def mark(widget: QWidget, name: str, value: str | bool) -> None:
    """Give ``widget`` the property ``name`` of the style sheet, such as role=caption, and draw it anew.

    Roles of a label: heading, caption, muted, number, problem, warning, success. Others: ``primary`` and ``flat`` of
    buttons, ``panel`` and ``card`` of frames, ``problem`` of fields.
    """
    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)
