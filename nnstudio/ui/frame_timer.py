"""One timer for everything that moves: plots draw when it says so, and only if something changed."""

from PySide6.QtCore import QObject, Qt, QTimer, Signal

FRAMES_PER_SECOND = 30


class FrameTimer(QObject):
    """Ticks 30 times a second."""

    frame = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._timer = QTimer(self, interval=1000 // FRAMES_PER_SECOND, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self.frame)
        self._timer.start()

    def stop(self) -> None:
        """Tick no more, as when the window is closed."""
        self._timer.stop()
