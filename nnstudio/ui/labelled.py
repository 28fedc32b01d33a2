"""A control with a caption before it."""

from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from nnstudio.ui.theme import mark


def labelled(text: str, control: QWidget) -> QWidget:
    """Return ``control`` behind the caption ``text``."""
    host, label = QWidget(), QLabel(text)
    mark(label, "role", "caption")
    label.setBuddy(control)
    row = QHBoxLayout(host)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    row.addWidget(label)
    row.addWidget(control)
    host.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)  # it does not grow in a wide column
    return host
