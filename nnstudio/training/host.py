"""The trainer's process, as the window's process controls it."""

import multiprocessing
from ctypes import c_uint32
from multiprocessing.connection import Connection, wait
from typing import Any, Protocol

from nnstudio.training.link import Counter
from nnstudio.training.messages import Command, Message, Quit

CLOSING_SECONDS = 3.0
"""How long the process may take to quit before it is killed."""


class TrainerDied(RuntimeError):  # noqa: N818 a fact about another process
    """Raised when the trainer's process has ended without being asked to."""

    def __init__(self, exit_code: int | None) -> None:
        cause = (
            f"killed by signal {-exit_code}" if exit_code is not None and exit_code < 0 else f"exit code {exit_code}"
        )
        super().__init__(f"The trainer's process ended unexpectedly ({cause}).")
        self.exit_code = exit_code


class Trainer(Protocol):
    """Takes commands and answers with messages; one thread may send while another receives."""

    @property
    def process_id(self) -> int:
        """The operating system's number of the process."""
        ...

    def send(self, command: Command) -> None:
        """Send ``command``."""
        ...

    def receive(self) -> Message | None:
        """Wait for the next message; return None once the trainer was ended; raise `TrainerDied` if it ended itself."""
        ...

    def end(self) -> None:
        """End the trainer; a thread that waits in `receive` then returns."""
        ...

    def close(self) -> None:
        """Free the resources of a trainer that was ended. No thread may still be in `receive`."""
        ...


class TrainerProcess:
    """A `Trainer` in a separate process, which is kept alive between runs."""

    def __init__(self) -> None:
        # spawn, because a fork would copy the locks of Qt's threads in whatever state they are.
        context = multiprocessing.get_context("spawn")
        self._sent = context.RawValue(c_uint32, 0)
        self._connection, child_end = context.Pipe()
        self._process = context.Process(
            target=_serve, args=(child_end, self._sent), name="nnstudio-trainer", daemon=True
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
        """Send ``command``; it is dropped if the process is gone, which `receive` reports."""
        try:
            self._connection.send(command)
        except OSError:
            return
        self._sent.value += 1  # after the command: once the count is seen, the command is there

    def receive(self) -> Message | None:
        """Wait for the next message; return None once the process has quit as asked; raise `TrainerDied`."""
        try:
            wait([self._connection, self._process.sentinel])
            message: Message = self._connection.recv()  # messages sent before it ended come first
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
        """Ask the process to end and kill it if it does not; a thread that waits in `receive` then returns."""
        self.ask_to_quit()
        self._process.join(CLOSING_SECONDS)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()

    def close(self) -> None:
        """End the process and free the connection. No thread may still be in `receive`."""
        self.end()
        self._connection.close()

    @property
    def exit_code(self) -> int | None:
        """The exit code of the process; None while it is alive, negative for a signal."""
        return self._process.exitcode


def _serve(connection: "Connection[Any, Any]", sent: Counter) -> None:
    # Only here, in the trainer's process: the window does not need the code that trains, and opens sooner.
    from nnstudio.training.child import serve

    serve(connection, sent)
