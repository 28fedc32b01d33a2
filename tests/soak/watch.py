"""What must never happen while the window is used: faults in Python, Qt warnings, things left behind."""

import gc
import multiprocessing
import sys
import threading
import traceback

import psutil
from PySide6.QtCore import QMessageLogContext, QThread, QTimer, QtMsgType, qInstallMessageHandler
from shiboken6 import isValid

NO_SCREEN = "This plugin does not support"
"""How Qt's offscreen platform begins what it says of every window; a screen says nothing of it."""


class Watch:
    """Collects the faults of the whole process from its making on."""

    def __init__(self) -> None:
        self.faults: list[str] = []
        sys.excepthook = self._on_exception
        threading.excepthook = lambda raised: self._on_exception(
            raised.exc_type, raised.exc_value, raised.exc_traceback
        )
        sys.unraisablehook = lambda raised: self._on_exception(type(raised.exc_value), raised.exc_value, None)
        qInstallMessageHandler(self._on_message)

    def _on_exception(self, kind, fault, trace) -> None:
        self.note("".join(traceback.format_exception(kind, fault, trace)))

    def _on_message(self, kind: QtMsgType, _context: QMessageLogContext, text: str) -> None:
        if kind not in (QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg) and not text.startswith(NO_SCREEN):
            self.note(f"Qt says: {text}")

    def note(self, fault: str) -> None:
        """Keep a fault, and print it where it happened among the actions."""
        self.faults.append(fault)
        print(fault, flush=True)


def left_behind() -> list[str]:
    """Return what still runs of a window that was closed: processes, threads and timers, in words."""
    gc.collect()
    children = psutil.Process().children(recursive=True)
    psutil.wait_procs(children, timeout=5)
    left = [f"process {child.pid}" for child in children if child.is_running() and not _is_pythons(child)]
    left += [f"process {child.name}" for child in multiprocessing.active_children()]
    for thread in threading.enumerate():
        if thread is not threading.main_thread() and not thread.daemon:
            thread.join(timeout=5)
            if thread.is_alive():
                left.append(f"thread {thread.name}")
    for thing in gc.get_objects():
        if isinstance(thing, QThread) and isValid(thing) and thing.isRunning() and not thing.isCurrentThread():
            left.append(f"QThread {thing.objectName()}")
        elif isinstance(thing, QTimer) and isValid(thing) and thing.isActive() and thing.parent() is not None:
            left.append(f"timer of {thing.parent()!r}")
    return left


def _is_pythons(process: psutil.Process) -> bool:
    """Return whether it is one of those that Python starts beside spawned processes, and which end with Python."""
    return any("resource_tracker" in word or "forkserver" in word for word in process.cmdline())
