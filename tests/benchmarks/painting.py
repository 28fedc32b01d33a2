"""When is a widget on the screen? Not when it is told to paint itself, but when the window has been painted."""

import time
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget

LONGEST_SECONDS = 60


class PaintWatch(QObject):
    """Records when a widget was last on the screen, with the clock and the processor time of this thread until then.

    All that is to be painted is painted in one go. What is posted meanwhile has its turn right after it, before any
    timer, and so tells when the picture was complete.
    """

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.shown = self.busy = 0.0
        self.then: Callable[[], None] = lambda: None
        """Called whenever the widget has been painted."""
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 Qt's name
        """Ask to be told when this paint event, and what is painted with it, is done."""
        if event.type() == QEvent.Type.Paint:
            QCoreApplication.postEvent(self, QEvent(QEvent.Type.User))
        return False

    def event(self, event: QEvent) -> bool:
        """Record the time: everything has been painted."""
        if event.type() != QEvent.Type.User:
            return super().event(event)
        self.shown, self.busy = time.perf_counter(), time.thread_time()
        self.then()
        return True

    def wait_from(self, start: float) -> None:
        """Process events until the widget was painted after ``start``, a time of `time.perf_counter`."""
        process_until(lambda: self.shown > start)


def wait_for_paint(widget: QWidget, then: Callable[[], None] = lambda: None) -> None:
    """Process events until ``widget`` is painted the next time; call ``then`` at that moment."""
    watch = PaintWatch(widget)
    watch.then = then
    watch.wait_from(0.0)
    widget.removeEventFilter(watch)


def process_until(is_reached: Callable[[], bool]) -> None:
    """Process events until ``is_reached``; sleep between them, as the program does, so that others have the core."""
    start = time.perf_counter()
    waking = QTimer(interval=100)
    waking.start()
    while not is_reached():
        assert time.perf_counter() - start < LONGEST_SECONDS, "the benchmark waits in vain"
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    waking.stop()
