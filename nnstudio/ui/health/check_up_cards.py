"""The check-up of the settings: its button, its progress, and a card for each check."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from nnstudio.runs.check_up_findings import neat, rate_text
from nnstudio.runs.check_up_report import Check, CheckUp, Finding, Verdict
from nnstudio.session.settings_check_up import SettingsCheckUp
from nnstudio.session.workspace import Workspace
from nnstudio.spec.paths import replace
from nnstudio.ui.data.offer import as_text
from nnstudio.ui.focus import handing_on_focus
from nnstudio.ui.health.finding_card import FindingCard
from nnstudio.ui.health.range_plot import RangePlot
from nnstudio.ui.theme import Theme, ThemeController, mark
from nnstudio.ui.wrapping_row import WrappingRow

EXPLANATION = (
    "A check-up looks at the settings before a run: the first loss, whether the network can learn one batch by heart, "
    "its gradients, and which learning rates make the loss fall. It takes a few seconds, works on a copy and changes "
    "nothing."
)
BUTTON = "Check up these settings"
HINT = "Check the settings at the left; nothing is trained or changed"
IN_PROGRESS = "Check up these settings: one is being checked"
OTHER_SETTINGS = "The settings have changed since. Check them up again."
USE = "Train with this learning rate: it goes into the settings, and into a run in progress"
USED = "Use this learning rate: the settings have it already"
CHANGED = "Use this learning rate: the settings have changed since, so check them up first"
LEARNING_RATE = "training.optimizer.learning_rate"
LOOKS = {
    Verdict.FINE: ("check", "accent", "badge"),
    Verdict.LOOK: ("warning", "warning", "warning"),
    Verdict.FAULT: ("warning", "error", "problem"),
}


class CheckUpHead(QFrame):
    """What a check-up is, the button that starts it, and its progress."""

    def __init__(self, check_up: SettingsCheckUp, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        mark(self, "card", True)
        self._check_up, self._workspace = check_up, workspace
        self.button, self.cancel_button = QPushButton(BUTTON), QPushButton("Cancel")
        self.cancel_button.setToolTip("End the check-up; nothing was changed")
        self.cancel_button.setAccessibleName("Cancel the check-up")
        mark(self.button, "primary", True)
        self.button.clicked.connect(self._on_start)
        self.cancel_button.clicked.connect(check_up.cancel)
        title, text = QLabel("Check-up"), QLabel(EXPLANATION)
        mark(title, "role", "heading")
        mark(text, "role", "muted")
        self._bar, self._status, self._problem = QProgressBar(), QLabel(), QLabel()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName("Progress of the check-up")
        mark(self._status, "role", "caption")
        mark(self._problem, "role", "problem")
        for label in (text, self._status, self._problem):
            label.setWordWrap(True)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.button)
        row.addWidget(self.cancel_button)
        row.addWidget(self._bar, 1)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        for widget in (title, text):
            column.addWidget(widget)
        column.addLayout(row)
        column.addWidget(self._status)
        column.addWidget(self._problem)
        check_up.changed.connect(self._show)
        workspace.changed.connect(self._show)
        self._show()

    @property
    def status(self) -> str:
        """What is said below the button: the step in progress, or that other settings were checked."""
        return self._status.text()

    @property
    def problem(self) -> str:
        """Why the last check-up failed; empty if it did not."""
        return self._problem.text()

    @Slot()
    def _show(self) -> None:
        check_up = self._check_up
        progress, result = check_up.progress, check_up.result
        with handing_on_focus(self, self.button, self.cancel_button):
            self.button.setEnabled(progress is None)
            self.button.setToolTip(HINT if progress is None else IN_PROGRESS)
            self.cancel_button.setVisible(progress is not None)
        self._bar.setVisible(progress is not None)
        status = ""
        if progress is not None:
            self._bar.setRange(0, progress.total)
            self._bar.setValue(progress.done)
            status = f"{progress.what} …"
        elif result is not None and result.settings != self._workspace.settings:
            status = OTHER_SETTINGS
        self._status.setText(status)
        self._status.setVisible(bool(status))
        self._problem.setText(as_text(check_up.error))
        self._problem.setVisible(bool(self._problem.text()))

    @Slot()
    def _on_start(self) -> None:
        self._check_up.start(self._workspace.settings)


class LearningRateCard(FindingCard):
    """The finding about the learning rate, with the range test and buttons to use one of its rates."""

    def __init__(self, check_up: SettingsCheckUp, workspace: Workspace, themes: ThemeController) -> None:
        super().__init__(themes)
        self._check_up, self._workspace = check_up, workspace
        self.plot = RangePlot(themes.theme)
        self.use_tenth, self.use_steepest = QPushButton(), QPushButton()
        self.use_tenth.clicked.connect(self._on_use_tenth)
        self.use_steepest.clicked.connect(self._on_use_steepest)
        self.column.addWidget(self.plot)
        self.column.addWidget(WrappingRow((self.use_tenth, self.use_steepest), 8))
        workspace.changed.connect(self.show_buttons)

    def show_test(self, result: CheckUp) -> None:
        """Show the range test of ``result``."""
        self.plot.show_test(result.measured.range_test, result.settings.training.optimizer.learning_rate)
        self.show_buttons()

    @Slot()
    def show_buttons(self) -> None:
        """Offer the marked rates, as long as they are of these settings."""
        result = self._check_up.result
        if result is None:
            return
        test, settings = result.measured.range_test, self._workspace.settings
        rate = settings.training.optimizer.learning_rate
        is_of_these = replace(result.settings, LEARNING_RATE, rate) == settings
        offers = (
            (self.use_tenth, test.tenth_of_minimum, "Use this learning rate: {}"),
            (self.use_steepest, test.steepest, "Use the steepest: {}"),
        )
        with handing_on_focus(self, self.use_tenth, self.use_steepest):
            for button, offered, text in offers:
                button.setVisible(offered is not None)
                if offered is not None:
                    is_used = rate == neat(offered)
                    button.setText(text.format(rate_text(offered)))
                    button.setEnabled(is_of_these and not is_used)
                    button.setToolTip(CHANGED if not is_of_these else USED if is_used else USE)

    @Slot()
    def _on_use_tenth(self) -> None:
        result = self._check_up.result
        self._use(result.measured.range_test.tenth_of_minimum if result else None)

    @Slot()
    def _on_use_steepest(self) -> None:
        result = self._check_up.result
        self._use(result.measured.range_test.steepest if result else None)

    def _use(self, rate: float | None) -> None:
        if rate is not None:
            self._workspace.set(LEARNING_RATE, neat(rate))


class CheckUpCards(QWidget):
    """The head, and below it a card for each check once there is a result."""

    def __init__(self, check_up: SettingsCheckUp, workspace: Workspace, themes: ThemeController) -> None:
        super().__init__()
        self._check_up = check_up
        self._shown: CheckUp | None = None
        self.head = CheckUpHead(check_up, workspace)
        self.learning_rate = LearningRateCard(check_up, workspace, themes)
        self.cards = {check: FindingCard(themes) for check in Check} | {Check.LEARNING_RATE: self.learning_rate}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.head)
        for card in self.cards.values():
            column.addWidget(card)
            card.hide()
        check_up.changed.connect(self._show)
        themes.theme_changed.connect(self._on_theme_changed)

    @Slot()
    def _show(self) -> None:
        result = self._check_up.result
        if result is None or result is self._shown:
            return
        self._shown = result
        for finding in result.findings:
            self._show_finding(self.cards[finding.check], finding)
        self.learning_rate.show_test(result)

    def _show_finding(self, card: FindingCard, finding: Finding) -> None:
        card.show_texts(finding.check, finding.verdict, finding.evidence, finding.reason, finding.remedy)
        card.set_look(*LOOKS[finding.verdict])
        card.show()

    @Slot(object)
    def _on_theme_changed(self, theme: Theme) -> None:
        for card in self.cards.values():
            card.fit_theme()
        self.learning_rate.plot.set_theme(theme)
