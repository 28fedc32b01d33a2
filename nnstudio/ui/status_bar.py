"""The status bar: the data set, a link to MNIST while it is missing, and the result."""

import math

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QLabel, QStatusBar, QWidget

from nnstudio.data.mnist import Mnist
from nnstudio.number_text import percent
from nnstudio.runs.events import RunEnded
from nnstudio.session.dataset_library import DatasetLibrary
from nnstudio.session.session import TrainingSession
from nnstudio.session.workspace import Workspace
from nnstudio.ui.focus import handing_on_focus
from nnstudio.ui.link_label import LinkLabel
from nnstudio.ui.results.stopping_status import StoppingStatus


class StatusBar(QStatusBar):
    """Listens to the session, the settings and the data sets."""

    mnist_requested = Signal()
    """The link to MNIST was clicked."""

    def __init__(
        self, session: TrainingSession, workspace: Workspace, library: DatasetLibrary, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._workspace = workspace
        self._library = library
        self._dataset, self._result = QLabel(), QLabel()
        self._result.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._get_mnist = LinkLabel("Get MNIST")
        self._get_mnist.setToolTip("Show how to get MNIST; your data set stays selected")
        self._get_mnist.linkActivated.connect(self._on_link_activated)
        self.setSizeGripEnabled(False)
        for widget in (self._dataset, self._get_mnist, StoppingStatus(session)):
            self.addWidget(widget)
        self.addPermanentWidget(self._result)
        session.state_changed.connect(self._show_all)
        session.shown_run_changed.connect(self._show_all)
        workspace.changed.connect(self._show_all)
        library.download_changed.connect(self._on_download_changed)
        self._show_all()

    @property
    def result(self) -> str:
        """The result of the shown run; empty while a run is going on."""
        return self._result.text()

    @Slot()
    def _show_all(self) -> None:
        session = self._session
        self._show_whether_mnist_is_missing()  # its files may have come in another way
        if not session.is_active:
            self._dataset.setText(self._workspace.settings.data.dataset.label)
        ended = session.shown_run.ended if session.shown_run and not session.is_active else None
        self._result.setText(_text(ended) if ended else "")
        self._result.setToolTip(str(ended.folder) if ended else "")

    @Slot(str)
    def _on_link_activated(self, _link: str) -> None:
        self.mnist_requested.emit()

    @Slot(str)
    def _on_download_changed(self, _key: str) -> None:
        self._show_whether_mnist_is_missing()

    def _show_whether_mnist_is_missing(self) -> None:
        with handing_on_focus(self._get_mnist):
            self._get_mnist.setVisible(not self._library.is_present(Mnist()))


def _text(ended: RunEnded) -> str:
    """Return the test accuracy of each set of weights, and where the run is kept."""
    if math.isnan(ended.last.test.accuracy):
        return f"Not evaluated on the test set, kept in {ended.folder.name}"
    accuracies = [f"{percent(result.test.accuracy)} ({name} weights)" for name, result in ended.results.items()]
    return f"Test accuracy {', '.join(accuracies)}, kept in {ended.folder.name}"
