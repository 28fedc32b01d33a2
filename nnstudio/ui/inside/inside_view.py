"""The Inside view: the network with its real weights, alive while it learns and while one draws."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFrame, QScrollArea, QTabWidget, QVBoxLayout, QWidget

from nnstudio.session.lit_picture import LitPicture
from nnstudio.session.network_inspection import NetworkInspection
from nnstudio.session.session import TrainingSession
from nnstudio.session.step_walk import StepWalk
from nnstudio.ui.frame_timer import FrameTimer
from nnstudio.ui.inside.network_page import NetworkPage
from nnstudio.ui.inside.one_step_page import OneStepPage
from nnstudio.ui.inside.picture_bar import PictureBar
from nnstudio.ui.theme import ThemeController, mark, scaled

LOWEST_PAGE = 180
"""In pixels, without zoom: the least height of a page below the choice of a picture."""


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
        self._build(themes)

    def _build(self, themes: ThemeController) -> None:
        """Put both into an area that scrolls where a window is too low for them at its zoom."""
        page = QWidget()
        mark(page, "page", True)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(page)
        for host, parts in ((page, (self.picture_bar, self.tabs)), (self, (area,))):
            column = QVBoxLayout(host)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(0)
            for part in parts:
                column.addWidget(part, int(part is not self.picture_bar))
        themes.theme_changed.connect(self._fit_zoom)
        self._fit_zoom()

    @Slot()
    def _fit_zoom(self) -> None:
        self.tabs.setMinimumHeight(scaled(LOWEST_PAGE))
