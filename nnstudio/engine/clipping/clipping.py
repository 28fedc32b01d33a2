"""The interface of every kind of gradient clipping."""

from abc import abstractmethod

from nnstudio.engine.arrays import Floats
from nnstudio.spec.record import Kind
from nnstudio.spec.setting import Number


def limit(what: str) -> Number:
    """Declare a limit on ``what``."""
    return Number(
        label="Limit",
        help=f"The largest {what} that is allowed. 1 is usual.",
        minimum=0.1,
        maximum=10,
        scale="log",
        live=True,
    )


class Clipping(Kind):
    """How a gradient that is too large is limited; a frozen record of its settings."""

    @abstractmethod
    def clip(self, gradient: Floats) -> None:
        """Limit ``gradient``, shape (count,), in place."""
