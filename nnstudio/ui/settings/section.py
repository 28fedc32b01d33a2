"""A titled section of a panel that can be folded, with a button for what is seldom needed."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from nnstudio.ui.forms import Form
from nnstudio.ui.theme import ThemeController, heading_font, mark


class Section(QWidget):
    """A heading with a chevron above the content; clicking the heading folds or unfolds the content."""

    more_toggled = Signal(bool)
    """More or Less was pressed."""

    def __init__(self, theme: ThemeController, title: str, content: QWidget, forms: Sequence[Form] = ()) -> None:
        """Take the ``forms`` in ``content``, whose advanced settings More shows; without any there is no More."""
        super().__init__()
        self._theme = theme
        self._forms = forms
        self.content = content
        self.heading = QToolButton()
        self.heading.setText(title)
        self.heading.setCheckable(True)
        self.heading.setChecked(True)
        self.heading.setFont(heading_font())
        self.heading.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.heading.setToolTip(f"Show or hide the {title.lower()} settings")
        mark(self.heading, "heading", True)
        theme.set_icon(self.heading, "chevron-down", "muted_text")
        self.heading.toggled.connect(self._on_toggled)
        self.caption = _Caption()
        self.more_button = QToolButton()
        self.more_button.setCheckable(True)
        mark(self.more_button, "more", True)
        if not forms:
            self.more_button.hide()
        self._show_more_text(False)
        self.more_button.toggled.connect(self._on_more_toggled)
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.heading)
        top.addWidget(self.caption, 1)
        top.addWidget(self.more_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addLayout(top)
        layout.addWidget(content)

    @property
    def is_open(self) -> bool:
        """Whether the content is shown."""
        return self.heading.isChecked()

    def _show_more_text(self, is_more: bool) -> None:
        title = self.heading.text().lower()
        self.more_button.setText("Less" if is_more else "More")
        self.more_button.setAccessibleName(f"{'Fewer' if is_more else 'More'} {title} settings")
        rest = "that are seldom needed and have their defaults"
        self.more_button.setToolTip(f"{'Hide' if is_more else 'Show also'} the {title} settings {rest}")

    @Slot(bool)
    def _on_toggled(self, is_open: bool) -> None:
        self._theme.set_icon(self.heading, "chevron-down" if is_open else "chevron-right", "muted_text")
        self.content.setVisible(is_open)
        self.more_button.setVisible(is_open and bool(self._forms))

    @Slot(bool)
    def _on_more_toggled(self, is_more: bool) -> None:
        self._show_more_text(is_more)
        for form in self._forms:
            form.set_expanded(is_more)
        self.more_toggled.emit(is_more)


class _Caption(QLabel):
    """A text at the right, of which only the part before the middle dot is shown where there is little room."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        mark(self, "role", "caption")

    def minimumSizeHint(self) -> QSize:
        """Return no width: the text may be shortened."""
        return QSize(0, super().minimumSizeHint().height())

    def _width(self, text: str) -> int:
        return self.fontMetrics().horizontalAdvance(text)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw what fits."""
        painter = QPainter(self)
        fits = [text for text in (self.text(), self.text().split(" · ")[0]) if self._width(text) <= self.width()]
        text = fits[0] if fits else ""
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)
        painter.end()
