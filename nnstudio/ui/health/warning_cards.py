"""The warnings of the run that is shown, each with what can be done about it."""

from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from nnstudio.runs.run_warning import Remedy, RunWarning
from nnstudio.session.health_watch import HealthWatch
from nnstudio.spec.change_text import in_a_sentence
from nnstudio.ui.focus import handing_on_focus
from nnstudio.ui.health.finding_card import FindingCard
from nnstudio.ui.health.remedies import Remedies
from nnstudio.ui.requests import Requests
from nnstudio.ui.theme import ThemeController, mark
from nnstudio.ui.wrapping_row import WrappingRow

NO_RUN = "Warnings about a run appear here while it trains."
NO_WARNING = "The run that is shown gives no cause for a warning."
MOST_REMEDIES = 3
LIVE = "Change this setting of the run while it trains. The change is marked on the curves, and can be taken back"
NEW_RUN = "Start a new run with this setting and otherwise the same ones. The setting can be taken back"
STOP = "End the run here, if it still trains, and predict with the weights of its best evaluation"
TAKE_BACK = {
    "live": "Change the setting back to what it was",
    "new": "Stop the new run, which is kept, and bring the settings back that were there before",
    "best": "Predict with the last weights of the run again; Train on continues it",
}


class WarningCard(FindingCard):
    """One warning with a button for each remedy, and one that leads to the plot of its evidence."""

    def __init__(self, remedies: Remedies, themes: ThemeController) -> None:
        super().__init__(themes)
        self._remedies = remedies
        self._warning: RunWarning | None = None
        self.buttons = tuple(QPushButton() for _ in range(MOST_REMEDIES))
        """Those of the remedies."""
        for index, button in enumerate(self.buttons):
            button.clicked.connect(partial(self._on_clicked, index))
        self.plot_button = QPushButton()
        self.plot_button.setToolTip("Open the Live view at the plot that shows this")
        self.column.addWidget(WrappingRow((*self.buttons, self.plot_button), 8))
        self.set_look("warning", "warning", "warning")

    @property
    def plot(self) -> str:
        """The label of the plot that shows the evidence."""
        return self._warning.plot if self._warning is not None else ""

    def show_warning(self, warning: RunWarning) -> None:
        """Show ``warning`` with the remedies that can be applied; the others say why they cannot."""
        self._warning = warning
        self.show_texts(warning.cause, "", warning.evidence, warning.reason, "")
        with handing_on_focus(self, *self.buttons, self.plot_button):
            for index, button in enumerate(self.buttons):
                button.setVisible(index < len(warning.remedies))
                if index < len(warning.remedies):
                    self._show_remedy(button, warning, warning.remedies[index])
        text = f"Show {in_a_sentence(warning.plot)}"
        self.plot_button.setText(text)
        self.plot_button.setAccessibleName(f"{text}, because of {warning.cause}")
        self.show()

    def _show_remedy(self, button: QPushButton, warning: RunWarning, remedy: Remedy) -> None:
        reason = self._remedies.reason_against(remedy)
        button.setText(remedy.text)
        button.setAccessibleName(f"{remedy.text}, because of {warning.cause}")
        button.setEnabled(not reason)
        hint = STOP if not remedy.path else LIVE if remedy.is_live else NEW_RUN
        button.setToolTip(f"{remedy.text}: {reason}" if reason else hint)

    def _on_clicked(self, index: int) -> None:
        if self._warning is not None:
            self._remedies.apply(self._warning, self._warning.remedies[index])


class AppliedRemedy(QFrame):
    """Says which remedy was applied last, and takes it back."""

    def __init__(self, remedies: Remedies) -> None:
        super().__init__()
        mark(self, "card", True)
        self._remedies = remedies
        self._label, self.button = QLabel(), QPushButton("Take back")
        self._label.setWordWrap(True)
        self.button.clicked.connect(remedies.take_back)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 16, 8)
        row.setSpacing(8)
        row.addWidget(self._label, 1)
        row.addWidget(self.button)
        remedies.changed.connect(self._show)
        self._show()

    @property
    def text(self) -> str:
        """What was done; empty if there is nothing to take back."""
        return "" if self.isHidden() else self._label.text()

    @Slot()
    def _show(self) -> None:
        applied = self._remedies.applied
        if applied is not None:
            remedy = applied.remedy
            self._label.setText(f"Done because of {applied.warning.cause}: {in_a_sentence(remedy.text)}.")
            self.button.setToolTip(TAKE_BACK["best" if not remedy.path else "live" if remedy.is_live else "new"])
            self.button.setAccessibleName(f"Take back: {remedy.text}")
        with handing_on_focus(self):
            self.setVisible(applied is not None)


class WarningCards(QWidget):
    """Cards for the warnings, or a line that says that there are none."""

    def __init__(self, watch: HealthWatch, remedies: Remedies, requests: Requests, themes: ThemeController) -> None:
        super().__init__()
        self._watch, self._remedies, self._requests, self._themes = watch, remedies, requests, themes
        self.applied = AppliedRemedy(remedies)
        self._none = QLabel(NO_RUN)
        mark(self._none, "role", "muted")
        self._none.setWordWrap(True)
        self._cards: list[WarningCard] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(12)
        self._column.addWidget(self.applied)
        self._column.addWidget(self._none)
        watch.changed.connect(self._show)
        remedies.changed.connect(self._show)
        themes.theme_changed.connect(self._on_theme_changed)
        self._show()

    @property
    def shown(self) -> list[WarningCard]:
        """The cards that are shown."""
        return [card for card in self._cards if not card.isHidden()]

    @property
    def text(self) -> str:
        """What is said in place of warnings; empty if there are some."""
        return "" if self._none.isHidden() else self._none.text()

    @Slot()
    def _show(self) -> None:
        warnings = self._watch.warnings
        while len(self._cards) < len(warnings):
            card = WarningCard(self._remedies, self._themes)
            card.plot_button.clicked.connect(partial(self._on_plot_clicked, card))
            self._cards.append(card)
            self._column.addWidget(card)
        with handing_on_focus(self):
            for index, card in enumerate(self._cards):
                if index < len(warnings):
                    card.show_warning(warnings[index])
                else:
                    card.hide()
        self._none.setText(NO_WARNING if self._watch.is_judged else NO_RUN)
        self._none.setVisible(not warnings)

    def _on_plot_clicked(self, card: WarningCard) -> None:
        self._requests.plot_wanted.emit(card.plot)

    @Slot()
    def _on_theme_changed(self) -> None:
        for card in self._cards:
            card.fit_theme()
