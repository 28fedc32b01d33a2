"""When the trainer is asked for the parameters."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Slot

INTERVAL = 100
"""Milliseconds between snapshots while training; the next is requested only after the last has arrived."""


class SnapshotRequests(QObject):
    """Calls ``request`` while training, as often as snapshots arrive."""

    def __init__(self, request: Callable[[], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._request = request
        self._is_due = False
        self._timer = QTimer(self, interval=INTERVAL)
        self._timer.timeout.connect(self._on_timer)

    def begin(self) -> None:
        """Request snapshots from now on."""
        self._is_due = True
        self._timer.start()

    def end(self) -> None:
        """Request none any more."""
        self._timer.stop()

    def note_arrival(self) -> None:
        """Request the next one when it is time."""
        self._is_due = True

    @Slot()
    def _on_timer(self) -> None:
        if self._is_due:
            self._is_due = False
            self._request()
