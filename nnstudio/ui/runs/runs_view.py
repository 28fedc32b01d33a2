"""The Runs view: all kept runs in a table, the checked ones compared, and experiments, which make many of them."""

from functools import partial

from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from nnstudio.session.checked_runs import CheckedRuns
from nnstudio.session.compared_runs import ComparedRuns
from nnstudio.session.compared_weights import ComparedWeights
from nnstudio.session.run_library import RunLibrary
from nnstudio.session.run_opener import RunOpener
from nnstudio.session.session import TrainingSession
from nnstudio.session.workspace import Workspace
from nnstudio.ui.frame_timer import FrameTimer
from nnstudio.ui.run_actions import RunActions
from nnstudio.ui.runs.compare_page import ComparePage
from nnstudio.ui.runs.runs_page import RunsPage
from nnstudio.ui.theme import ThemeController


class RunsView(QWidget):
    """Three pages: the table, what is compared, and the ``experiments``."""

    def __init__(
        self,
        library: RunLibrary,
        opener: RunOpener,
        checked: CheckedRuns,
        compared: ComparedRuns,
        weights: ComparedWeights,
        session: TrainingSession,
        workspace: Workspace,
        run_actions: RunActions,
        themes: ThemeController,
        frames: FrameTimer,
        experiments: QWidget,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.listed = RunsPage(library, opener, checked, session, workspace, run_actions, themes)
        self.compared = ComparePage(library, checked, compared, weights, themes, frames)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setAccessibleName("Pages of the Runs view")
        self.tabs.tabBar().setToolTip("All runs, those that are checked, or experiments; Left and Right change them")
        self.tabs.addTab(self.listed, "All runs")
        self.tabs.addTab(self.compared, "Compare")
        self.tabs.addTab(experiments, "Experiments")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.tabs)
        self.listed.commands.comparing_wanted.connect(partial(self.tabs.setCurrentIndex, 1))
        self.compared.table_wanted.connect(partial(self.tabs.setCurrentIndex, 0))
