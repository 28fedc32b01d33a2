"""Long work is a generator: it yields after each step, so that a caller may report or end it, and returns its result.

A caller that does neither between two steps uses `finish`.
"""

from collections.abc import Callable, Generator
from typing import TypeVar

Step = TypeVar("Step")
Result = TypeVar("Result")


def _ignore(_step: object) -> None:
    pass


def finish(steps: Generator[Step, None, Result], report: Callable[[Step], object] = _ignore) -> Result:
    """Run ``steps`` to the end and return its result; ``report`` is called with each thing it yields."""
    while True:
        try:
            step = next(steps)
        except StopIteration as end:
            result: Result = end.value
            return result
        report(step)
