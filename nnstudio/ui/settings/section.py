"""A titled section of a panel that can be folded."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QSizePolicy, QToolButton, QVBoxLayout, QWidget

from nnstudio.ui.theme import ThemeController, heading_font, mark


class Section(QWidget):
    """A heading with a chevron above the content; clicking the heading folds or unfolds the content."""

    def __init__(self, theme: ThemeController, title: str, content: QWidget) -> None:
        super().__init__()
        self._theme = theme
        self.content = content
        self.heading = QToolButton()
        self.heading.setText(title)
        self.heading.setToolTip(f"{title} settings: fold or unfold them (Space)")
        self.heading.setCheckable(True)
        self.heading.setChecked(True)
        self.heading.setFont(heading_font())
        self.heading.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.heading.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        mark(self.heading, "heading", True)
        theme.set_icon(self.heading, "chevron-down", "muted_text")
        self.heading.toggled.connect(self._on_toggled)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.heading)
        layout.addWidget(content)

    @property
    def is_open(self) -> bool:
        """Whether the content is shown."""
        return self.heading.isChecked()

    @Slot(bool)
    def _on_toggled(self, is_open: bool) -> None:
        self._theme.set_icon(self.heading, "chevron-down" if is_open else "chevron-right", "muted_text")
        self.content.setVisible(is_open)
