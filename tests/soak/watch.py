"""Detects what must never happen while the window is used: exceptions, Qt warnings, things left behind."""

import gc
import multiprocessing
import sys
import threading
import traceback

import psutil
from PySide6.QtCore import QMessageLogContext, QThread, QTimer, QtMsgType, qInstallMessageHandler
from shiboken6 import isValid

NO_SCREEN = "This plugin does not support"
"""The beginning of a warning that Qt's offscreen platform prints for every window; real screens do not."""


class Watch:
    """Collects the faults of the whole process from its creation on."""

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
            self.note(f"Qt says: {text}\n" + "".join(traceback.format_stack(limit=6)[:-1]))

    def note(self, fault: str) -> None:
        """Keep a fault, and print it among the actions, where it happened."""
        self.faults.append(fault)
        print(fault, flush=True)


def left_behind() -> list[str]:
    """Return descriptions of the processes, threads and timers that a closed window left running."""
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
    """Return whether Python itself started the process for its spawned processes; it ends with Python."""
    return any("resource_tracker" in part or "forkserver" in part for part in process.cmdline())
