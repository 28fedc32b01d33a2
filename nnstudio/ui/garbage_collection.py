"""Python's garbage collector, kept in the thread of the window.

Left alone, it runs in whatever thread allocates, also in the one that waits for the trainer; widgets that it finds
there would be destroyed outside of their own thread, which crashes Qt.
"""

import gc

from PySide6.QtCore import QObject, QTimer, Slot

INTERVAL = 500
"""Milliseconds between two looks at what has gathered."""


class GarbageCollection(QObject):
    """Collects in its own thread, as often as Python itself would, until it is stopped."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.collect()
        gc.disable()
        self._timer = QTimer(self, interval=INTERVAL)
        self._timer.timeout.connect(self._on_timeout)
        self._timer.start()

    def stop(self) -> None:
        """Leave collecting to Python again, as when the window and its threads are gone."""
        self._timer.stop()
        gc.enable()

    @Slot()
    def _on_timeout(self) -> None:
        for generation in (2, 1, 0):
            if gc.get_count()[generation] > gc.get_threshold()[generation]:
                gc.collect(generation)
                return
