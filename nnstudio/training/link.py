"""The two ends of the connection between the window's process and the trainer's process."""

import queue
import threading
from multiprocessing.connection import Connection
from typing import Any, Protocol

from nnstudio.training.messages import Command, Message

WRAP = 0xFFFFFFFF
"""The counter has 32 bits and wraps around to 0."""


class Counter(Protocol):
    """An integer in memory that both processes see."""

    value: int


class CommandInbox:
    """The trainer's end for commands.

    Polling the connection costs several microseconds, which is a tenth of a small batch; reading a counter in shared
    memory, which the sender increments, costs a fraction of one.
    """

    def __init__(self, connection: "Connection[Any, Any]", sent: Counter) -> None:
        self._connection = connection
        self._sent = sent
        self._taken = 0

    @property
    def has_command(self) -> bool:
        """Whether `take` would return without waiting for the sender."""
        # A command can be taken before its sender has counted it: then the trainer is ahead, and no command waits.
        ahead = (self._sent.value - self._taken) & WRAP
        return 0 < ahead <= WRAP // 2

    @property
    def is_readable(self) -> bool:
        """Whether `take` would not wait, as a command has come or the window's process is gone; takes microseconds."""
        return self._connection.poll()

    def take(self) -> Command:
        """Wait for the next command; raise EOFError when the window's process is gone."""
        command: Command = self._connection.recv()
        self._taken = (self._taken + 1) & WRAP
        return command


class MessageOutbox:
    """The trainer's end for messages: a thread writes them, so that training never waits for the reader."""

    def __init__(self, connection: "Connection[Any, Any]") -> None:
        self._connection = connection
        self._messages: queue.SimpleQueue[Message | None] = queue.SimpleQueue()
        self._is_broken = False
        self._thread = threading.Thread(target=self._write, name="outbox", daemon=True)
        self._thread.start()

    def send(self, message: Message) -> None:
        """Queue ``message``; raise BrokenPipeError when the window's process is gone."""
        if self._is_broken:
            raise BrokenPipeError("the process of the window is gone")
        self._messages.put(message)

    def close(self) -> None:
        """Write all queued messages, then end the thread."""
        self._messages.put(None)
        self._thread.join()

    def _write(self) -> None:
        while (message := self._messages.get()) is not None:
            try:
                self._connection.send(message)
            except OSError:
                self._is_broken = True
                return
