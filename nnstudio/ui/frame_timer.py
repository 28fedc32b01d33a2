"""One timer for everything that moves: plots draw when it says so, and only if something changed."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

FRAMES_PER_SECOND = 30
BEATS = 3
"""Parts of a frame. What is drawn on different beats never makes the window wait for both at once."""


class FrameTimer(QObject):
    """Gives every part of the window its beat, 30 times a second."""

    _first_beat = Signal()
    _second_beat = Signal()
    _third_beat = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._signals = (self._first_beat, self._second_beat, self._third_beat)
        self._beat = 0
        self._parts = 0
        self._timer = QTimer(self, interval=1000 // FRAMES_PER_SECOND // BEATS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_timeout)
        self._timer.start()

    def add(self, draw: Callable[[], None]) -> None:
        """Call the slot ``draw`` on every frame, on the beat that is next in turn."""
        self._signals[self._parts % BEATS].connect(draw)
        self._parts += 1

    def stop(self) -> None:
        """Tick no more, as when the window is closed."""
        self._timer.stop()

    @Slot()
    def _on_timeout(self) -> None:
        self._beat = (self._beat + 1) % BEATS
        self._signals[self._beat].emit()
