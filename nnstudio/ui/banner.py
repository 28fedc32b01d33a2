"""A message above the views that stays until it is dismissed and never blocks the window."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMessageBox, QPushButton, QToolButton, QVBoxLayout, QWidget

from nnstudio.runs.run_warning import Remedy, RunWarning
from nnstudio.ui.focus import handing_on_focus
from nnstudio.ui.theme import ThemeController, mark
from nnstudio.ui.wrapping_row import WrappingRow


@dataclass(frozen=True)
class Choice:
    """A button below the message: pressing it hides the message and calls ``act``."""

    label: str
    hint: str
    act: Callable[[], object]


class Banner(QFrame):
    """Shows what went wrong, or asks, and offers what can be done; hidden while there is no message."""

    retry_requested = Signal()
    remedy_wanted = Signal(object, object)
    """A remedy was asked for: the `RunWarning` and its `Remedy`."""
    health_wanted = Signal()
    """The Health view was asked for, which says more about a warning."""

    def __init__(self, themes: ThemeController, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text, self._details = QLabel(), ""
        self._text.setWordWrap(True)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        icon, close = QToolButton(), QToolButton()
        icon.setIconSize(QSize(20, 20))
        icon.setEnabled(True)
        icon.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        icon.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._themes, self._icon = themes, icon
        themes.set_icon(close, "close")
        close.setToolTip("Hide this message")
        close.setAccessibleName("Hide this message")
        close.clicked.connect(self.dismiss)
        self._details_button, self._retry_button = QPushButton("Details"), QPushButton("Run again")
        self._remedy_button, self._health_button = QPushButton(), QPushButton("Why")
        self._choice_buttons = QPushButton(), QPushButton()
        self._choices: tuple[Choice, ...] = ()
        for index, button in enumerate(self._choice_buttons):
            button.clicked.connect(partial(self._on_choice, index))
        self._warning: RunWarning | None = None
        self._remedy: Remedy | None = None
        self._remedy_button.clicked.connect(self._on_remedy)
        self._health_button.setToolTip("Open the Health view, which says why and what else can be done")
        self._health_button.clicked.connect(self.health_wanted)
        self._details_button.clicked.connect(self._on_details)
        self._retry_button.clicked.connect(self._on_retry)
        mark(self, "panel", True)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 8, 8, 8)
        row.setSpacing(8)
        row.addWidget(icon)
        buttons = (
            *self._choice_buttons,
            self._details_button,
            self._retry_button,
            self._remedy_button,
            self._health_button,
        )
        column = QVBoxLayout()
        column.setSpacing(4)
        column.addWidget(self._text)
        column.addWidget(WrappingRow(buttons, 8))  # below: beside them a long text would have no room
        row.addLayout(column, 1)
        row.addWidget(close)
        self.hide()

    @property
    def text(self) -> str:
        """The message."""
        return self._text.text()

    def show_failure(self, text: str, details: str = "", can_run_again: bool = True) -> None:
        """Show why a run failed, and offer to run again; a button opens ``details`` in a dialog."""
        self._themes.set_icon(self._icon, "warning", "warning")
        self._text.setText(text)
        self._details, self._warning = details, None
        self.offer()
        with handing_on_focus(self, self._retry_button):
            self._details_button.setVisible(bool(details))
            self._retry_button.setVisible(can_run_again)
            self._remedy_button.hide()
            self._health_button.hide()
        self.show()

    def show_warning(self, warning: RunWarning, remedy: Remedy | None) -> None:
        """Show why the network does not learn, and offer ``remedy`` and the Health view."""
        seen = warning.evidence.split(". ")[0].removesuffix(".")  # the card has the rest
        self.show_failure(f"{warning.cause[:1].upper()}{warning.cause[1:]}. {seen}.", can_run_again=False)
        self._warning, self._remedy = warning, remedy
        self._health_button.show()
        if remedy is not None:
            self._remedy_button.setText(remedy.text)
            self._remedy_button.setToolTip(f"{warning.reason} The Health view says more")
            self._remedy_button.show()

    def show_question(self, text: str, *choices: Choice) -> None:
        """Show ``text`` and a button for each of the ``choices``, two at most."""
        self.show_failure(text, can_run_again=False)
        self.offer(*choices)

    def offer(self, *choices: Choice) -> None:
        """Show a button for each of the ``choices``, two at most, below the message that is shown."""
        self._choices = choices
        with handing_on_focus(self):
            for index, button in enumerate(self._choice_buttons):
                button.setVisible(index < len(choices))
                if index < len(choices):
                    button.setText(choices[index].label)
                    button.setToolTip(choices[index].hint)

    def dismiss_question(self) -> None:
        """Hide the message if it has choices."""
        if self._choices:
            self.dismiss()

    def dismiss_warning(self) -> None:
        """Hide the message if it is that of a warning."""
        if self._warning is not None:
            self.dismiss()

    @Slot()
    def dismiss(self) -> None:
        """Hide the message and give no other control the focus, so that Space starts a run."""
        with handing_on_focus(self):
            self.hide()
        self._choices = ()

    @Slot()
    def _on_choice(self, index: int) -> None:
        choice = self._choices[index]
        self.dismiss()
        choice.act()

    @Slot()
    def _on_remedy(self) -> None:
        warning, remedy = self._warning, self._remedy
        self.dismiss()
        if warning is not None and remedy is not None:
            self.remedy_wanted.emit(warning, remedy)

    @Slot()
    def _on_details(self) -> None:
        box = QMessageBox(self)
        box.setWindowTitle("Details")
        box.setText(self._text.text())
        box.setInformativeText("Please include the text below when you report this problem.")
        box.setDetailedText(self._details)
        box.open()

    @Slot()
    def _on_retry(self) -> None:
        self.dismiss()
        self.retry_requested.emit()
