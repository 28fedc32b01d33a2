"""One timer for all drawing that follows a run: plots redraw on its signal, and only if something changed."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

FRAMES_PER_SECOND = 20
"""As fluent to the eye as 30 for curves that grow by a few pixels, at two thirds of the cost to the trainer."""
BEATS = 3
"""Beats in a frame. Two plots on different beats are never drawn in one turn of the event loop."""


class FrameTimer(QObject):
    """Calls each registered function 20 times a second, on one of the three beats of a frame."""

    _first_beat = Signal()
    _second_beat = Signal()
    _third_beat = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._signals = (self._first_beat, self._second_beat, self._third_beat)
        self._beat = 0
        self._count = 0
        self._timer = QTimer(self, interval=1000 // FRAMES_PER_SECOND // BEATS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_timeout)
        self._timer.start()

    def add(self, draw: Callable[[], None]) -> None:
        """Call the slot ``draw`` once a frame; the beats are assigned in turn."""
        self._signals[self._count % BEATS].connect(draw)
        self._count += 1

    def draw_now(self) -> None:
        """Draw what has changed at once, instead of on the next frame."""
        for signal in self._signals:
            signal.emit()

    def stop(self) -> None:
        """Stop the timer; the window does so when it closes."""
        self._timer.stop()

    @Slot()
    def _on_timeout(self) -> None:
        self._beat = (self._beat + 1) % BEATS
        self._signals[self._beat].emit()
