"""The warnings of the run that is shown, each with what can be done about it."""

from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from nnstudio.runs.run_warning import Remedy, RunWarning
from nnstudio.session.health_watch import HealthWatch
from nnstudio.session.session import TrainingSession
from nnstudio.session.state import Action
from nnstudio.session.workspace import Workspace
from nnstudio.ui.focus import handing_on_focus
from nnstudio.ui.health.finding_card import FindingCard
from nnstudio.ui.run_actions import RunActions
from nnstudio.ui.theme import ThemeController, mark
from nnstudio.ui.wrapping_row import WrappingRow

NO_RUN = "Warnings about a run appear here while it trains."
NO_WARNING = "The run that is shown gives no cause for a warning."
MOST_REMEDIES = 2
IS_OVER = "{}: only while the run trains"
LIVE = "Change this setting of the run while it trains. The change is marked on the curves, and Undo takes it back"
NEW_RUN = "Start a new run with this setting and otherwise the same ones. Undo takes the setting back"
STOP = "End the run here, if it still trains, and predict with the weights of its best evaluation"


class WarningCard(FindingCard):
    """One warning with a button for each remedy."""

    def __init__(self, cards: "WarningCards", themes: ThemeController) -> None:
        super().__init__(themes)
        self._cards = cards
        self._remedies: tuple[Remedy, ...] = ()
        self.buttons = tuple(QPushButton() for _ in range(MOST_REMEDIES))
        for index, button in enumerate(self.buttons):
            button.clicked.connect(partial(self._on_clicked, index))
        self.column.addWidget(WrappingRow(self.buttons, 8))
        self.set_look("warning", "warning", "warning")

    def show_warning(self, warning: RunWarning, is_active: bool) -> None:
        """Show ``warning``; live changes are offered only while a run ``is_active``."""
        self._remedies = warning.remedies
        self.show_texts(warning.cause, "", warning.evidence, warning.reason, "")
        with handing_on_focus(self, *self.buttons):
            for index, button in enumerate(self.buttons):
                button.setVisible(index < len(warning.remedies))
                if index < len(warning.remedies):
                    remedy = warning.remedies[index]
                    can_do = is_active or not remedy.is_live
                    button.setText(remedy.text)
                    button.setAccessibleName(f"{remedy.text}, because of {warning.cause}")
                    button.setEnabled(can_do)
                    hint = STOP if not remedy.path else LIVE if remedy.is_live else NEW_RUN
                    button.setToolTip(hint if can_do else IS_OVER.format(remedy.text))
        self.show()

    def _on_clicked(self, index: int) -> None:
        self._cards.apply(self._remedies[index])


class WarningCards(QWidget):
    """Cards for the warnings, or a line that says that there are none."""

    def __init__(
        self,
        watch: HealthWatch,
        session: TrainingSession,
        workspace: Workspace,
        run_actions: RunActions,
        themes: ThemeController,
    ) -> None:
        super().__init__()
        self._watch, self._session, self._workspace = watch, session, workspace
        self._run_actions, self._themes = run_actions, themes
        self._is_best_wanted = False
        self._none = QLabel(NO_RUN)
        mark(self._none, "role", "muted")
        self._none.setWordWrap(True)
        self._cards: list[WarningCard] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(12)
        self._column.addWidget(self._none)
        watch.changed.connect(self._show)
        session.state_changed.connect(self._on_state_changed)
        themes.theme_changed.connect(self._on_theme_changed)

    @property
    def shown(self) -> list[WarningCard]:
        """The cards that are shown."""
        return [card for card in self._cards if not card.isHidden()]

    @property
    def text(self) -> str:
        """What is said in place of warnings; empty if there are some."""
        return "" if self._none.isHidden() else self._none.text()

    def apply(self, remedy: Remedy) -> None:
        """Change the run as ``remedy`` says."""
        if not remedy.path:
            self._is_best_wanted = True
            self._session.stop()
            self._show_best()
        elif remedy.is_live:
            self._workspace.set(remedy.path, remedy.value)
        else:
            self._run_actions.run_with(remedy.path, remedy.value)

    def _show_best(self) -> None:
        if self._is_best_wanted and not self._session.is_active:
            self._is_best_wanted = False
            self._session.show_saved("best")

    @Slot()
    def _show(self) -> None:
        warnings = self._watch.warnings
        while len(self._cards) < len(warnings):
            self._cards.append(WarningCard(self, self._themes))
            self._column.addWidget(self._cards[-1])
        is_active = self._session.allows(Action.STOP)
        with handing_on_focus(self):
            for index, card in enumerate(self._cards):
                if index < len(warnings):
                    card.show_warning(warnings[index], is_active)
                else:
                    card.hide()
        self._none.setText(NO_WARNING if self._watch.is_judged else NO_RUN)
        self._none.setVisible(not warnings)

    @Slot()
    def _on_state_changed(self) -> None:
        self._show()
        self._show_best()

    @Slot()
    def _on_theme_changed(self) -> None:
        for card in self._cards:
            card.fit_theme()
