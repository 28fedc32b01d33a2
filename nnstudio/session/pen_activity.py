"""Whether somebody is drawing: background work rests meanwhile, so that it does not hold up the pen."""

import time

REST = 0.3
"""Seconds after the last movement of the pen during which it still counts as moving."""


class PenActivity:
    """Remembers when the pen moved last. May be asked from any thread."""

    def __init__(self) -> None:
        self._moved = -REST

    def note_movement(self) -> None:
        """The pen has moved now."""
        self._moved = time.monotonic()

    @property
    def remaining(self) -> float:
        """For how many seconds background work should still rest; 0 while nobody draws."""
        return max(0.0, self._moved + REST - time.monotonic())
