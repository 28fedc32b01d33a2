"""The trainer's process as the window's process holds it."""

import multiprocessing
from ctypes import c_uint32
from multiprocessing.connection import wait
from typing import Protocol

from nnstudio.training.child import serve
from nnstudio.training.messages import Command, Message, Quit

CLOSING_SECONDS = 3.0
"""How long a process that was asked to quit may take before it is killed."""


class TrainerDied(RuntimeError):  # noqa: N818 a fact about another process
    """Raised when the trainer's process has ended without being asked to."""

    def __init__(self, exit_code: int | None) -> None:
        cause = (
            f"killed by signal {-exit_code}" if exit_code is not None and exit_code < 0 else f"exit code {exit_code}"
        )
        super().__init__(f"The trainer's process ended unexpectedly ({cause}).")
        self.exit_code = exit_code


class Trainer(Protocol):
    """What takes commands and answers with messages; one thread may send while another receives."""

    @property
    def process_id(self) -> int:
        """The operating system's number of the process."""
        ...

    def send(self, command: Command) -> None:
        """Send ``command``."""
        ...

    def receive(self) -> Message | None:
        """Wait for the next message; return None once the trainer has been ended; raise `TrainerDied`."""
        ...

    def end(self) -> None:
        """End the trainer; `receive` then returns, if a thread waits in it."""
        ...

    def close(self) -> None:
        """Free what is left of a trainer that was ended. Nobody may be in `receive` any more."""
        ...


class TrainerProcess:
    """A `Trainer` in a process of its own, which is kept warm between runs."""

    def __init__(self) -> None:
        # spawn, because a fork would copy Qt's threads' locks in whatever state they are.
        context = multiprocessing.get_context("spawn")
        self._sent = context.RawValue(c_uint32, 0)
        self._connection, child_end = context.Pipe()
        self._process = context.Process(
            target=serve, args=(child_end, self._sent), name="nnstudio-trainer", daemon=True
        )
        self._process.start()
        child_end.close()
        self._is_closing = False

    @property
    def process_id(self) -> int:
        """The operating system's number of the process."""
        process_id = self._process.pid
        assert process_id is not None
        return process_id

    def send(self, command: Command) -> None:
        """Send ``command``; one sent to a process that is gone is dropped, `receive` tells what happened."""
        try:
            self._connection.send(command)
        except OSError:
            return
        self._sent.value += 1  # after the command: who sees the count finds the command there

    def receive(self) -> Message | None:
        """Wait for the next message; return None once `ask_to_quit` has been heeded; raise `TrainerDied`."""
        try:
            wait([self._connection, self._process.sentinel])
            message: Message = self._connection.recv()  # what it said before it ended comes first
        except (EOFError, OSError):
            if self._is_closing:
                return None
            self._process.join(CLOSING_SECONDS)
            raise TrainerDied(self._process.exitcode) from None
        return message

    def ask_to_quit(self) -> None:
        """Ask the process to end; it does so within one batch."""
        self._is_closing = True
        self.send(Quit())

    def drop_connection(self) -> None:
        """Close this end of the connection, as the operating system does when this process dies."""
        self._connection.close()

    def end(self) -> None:
        """Ask the process to end and see to it that it does; `receive` then returns, if a thread waits in it."""
        self.ask_to_quit()
        self._process.join(CLOSING_SECONDS)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()

    def close(self) -> None:
        """End the process and free the connection. Nobody may be in `receive` any more."""
        self.end()
        self._connection.close()

    @property
    def exit_code(self) -> int | None:
        """How the process ended; None while it lives, negative for a signal."""
        return self._process.exitcode
