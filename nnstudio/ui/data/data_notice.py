"""The notice shown in place of the pictures while there are none: what to do, or the progress of loading."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from nnstudio.ui.data.offer import Offer
from nnstudio.ui.focus import handing_on_focus
from nnstudio.ui.theme import mark
from nnstudio.ui.wrapping_row import WrappingRow

PROGRESS_STEPS = 1000
WIDTH = 448
"""Of the card where there is room for it."""
MUCH = 1000
"""So that the card takes what there is before any is left free beside it."""


class DataNotice(QWidget):
    """A card in the middle of the view: a title, text and buttons, or a progress bar and Cancel."""

    accepted = Signal()
    """The first button was clicked."""
    files_wanted = Signal()
    """The user wants to choose files."""
    alternative_wanted = Signal()
    """The user wants to do without the files."""
    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title, self._text, self._problem = QLabel(), QLabel(), QLabel()
        mark(self._title, "role", "heading")
        mark(self._text, "role", "muted")
        mark(self._problem, "role", "problem")
        for label in (self._text, self._problem):
            label.setWordWrap(True)
        self._problem.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.button, self.cancel_button = QPushButton(), QPushButton("Cancel")
        self.files_button, self.alternative_button = QPushButton("Choose files…"), QPushButton()
        self.files_button.setToolTip("Choose files of the data set that are already on this computer")
        self.files_button.clicked.connect(self.files_wanted)
        self.alternative_button.clicked.connect(self.alternative_wanted)
        mark(self.button, "primary", True)
        self.button.clicked.connect(self.accepted)
        self.cancel_button.clicked.connect(self.cancelled)
        self._bar = QProgressBar()
        self._bar.setRange(0, PROGRESS_STEPS)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName("Progress")
        self._amount = QLabel()
        mark(self._amount, "role", "number")
        self._build()

    @property
    def _buttons(self) -> tuple[QPushButton, ...]:
        return (self.button, self.files_button, self.alternative_button)

    @property
    def title(self) -> str:
        """The title: the data set."""
        return self._title.text()

    @property
    def text(self) -> str:
        """The text below the title."""
        return self._text.text()

    @property
    def problem(self) -> str:
        """What went wrong; empty if nothing did."""
        return self._problem.text()

    @property
    def is_working(self) -> bool:
        """Whether the progress bar is shown."""
        return not self._working.isHidden()

    def offer(self, title: str, offer: Offer) -> None:
        """Show what went wrong, if anything did, and a button for the action that helps."""
        self._title.setText(title)
        self._text.setText(offer.text)
        self._problem.setText(offer.problem)
        self._problem.setVisible(bool(offer.problem))
        self.button.setText(offer.action)
        self.alternative_button.setText(offer.alternative)
        with handing_on_focus(self, self.button):
            self.button.setVisible(bool(offer.action))
            self.files_button.setVisible(offer.takes_files)
            self.alternative_button.setVisible(bool(offer.alternative))
            self._working.hide()

    def show_progress(self, title: str, text: str, fraction: float, amount: str) -> None:
        """Show the progress bar at ``fraction``, from 0 to 1, with the text ``amount`` beside it."""
        self._title.setText(title)
        self._text.setText(text)
        self._problem.hide()
        self._problem.clear()
        self._bar.setValue(round(PROGRESS_STEPS * fraction))
        self._amount.setText(amount)
        with handing_on_focus(self, self.cancel_button):
            for button in self._buttons:
                button.hide()
            self._working.show()

    def _build(self) -> None:
        self._working = QWidget()
        work = QHBoxLayout(self._working)
        work.setContentsMargins(0, 0, 0, 0)
        work.setSpacing(16)
        work.addWidget(self._bar, 1)
        work.addWidget(self._amount)
        work.addWidget(self.cancel_button)
        self._working.hide()
        buttons = WrappingRow(self._buttons, 8)
        content = QFrame()
        mark(content, "card", True)
        content.setMaximumWidth(WIDTH)
        column = QVBoxLayout(content)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(8)
        for widget in (self._title, self._text, self._problem):
            column.addWidget(widget)
        column.addSpacing(8)
        column.addWidget(buttons)
        column.addWidget(self._working)
        # Stretches, not an alignment: an aligned widget does not get the height that its wrapped text needs.
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(content, MUCH)
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.addStretch(2)
        layout.addLayout(row)
        layout.addStretch(3)
