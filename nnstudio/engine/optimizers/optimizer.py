"""What every optimizer offers."""

from abc import abstractmethod
from dataclasses import dataclass
from typing import ClassVar

from nnstudio.engine.arrays import Floats
from nnstudio.spec.record import Kind
from nnstudio.spec.setting import Number


@dataclass(slots=True)
class Step:
    """What one step of an optimizer works on. All arrays have the shape (count,) and one dtype.

    ``memory`` is updated in place, ``scratch`` holds nothing before or after, ``gradient`` is only read. ``number``
    counts the steps from 1; ``learning_rate`` is the one that the schedule gives for this step.
    """

    parameters: Floats
    gradient: Floats
    memory: tuple[Floats, ...]
    scratch: Floats
    learning_rate: float
    number: int = 1


def learning_rate(usual: str) -> Number:
    """Declare a learning rate; ``usual`` says what is usual for the optimizer."""
    return Number(
        label="Learning rate",
        help=f"How far each step goes against the gradient. {usual} Too large diverges, too small crawls.",
        minimum=1e-5,
        maximum=10,
        scale="log",
        live=True,
    )


class Optimizer(Kind):
    """How gradients move the parameters; a frozen record of its settings.

    What it remembers between steps is ``memory_vectors`` vectors of the parameters' shape, held by the caller and
    zero at the start.
    """

    memory_vectors: ClassVar[int]
    learning_rate: float

    @abstractmethod
    def move(self, step: Step) -> None:
        """Move the parameters one step, in place."""
