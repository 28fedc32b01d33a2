"""The trainer's process, kept warm between tests as the window keeps it warm between runs.

A process of its own for every test would spend most of its time on starting, and on what it does once only.
"""

import os
import signal
import threading
from contextlib import suppress
from pathlib import Path

from nnstudio.data.folders import DataFolders
from nnstudio.runs.events import RunEnded
from nnstudio.runs.settings import RunSettings
from nnstudio.spec.paths import set_text
from nnstudio.training.host import TrainerDied, TrainerProcess
from nnstudio.training.messages import Beginning, RunCancelled, RunFailed, Start, Stop, Until

NOWHERE = Path(__file__).parent / "no such folder"
FAILING = Start(set_text(RunSettings(), "dataset=mnist"), DataFolders(NOWHERE, NOWHERE), NOWHERE, Until.END)
"""A run that cannot begin: the process answers at once, which wakes who waits for a message."""
PATIENCE = 30.0
"""Seconds after which a process that does not end its run is killed, as one that hangs would hold up all tests."""


class WarmTrainer:
    """Holds the process that one test after the other borrows."""

    def __init__(self):
        self._idle = None

    @property
    def idle_process_id(self):
        """The number of the process, while no test has it."""
        return self._idle.process_id if self._idle else None

    def lend(self):
        process, self._idle = self._idle or TrainerProcess(), None
        return BorrowedTrainer(process, self._take_back)

    def _take_back(self, process):
        if self._idle is None:
            self._idle = process
        else:
            process.close()

    def close(self):
        if self._idle is not None:
            self._idle.close()
            self._idle = None


class BorrowedTrainer:
    """A `Trainer` whose end ends its run but not its process, unless that has died."""

    def __init__(self, process, give_back):
        self._process = process
        self._give_back = give_back
        self._changing = threading.Lock()
        self._is_busy = self._is_ending = self._is_dead = False
        self._killing = threading.Timer(PATIENCE, lambda: os.kill(process.process_id, signal.SIGKILL))
        self._killing.daemon = True

    @property
    def process_id(self):
        return self._process.process_id

    def send(self, command):
        with self._changing:
            self._is_busy |= isinstance(command, Beginning)
        self._process.send(command)

    def receive(self):
        with self._changing:
            if self._is_ending and not self._is_busy:
                return None
        try:
            message = self._process.receive()
        except TrainerDied:
            with self._changing:
                self._is_dead, self._is_busy = True, False
            raise
        with self._changing:
            if isinstance(message, RunEnded | RunFailed | RunCancelled):
                self._is_busy = False
                if self._is_ending:
                    return None
        return message

    def end(self):
        """End the run; `receive` then returns, if a thread waits in it."""
        with self._changing:
            if self._is_ending or self._is_dead:
                return
            self._is_ending = True
            command, self._is_busy = (Stop() if self._is_busy else FAILING), True
        self._killing.start()
        self._process.send(command)

    def close(self):
        """Give the process back once its run is over. Nobody may be in `receive` any more."""
        self.end()
        if self._process is None:
            return
        with suppress(TrainerDied):
            while not self._is_dead and self.receive() is not None:
                pass
        self._killing.cancel()
        process, self._process = self._process, None
        if self._is_dead:
            process.close()
        else:
            self._give_back(process)
