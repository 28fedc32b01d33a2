"""A card with what one check found."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from nnstudio.ui.theme import ThemeController, mark, scaled

ICON = 18


class FindingCard(QFrame):
    """A title with its verdict, the evidence in numbers, a plain reason and what to do; others may stand below."""

    def __init__(self, themes: ThemeController, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        mark(self, "card", True)
        self._themes = themes
        self._look = ("check", "accent")
        self._icon, self._title, self._verdict = QLabel(), QLabel(), QLabel()
        self._evidence, self._reason, self._remedy = QLabel(), QLabel(), QLabel()
        mark(self._title, "role", "heading")
        mark(self._reason, "role", "muted")
        for label in (self._evidence, self._reason, self._remedy):
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row = QHBoxLayout()
        row.setSpacing(8)
        for widget in (self._icon, self._title, self._verdict):
            row.addWidget(widget)
        row.addStretch(1)
        self.column = QVBoxLayout(self)
        """Where parts of a special card are added."""
        self.column.setContentsMargins(16, 12, 16, 12)
        self.column.setSpacing(6)
        self.column.addLayout(row)
        for label in (self._evidence, self._reason, self._remedy):
            self.column.addWidget(label)

    @property
    def texts(self) -> tuple[str, ...]:
        """What the card shows: title, verdict, evidence, reason and remedy."""
        labels = (self._title, self._verdict, self._evidence, self._reason, self._remedy)
        return tuple(label.text() for label in labels)

    def show_texts(self, title: str, verdict: str, evidence: str, reason: str, remedy: str) -> None:
        """Show these texts; an empty ``remedy`` takes no room."""
        self._title.setText(f"{title[:1].upper()}{title[1:]}")
        self._verdict.setText(verdict)
        self._evidence.setText(evidence)
        self._reason.setText(reason)
        self._remedy.setText(remedy)
        self._remedy.setVisible(bool(remedy))

    def set_look(self, icon: str, role: str, label: str) -> None:
        """Show ``icon`` in the colour ``role`` of the theme, and the verdict as labels of the role ``label`` look."""
        self._look = icon, role
        mark(self._verdict, "role", label)
        self.fit_theme()

    def fit_theme(self) -> None:
        """Use the colours and the zoom of the theme."""
        size = scaled(ICON)
        name, role = self._look
        self._icon.setPixmap(self._themes.icon(name, role).pixmap(QSize(size, size), self.devicePixelRatio()))
