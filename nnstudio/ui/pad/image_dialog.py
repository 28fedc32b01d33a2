"""Asks for an image file and puts it on the pad."""

from PySide6.QtCore import QMimeData, QObject, QUrl, Slot
from PySide6.QtWidgets import QFileDialog

from nnstudio.ui.pad.canvas import Canvas

FILES = "Images (*.png *.jpg *.jpeg *.bmp *.gif);;All files (*)"


class ImageDialog(QObject):
    """Opens images on ``canvas``, which is its parent."""

    def __init__(self, canvas: Canvas) -> None:
        super().__init__(canvas)
        self._canvas = canvas

    @Slot()
    def ask(self) -> None:
        """Ask for a file; the pad then shows the image, or why it was refused."""
        dialog = QFileDialog(self._canvas.window(), "Open an image on the pad")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(FILES)
        dialog.fileSelected.connect(self.put)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot(str)
    def put(self, path: str) -> None:
        """Put the image in the file ``path`` on the pad."""
        content = QMimeData()
        content.setUrls([QUrl.fromLocalFile(path)])
        self._canvas.put_image(content)
