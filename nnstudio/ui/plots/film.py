"""A film of the timeline: what a view shows at one snapshot of the run after the other."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
from PySide6.QtCore import QDir, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog, QMainWindow, QMessageBox, QWidget

from nnstudio.session.film_writer import FilmWriter, Frame
from nnstudio.session.timeline import Timeline

MOST = 60
"""Pictures of a film; of more snapshots, some are left out evenly."""
WIDTH = 720
"""Of a picture, in pixels, at most."""
INTERVAL = 160
"""Milliseconds for a picture: all plots have drawn it by then."""


class Film(QObject):
    """Goes through the snapshots, takes a picture of a widget at each, and has them written as a GIF."""

    changed = Signal()
    """A film is begun or over."""

    def __init__(self, timeline: Timeline, writer: FilmWriter, filmed: Callable[[], QWidget], parent: QWidget) -> None:
        """Take pictures of the widget that ``filmed`` returns when the film begins; ``parent`` is in its window."""
        super().__init__(parent)
        self._timeline, self._writer, self._filmed, self._parent = timeline, writer, filmed, parent
        self._widget = parent
        self._path = Path()
        self._coming: list[int] = []
        self._frames: list[Frame] = []
        self._timer = QTimer(self, interval=INTERVAL)
        self._timer.timeout.connect(self._take)
        writer.written.connect(self._on_written)
        writer.cancelled.connect(self.changed)
        writer.failed.connect(self._on_failed)
        timeline.changed.connect(self._on_timeline_changed)

    @property
    def is_active(self) -> bool:
        """Whether pictures are being taken or written."""
        return self._timer.isActive() or self._writer.is_active

    @Slot()
    def ask(self) -> None:
        """Ask for a file, then make the film."""
        dialog = QFileDialog(self._parent.window(), "Film of the run")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters(["Animated GIF (*.gif)"])
        dialog.setDefaultSuffix("gif")
        dialog.setDirectory(QDir.homePath())
        dialog.selectFile("training.gif")
        dialog.fileSelected.connect(self.make)
        dialog.open()

    @Slot(str)
    def make(self, path: str) -> None:
        """Make the film and save it at ``path``; say in the status bar when it is done."""
        count = len(self._timeline.places)
        if count == 0 or self.is_active:
            return
        self._path, self._frames, self._widget = Path(path), [], self._filmed()
        self._coming = sorted({round(index) for index in np.linspace(0, count - 1, min(count, MOST))})
        self._timeline.go_to(self._coming[0])
        self._timer.start()
        self.changed.emit()

    @Slot()
    def stop(self) -> None:
        """Take no more pictures, and make no film of those that were taken."""
        self._timer.stop()
        self._writer.cancel()
        self._frames = []
        self.changed.emit()

    @Slot()
    def _take(self) -> None:
        self._frames.append(_picture(self._widget))
        del self._coming[0]
        if self._coming:
            self._timeline.go_to(self._coming[0])
            return
        self._timer.stop()
        self._timeline.leave()
        self._writer.write(self._path, self._frames)
        self._frames = []
        self.changed.emit()

    @Slot()
    def _on_timeline_changed(self) -> None:
        """Stop if somebody else has gone to another step."""
        if self._timer.isActive() and self._coming and self._timeline.index != self._coming[0]:
            self.stop()

    @Slot(str)
    def _on_written(self, path: str) -> None:
        window = self._parent.window()
        if isinstance(window, QMainWindow):
            window.statusBar().showMessage(f"Saved as {path}", 5000)
        self.changed.emit()

    @Slot(str)
    def _on_failed(self, text: str) -> None:
        box = QMessageBox(QMessageBox.Icon.Warning, "Film of the run", text, parent=self._parent.window())
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.open()
        self.changed.emit()


def _picture(widget: QWidget) -> Frame:
    """Return what ``widget`` shows, at most `WIDTH` pixels wide."""
    image = widget.grab().toImage()
    if image.width() > WIDTH:
        image = image.scaledToWidth(WIDTH, Qt.TransformationMode.SmoothTransformation)
    image = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:, : 3 * image.width()].reshape(image.height(), image.width(), 3).copy()
