"""What views of the active network have in common: they follow it and a picture, but only while they are visible."""

from PySide6.QtCore import Qt, SignalInstance, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QLabel, QLayout, QScrollArea, QStackedLayout, QVBoxLayout, QWidget

from nnstudio.session.active_network import ActiveNetwork
from nnstudio.session.session import TrainingSession
from nnstudio.ui.frame_timer import FrameTimer
from nnstudio.ui.theme import Theme, ThemeController, mark


class NetworkView(QWidget):
    """Notes every change of the network, the picture and the theme, and draws in a frame in which it is visible.

    A subclass says by `use_network`, `use_theme` and `draw` what to do. Until it calls `show_page`, an explanation
    stands in place of the page.
    """

    def __init__(
        self,
        session: TrainingSession,
        picture_changed: SignalInstance,
        themes: ThemeController,
        frames: FrameTimer,
        empty: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = themes.theme
        self._is_changed = False
        self._explanation = QLabel(empty)
        self._stack = QStackedLayout(self)
        self._session, self._themes, self._frames = session, themes, frames
        self._picture_changed = picture_changed

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show."""
        return self._stack.currentIndex() == 0

    def use_network(self, active: ActiveNetwork) -> None:
        """Show ``active`` from the next `draw` on."""
        raise NotImplementedError

    def use_theme(self, theme: Theme) -> None:
        """Use the colours and the zoom of ``theme``."""
        raise NotImplementedError

    def draw(self) -> None:
        """Show what has changed; called in each frame while the view is visible."""
        raise NotImplementedError

    @Slot()
    def draw_if_changed(self) -> None:
        """Show what has changed, if the view is visible."""
        if self.isVisible():
            self.draw()

    def showEvent(self, event: QShowEvent) -> None:
        """Show what has changed while the view was hidden."""
        super().showEvent(event)
        self.note_change()

    def begin(self, first: QLayout | None, *cards: QWidget) -> None:
        """Stack ``cards`` below ``first`` on a page that scrolls, and listen; the last step of ``__init__``."""
        self._explanation.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._explanation.setWordWrap(True)
        mark(self._explanation, "role", "muted")
        self._stack.addWidget(self._explanation)
        self._stack.addWidget(scrolling(first, *cards))
        self._picture_changed.connect(self.note_change)
        self._session.network_changed.connect(self._on_network_changed)
        self._themes.theme_changed.connect(self._on_theme_changed)
        self._frames.add(self.draw_if_changed)
        if self._session.active_network is not None:
            self._on_network_changed(self._session.active_network)

    def show_page(self, is_shown: bool, explanation: str = "") -> None:
        """Show the page, or why it is empty: the ``explanation``, if there is one, in place of the usual."""
        if explanation:
            self._explanation.setText(explanation)
        self._stack.setCurrentIndex(int(is_shown))

    @Slot()
    def note_change(self) -> None:
        """Remember that something has changed."""
        self._is_changed = True

    @Slot(object)
    def _on_network_changed(self, active: ActiveNetwork) -> None:
        self.use_network(active)
        self.note_change()

    @Slot(object)
    def _on_theme_changed(self, theme: Theme) -> None:
        self._theme = theme
        self.use_theme(theme)
        self.note_change()


def scrolling(first: QLayout | None, *cards: QWidget) -> QScrollArea:
    """Return ``cards`` below each other, below the layout ``first``, in an area that scrolls."""
    page = QWidget()
    mark(page, "page", True)
    column = QVBoxLayout(page)
    column.setContentsMargins(16, 8, 16, 8)
    column.setSpacing(8)
    if first is not None:
        column.addLayout(first)
    for card in cards:
        column.addWidget(card)
    column.addStretch(1)
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setWidget(page)
    return area
