"""The Inside view: the network with its real weights, alive while it learns and while one draws."""

from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from nnstudio.session.lit_picture import LitPicture
from nnstudio.session.network_inspection import NetworkInspection
from nnstudio.session.session import TrainingSession
from nnstudio.session.step_walk import StepWalk
from nnstudio.ui.frame_timer import FrameTimer
from nnstudio.ui.inside.network_page import NetworkPage
from nnstudio.ui.inside.one_step_page import OneStepPage
from nnstudio.ui.inside.picture_bar import PictureBar
from nnstudio.ui.theme import ThemeController


class InsideView(QWidget):
    """Shows the active network, and one step of its training; computed only while the view is visible."""

    def __init__(
        self,
        session: TrainingSession,
        picture: LitPicture,
        inspection: NetworkInspection,
        walk: StepWalk,
        themes: ThemeController,
        frames: FrameTimer,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.picture_bar = PictureBar(session, picture, inspection, frames)
        self.network = NetworkPage(session, picture, inspection, themes, frames)
        self.one_step = OneStepPage(session, picture, walk, themes, frames)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setAccessibleName("Pages of the Inside view")
        self.tabs.tabBar().setToolTip("The network, or one step of its training; Left and Right change between them")
        self.tabs.addTab(self.network, "Network")
        self.tabs.addTab(self.one_step, "One step")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.picture_bar)
        column.addWidget(self.tabs, 1)
