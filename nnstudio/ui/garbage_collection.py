"""Runs Python's garbage collector in the thread of the window only.

By default the collector runs in whichever thread allocates, including the one that waits for the trainer. It would
destroy widgets outside their own thread there, which crashes Qt.
"""

import gc

from PySide6.QtCore import QObject, QTimer, Slot

INTERVAL = 500
"""Milliseconds between two checks whether a collection is due."""


class GarbageCollection(QObject):
    """Collects garbage in the thread it was created in, at Python's own thresholds, until it is stopped."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self, interval=INTERVAL)
        self._timer.timeout.connect(self._on_timeout)
        self._timer.start()

    def stop(self) -> None:
        """Switch Python's automatic collection on again, once the window and its threads are gone."""
        self._timer.stop()
        gc.enable()

    @Slot()
    def _on_timeout(self) -> None:
        for generation in (2, 1, 0):
            if gc.get_count()[generation] > gc.get_threshold()[generation]:
                gc.collect(generation)
                return
