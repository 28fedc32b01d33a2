"""The Inside view: the network with its real weights, alive while it learns and while one draws."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnstudio.session.lit_picture import LitPicture
from nnstudio.session.network_inspection import NetworkInspection
from nnstudio.session.session import TrainingSession
from nnstudio.ui.frame_timer import FrameTimer
from nnstudio.ui.inside.network_page import NetworkPage
from nnstudio.ui.theme import ThemeController


class InsideView(QWidget):
    """Shows the active network; everything is computed only while the view is visible."""

    def __init__(
        self,
        session: TrainingSession,
        picture: LitPicture,
        inspection: NetworkInspection,
        themes: ThemeController,
        frames: FrameTimer,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.network = NetworkPage(session, picture, inspection, themes, frames)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.network)
