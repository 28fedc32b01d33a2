"""The Health view: warnings about the run that is shown, and a check-up of the settings before a run."""

from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from nnstudio.session.health_watch import HealthWatch
from nnstudio.session.settings_check_up import SettingsCheckUp
from nnstudio.session.workspace import Workspace
from nnstudio.ui.health.check_up_cards import CheckUpCards
from nnstudio.ui.health.remedies import Remedies
from nnstudio.ui.health.warning_cards import WarningCards
from nnstudio.ui.requests import Requests
from nnstudio.ui.theme import ThemeController, mark


class HealthView(QScrollArea):
    """Shows the parts one below the other."""

    def __init__(
        self,
        watch: HealthWatch,
        remedies: Remedies,
        check_up: SettingsCheckUp,
        workspace: Workspace,
        requests: Requests,
        themes: ThemeController,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.warnings = WarningCards(watch, remedies, requests, themes)
        self.check_up = CheckUpCards(check_up, workspace, themes)
        page = QWidget()
        mark(page, "page", True)
        column = QVBoxLayout(page)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(12)
        column.addWidget(self.warnings)
        column.addWidget(self.check_up)
        column.addStretch(1)
        self.setWidget(page)
        self.setWidgetResizable(True)
