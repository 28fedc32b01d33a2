"""Ctrl+C is noted, so that work can end between two steps."""

import signal
from types import FrameType


class Interruption:
    """Notes Ctrl+C and requests to terminate, so that work can end between two steps and be saved."""

    def __init__(self) -> None:
        self.has_come = False
        self._is_new = False

    def __enter__(self) -> "Interruption":
        self._before = {number: signal.signal(number, self._note) for number in (signal.SIGINT, signal.SIGTERM)}
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def take(self) -> bool:
        """Return whether one has come since the last call."""
        is_new, self._is_new = self._is_new, False
        return is_new

    def _note(self, _number: int, _frame: FrameType | None) -> None:
        self.has_come = self._is_new = True
