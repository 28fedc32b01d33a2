"""Scrolls to a widget that has just been shown."""

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QScrollArea, QWidget


class ScrollTo(QObject):
    """Brings widgets of ``area`` into view, once they have their place."""

    def __init__(self, area: QScrollArea) -> None:
        super().__init__(area)
        self._area = area
        self._wanted: QWidget | None = None

    def show(self, widget: QWidget) -> None:
        """Scroll to ``widget`` as soon as the layout is done."""
        self._wanted = widget
        QTimer.singleShot(0, self, self._scroll)

    @Slot()
    def _scroll(self) -> None:
        if self._wanted is not None:
            self._area.ensureWidgetVisible(self._wanted, 0, 0)
