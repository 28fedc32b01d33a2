"""The interface of every loss."""

from abc import abstractmethod
from typing import ClassVar, Protocol

import numpy as np

from nnstudio.engine.arrays import Floats, Labels
from nnstudio.spec.record import Kind


class LossPass(Protocol):
    """A loss with buffers for one batch size.

    ``predicted``, shape (batch,), is the class with the largest logit in each row of the last `forward`.
    """

    predicted: Labels

    def forward(self, logits: Floats, labels: Labels) -> float:
        """Return the mean loss of ``logits``, shape (batch, classes), against ``labels``, shape (batch,)."""
        ...

    def backward(self) -> Floats:
        """Return dL/d(logits), shape (batch, classes), at the arguments of the last `forward`."""
        ...


class Loss(Kind):
    """How wrong the network is, as one number; a frozen record of its settings.

    ``gradient_formula`` is that of dL/dz, as text for people.
    """

    gradient_formula: ClassVar[str] = ""

    @abstractmethod
    def bind(self, shape: tuple[int, int], dtype: np.dtype[np.floating]) -> LossPass:
        """Return the loss with buffers for logits of ``shape`` (batch, classes)."""

    @abstractmethod
    def terms(self, logits: Floats, labels: Labels) -> tuple[Floats, Floats]:
        """Return what the loss wants and what it adds up, both of shape (batch, classes).

        The first are the targets y of the probabilities, the second the term of each class: a sample's loss is the sum
        of its row. Arguments as those of `LossPass.forward`.
        """

    @abstractmethod
    def guessing(self, classes: int) -> float:
        """Return the loss of a network that gives each of ``classes`` classes the same probability."""
