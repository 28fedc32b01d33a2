"""The properties that the style sheet selects by."""

from PySide6.QtWidgets import QWidget


def mark(widget: QWidget, name: str, value: str | bool) -> None:
    """Set the property ``name`` of ``widget``, such as role=caption, and apply the style sheet to it again.

    Roles of a label: heading, caption, muted, number, problem, warning. Others: ``primary`` and ``flat`` of
    buttons, ``panel`` and ``card`` of frames, ``problem`` and ``narrow`` of fields.
    """
    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)
