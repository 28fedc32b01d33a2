"""Waiting for the first time that a widget is painted."""

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget

LONGEST_SECONDS = 60


class FirstPaint(QObject):
    """Records whether a widget has been painted."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.is_done = False
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 Qt's name
        """Look for a paint event; the widget is painted in the same turn of the event loop."""
        if event.type() == QEvent.Type.Paint:
            self.is_done = True
            watched.removeEventFilter(self)
        return False

    def wait(self) -> None:
        """Process events until the widget, and what it contains, has been painted."""
        process_until(lambda: self.is_done)


def process_until(is_reached: Callable[[], bool]) -> None:
    """Process events until ``is_reached``."""
    start = time.perf_counter()
    while not is_reached():
        assert time.perf_counter() - start < LONGEST_SECONDS, "the benchmark waits in vain"
        QApplication.processEvents()
