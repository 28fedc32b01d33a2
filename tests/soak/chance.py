"""Random choices with moods: for a while some actions are frequent and others never happen, as with people.

Uniform random choices rarely repeat the same three actions, which most faults need to appear (A. Groce et al., Swarm
Testing, ISSTA 2012).
"""

import random
import zlib
from collections.abc import Callable, Sequence
from typing import TypeVar

Thing = TypeVar("Thing")

MOOD_LENGTH = 40
"""Actions until the mood changes."""
EAGERNESS = (0.0, 0.0, 0.3, 1.0, 4.0)
FRACTIONS = (1, 1, 4, 10)
"""In a mood, one in this many things of a kind, such as all buttons, is used."""


class Chance(random.Random):
    """Random numbers from one seed; `change_mood` chooses which actions are frequent from then on."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.change_mood()

    def change_mood(self) -> None:
        """Prefer other things than before."""
        self._mood = self.getrandbits(32)
        self._fraction = self.choice(FRACTIONS)
        self.pauses = self.choice(((0, 0, 5, 20, 100, 300), (0, 5, 20), (100, 300)))

    def eagerness(self, name: str) -> float:
        """Return the relative frequency of the action ``name`` in this mood."""
        return EAGERNESS[self._hash(name) % len(EAGERNESS)]

    def one_of(self, things: Sequence[Thing], name_of: Callable[[Thing], str]) -> Thing | None:
        """Return one of ``things``, a preferred one if there are any; None if ``things`` is empty."""
        preferred = [each for each in things if self._hash(name_of(each)) % self._fraction == 0]
        return self.choice(preferred or things) if things else None

    def _hash(self, name: str) -> int:
        return zlib.crc32(f"{self._mood} {name}".encode())
