"""The Health view: a check-up of the settings before a run."""

from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from nnstudio.session.settings_check_up import SettingsCheckUp
from nnstudio.session.workspace import Workspace
from nnstudio.ui.health.check_up_cards import CheckUpCards
from nnstudio.ui.theme import ThemeController, mark


class HealthView(QScrollArea):
    """Shows the parts one below the other."""

    def __init__(
        self,
        check_up: SettingsCheckUp,
        workspace: Workspace,
        themes: ThemeController,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.check_up = CheckUpCards(check_up, workspace, themes)
        page = QWidget()
        mark(page, "page", True)
        column = QVBoxLayout(page)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(12)
        column.addWidget(self.check_up)
        column.addStretch(1)
        self.setWidget(page)
        self.setWidgetResizable(True)
