"""What every way to clip gradients offers."""

from abc import abstractmethod

from nnstudio.engine.arrays import Floats
from nnstudio.spec.record import Kind
from nnstudio.spec.setting import Number


def limit(what: str) -> Number:
    """Declare a limit on ``what``."""
    return Number(
        label="Limit",
        help=f"The largest {what} that is let through. 1 is usual.",
        minimum=0.1,
        maximum=10,
        scale="log",
        live=True,
    )


class Clipping(Kind):
    """What is done to a gradient that is too large; a frozen record of its settings."""

    @abstractmethod
    def clip(self, gradient: Floats) -> None:
        """Make ``gradient``, shape (count,), smaller in place where it is too large."""
