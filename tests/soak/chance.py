"""Chance with moods: for a while some things are done often and others never, as people do.

Drawing from everything at every turn seldom does the same three things in a row, which is what most faults need
(A. Groce and others, Swarm Testing, ISSTA 2012).
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
"""Of the things of one kind, such as all buttons, one in so many is used in a mood."""


class Chance(random.Random):
    """Random numbers of one seed; `change_mood` draws what is done often from then on."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.change_mood()

    def change_mood(self) -> None:
        """Like other things than before."""
        self._mood = self.getrandbits(32)
        self._fraction = self.choice(FRACTIONS)
        self.pauses = self.choice(((0, 0, 5, 20, 100, 300), (0, 5, 20), (100, 300)))

    def eagerness(self, name: str) -> float:
        """Return how often, beside others, what is called ``name`` is done in this mood."""
        return EAGERNESS[self._hash(name) % len(EAGERNESS)]

    def one_of(self, things: Sequence[Thing], name_of: Callable[[Thing], str]) -> Thing | None:
        """Return one of ``things``, of those that are liked now if there are any; None if there are none at all."""
        liked = [each for each in things if self._hash(name_of(each)) % self._fraction == 0]
        return self.choice(liked or things) if things else None

    def _hash(self, name: str) -> int:
        return zlib.crc32(f"{self._mood} {name}".encode())
