"""The interface of every optimizer."""

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import ClassVar, NamedTuple

from nnstudio.engine.arrays import Floats
from nnstudio.engine.denormals import clear_denormals
from nnstudio.spec.record import Kind
from nnstudio.spec.setting import Number

BLOCK = 131_072
"""Parameters updated at a time: a block stays in the cache over several passes, where a long vector would not."""


class Block(NamedTuple):
    """Slices of a step's arrays, as views of one length; all blocks share one slice of the scratch."""

    parameters: Floats
    gradient: Floats
    state: tuple[Floats, ...]
    scratch: Floats


@dataclass(slots=True)
class OptimizerStep:
    """What one step of an optimizer works on. All arrays have the shape (count,) and one dtype.

    ``state`` is updated in place, ``scratch`` holds nothing before or after, ``gradient`` is only read. ``number``
    counts the steps from 1; ``learning_rate`` is that of this step, by the schedule. ``blocks`` are the same arrays in
    slices, for an optimizer to iterate over.
    """

    parameters: Floats
    gradient: Floats
    state: tuple[Floats, ...]
    scratch: Floats
    learning_rate: float
    number: int = 1
    blocks: tuple[Block, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        pieces = [slice(start, start + BLOCK) for start in range(0, len(self.parameters), BLOCK)]
        self.blocks = tuple(
            Block(
                parameters=self.parameters[piece],
                gradient=self.gradient[piece],
                state=tuple(vector[piece] for vector in self.state),
                scratch=self.scratch[: len(self.parameters[piece])],
            )
            for piece in pieces
        )

    def clear_denormals(self) -> None:
        """Set the denormals of the state to zero, in place."""
        for _, _, state, scratch in self.blocks:
            for vector in state:
                clear_denormals(vector, scratch)


def learning_rate(usual: str) -> Number:
    """Declare a learning rate; ``usual`` gives the usual value for the optimizer."""
    return Number(
        label="Learning rate",
        help=f"How far each step goes against the gradient. {usual} Too large diverges, too small crawls.",
        minimum=1e-5,
        maximum=10,
        scale="log",
        live=True,
    )


def epsilon(usual: str) -> Number:
    """Declare the small number that keeps a division by a root finite; ``usual`` gives the usual value."""
    return Number(
        label="Epsilon",
        help=f"Added to the root that gradients are divided by, so that it is never zero. {usual}",
        is_advanced=True,
        minimum=1e-12,
        maximum=1,
        scale="log",
    )


class Optimizer(Kind):
    """How gradients update the parameters; a frozen record of its settings.

    Its state between steps is ``state_vectors`` vectors of the parameters' shape, held by the caller and zero at the
    start.

    So that the formula can be shown with numbers, ``symbols`` gives the setting of each letter in it, and
    ``state_symbols`` the letter of each state vector; w, g, lr and t are the parameter, its gradient, the learning rate
    and the number of the step in all formulas.
    """

    state_vectors: ClassVar[int]
    symbols: ClassVar[Mapping[str, str]] = MappingProxyType({})
    state_symbols: ClassVar[tuple[str, ...]] = ()
    learning_rate: float

    @property
    def state_factors(self) -> tuple[float, ...]:
        """What each state vector is to be multiplied by to be the quantity of its letter in the formula."""
        return (1.0,) * self.state_vectors

    @property
    def weight_decay(self) -> float:
        """Before each step `Training` multiplies the weights, never biases or scales, by 1 - η · this."""
        return 0.0

    @abstractmethod
    def update(self, step: OptimizerStep) -> None:
        """Update the parameters by one step, in place."""
