"""Scrolls to a widget that has just been shown."""

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QScrollArea, QWidget

SETTLED = 300
"""Milliseconds after which everything has its place; whatever changes later does not scroll any more."""


class ScrollTo(QObject):
    """Brings widgets of ``area`` into view, once they have their place."""

    def __init__(self, area: QScrollArea) -> None:
        super().__init__(area)
        self._area = area
        self._wanted: QWidget | None = None
        self._settled = QTimer(self, interval=SETTLED, singleShot=True)
        self._settled.timeout.connect(self._on_settled)
        area.verticalScrollBar().rangeChanged.connect(self._scroll)

    def show(self, widget: QWidget) -> None:
        """Scroll to ``widget`` as soon as the layout is done."""
        self._wanted = widget
        self._settled.start()
        QTimer.singleShot(0, self, self._scroll)

    @Slot()
    def _scroll(self) -> None:
        if self._wanted is not None:
            self._area.ensureWidgetVisible(self._wanted, 0, 0)

    @Slot()
    def _on_settled(self) -> None:
        self._scroll()
        self._wanted = None
