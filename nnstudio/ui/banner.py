"""A message above the views that stays until it is dismissed and never blocks the window."""

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMessageBox, QPushButton, QToolButton, QWidget

from nnstudio.runs.learning_problem import LearningProblem
from nnstudio.ui.focus import handing_on_focus
from nnstudio.ui.theme import ThemeController, mark


class Banner(QFrame):
    """Shows what went wrong and offers to run again or otherwise; hidden while there is no message."""

    retry_requested = Signal()
    rate_requested = Signal(float)
    """A run with another learning rate was asked for."""

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
        self._rate_button = QPushButton()
        self._problem: LearningProblem | None = None
        self._rate_button.setToolTip("Train a new network with this learning rate and otherwise the same settings")
        self._rate_button.clicked.connect(self._on_rate)
        self._details_button.clicked.connect(self._on_details)
        self._retry_button.clicked.connect(self._on_retry)
        mark(self, "panel", True)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 8, 8, 8)
        row.setSpacing(8)
        row.addWidget(icon)
        row.addWidget(self._text, 1)
        for button in (self._details_button, self._retry_button, self._rate_button, close):
            row.addWidget(button)
        self.hide()

    @property
    def text(self) -> str:
        """The message."""
        return self._text.text()

    def show_failure(self, text: str, details: str = "", can_run_again: bool = True) -> None:
        """Show why a run failed, and offer to run again; a button opens ``details`` in a dialog."""
        self._themes.set_icon(self._icon, "warning", "warning")
        self._text.setText(text)
        self._details, self._problem = details, None
        with handing_on_focus(self, self._retry_button):
            self._details_button.setVisible(bool(details))
            self._retry_button.setVisible(can_run_again)
            self._rate_button.hide()
        self.show()

    @Slot(object)
    def show_problem(self, problem: LearningProblem | None) -> None:
        """Show that learning fails, and offer a run with another learning rate; hide that for None."""
        if problem is None:
            if self._problem is not None:
                self.dismiss()
            return
        self.show_failure(problem.text, can_run_again=False)
        self._problem = problem
        if problem.learning_rate is not None:
            self._rate_button.setText(f"Run with learning rate {problem.learning_rate:g}")
            self._rate_button.show()

    @Slot()
    def dismiss(self) -> None:
        """Hide the message and give no other control the focus, so that Space starts a run."""
        with handing_on_focus(self):
            self.hide()

    @Slot()
    def _on_rate(self) -> None:
        problem = self._problem
        self.dismiss()
        if problem is not None and problem.learning_rate is not None:
            self.rate_requested.emit(problem.learning_rate)

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
