"""A place in a layout for a widget whose texts change many times a second."""

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget


class StillArea(QWidget):
    """Holds one widget, and lets the layouts around it be computed anew only if that widget needs another size.

    With each new text of a label Qt computes all layouts up to the window's, some milliseconds of work, although hardly
    any text needs another size here.
    """

    def __init__(self, content: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._content = content
        content.setParent(self)
        self.setSizePolicy(content.sizePolicy())
        self._needed = self._sizes()

    def sizeHint(self) -> QSize:
        """Return that of the content."""
        return self._content.sizeHint().expandedTo(self.minimumSizeHint()).boundedTo(self._content.maximumSize())

    def minimumSizeHint(self) -> QSize:
        """Return the smallest size of the content, as a layout would see it."""
        content = self._content
        return content.minimumSizeHint().expandedTo(content.minimumSize()).boundedTo(content.maximumSize())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the content all the room."""
        super().resizeEvent(event)
        self._content.resize(event.size())

    def event(self, event: QEvent) -> bool:
        """Pass on to the layouts around it that the content needs another size."""
        if event.type() == QEvent.Type.LayoutRequest and self._sizes() != self._needed:
            self._needed = self._sizes()
            self.updateGeometry()
        return super().event(event)

    def _sizes(self) -> tuple[QSize, QSize]:
        return self.sizeHint(), self.minimumSizeHint()
