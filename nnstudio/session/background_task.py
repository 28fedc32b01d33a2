"""Background work: a generator of progress that runs in a thread of its own and can be ended after any step."""

import threading
import time
from collections.abc import Generator
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QThread, Signal, Slot

from nnstudio.data.dataset import Progress
from nnstudio.session.pen_activity import PenActivity

Steps = Generator[Progress, None, Any]
REPORTING_INTERVAL = 0.05
"""Minimum number of seconds between two progress reports; more of them would fill the window's event queue."""


@dataclass(frozen=True, eq=False)
class _Outcome:
    result: Any = None
    error: Exception | None = None
    is_cancelled: bool = False


class BackgroundTask(QObject):
    """Does one piece of work at a time; starting another one replaces it.

    Signals arrive in the thread of the window. Work that was replaced or cancelled reports no result. With ``pen``, the
    work rests between two steps while that moves: the two would wait for each other's interpreter lock.
    """

    progressed = Signal(object)
    """A `Progress`."""
    succeeded = Signal(object)
    """What the generator returned."""
    failed = Signal(object)
    """The exception that ended the work."""
    cancelled = Signal()

    def __init__(self, name: str, parent: QObject | None = None, pen: PenActivity | None = None) -> None:
        super().__init__(parent)
        self._name, self._pen = name, pen or PenActivity()
        self._thread: QThread | None = None
        self._worker: _Worker | None = None
        self._next: Steps | None = None
        self._is_closed = False

    @property
    def is_active(self) -> bool:
        """Whether work is running or being cancelled."""
        return self._worker is not None

    def start(self, steps: Steps) -> None:
        """Run ``steps``, once any work in progress has ended at its next step."""
        if self._is_closed:
            return
        if self._worker is None:
            self._begin(steps)
        else:
            self._next = steps
            self._worker.cancel()

    def cancel(self) -> None:
        """End the work at its next step; return at once."""
        self._next = None
        if self._worker is not None:
            self._worker.cancel()

    def close(self) -> None:
        """End the work, wait until its current step is done, and start nothing more."""
        self._is_closed = True
        self.cancel()
        self._end_thread()
        QCoreApplication.removePostedEvents(self, QEvent.Type.MetaCall.value)

    def _begin(self, steps: Steps) -> None:
        self._worker, self._thread = _Worker(steps, self._pen), QThread()
        self._thread.setObjectName(self._name)
        self._worker.moveToThread(self._thread)
        self._worker.progressed.connect(self._on_progressed)
        self._worker.ended.connect(self._on_ended)
        self._thread.started.connect(self._worker.work)
        self._thread.start()

    def _end_thread(self) -> None:
        thread, self._thread = self._thread, None
        if thread is not None:
            thread.quit()
            thread.wait()
        self._worker = None

    @Slot(object)
    def _on_progressed(self, progress: Progress) -> None:
        if self._worker is not None and not self._worker.is_cancelled:
            self.progressed.emit(progress)

    @Slot(object)
    def _on_ended(self, outcome: _Outcome) -> None:
        was_cancelled = outcome.is_cancelled or (self._worker is not None and self._worker.is_cancelled)
        self._end_thread()
        following, self._next = self._next, None
        if following is not None:
            self._begin(following)
        elif was_cancelled:
            self.cancelled.emit()
        elif outcome.error is not None:
            self.failed.emit(outcome.error)
        else:
            self.succeeded.emit(outcome.result)


class _Worker(QObject):
    """Runs the work in the task's thread."""

    progressed = Signal(object)
    ended = Signal(object)

    def __init__(self, steps: Steps, pen: PenActivity) -> None:
        super().__init__()
        self._steps, self._pen = steps, pen
        self._cancelled = threading.Event()

    @property
    def is_cancelled(self) -> bool:
        return self._cancelled.is_set()

    def cancel(self) -> None:
        """Request the end of the work; called from the window's thread."""
        self._cancelled.set()

    @Slot()
    def work(self) -> None:
        try:
            outcome = self._work()
        except Exception as error:
            outcome = _Outcome(error=error)
        self.ended.emit(outcome)

    def _work(self) -> _Outcome:
        last_reported = -REPORTING_INTERVAL
        while not self._is_cancelled_at_rest():
            try:
                progress = next(self._steps)
            except StopIteration as end:
                return _Outcome(result=end.value)
            if time.monotonic() - last_reported >= REPORTING_INTERVAL:
                last_reported = time.monotonic()
                self.progressed.emit(progress)
        self._steps.close()
        return _Outcome(is_cancelled=True)

    def _is_cancelled_at_rest(self) -> bool:
        """Wait until the pen rests; return whether the end of the work was requested by then."""
        while remaining := self._pen.remaining:
            if self._cancelled.wait(remaining):
                break
        return self.is_cancelled
