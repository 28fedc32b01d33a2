"""The interface of every activation."""

from abc import abstractmethod
from typing import ClassVar, Protocol

import numpy as np

from nnstudio.engine.arrays import Floats
from nnstudio.spec.record import Kind


class ActivationPass(Protocol):
    """An activation with buffers for one batch size. Arrays have the shape (batch, units)."""

    def forward(self, z: Floats) -> Floats:
        """Return f(z). The result is a buffer that the next call overwrites; ``z`` may be overwritten too."""
        ...

    def backward(self, gradient: Floats) -> Floats:
        """Return dL/dz for dL/df(z) = ``gradient``, at the z of the last `forward`."""
        ...


class Activation(Kind):
    """An elementwise function between a layer's sums and its outputs; a frozen record of its settings.

    ``limits`` are what its outputs approach for very small and very large sums, where it saturates; None if at least
    one of the two is unlimited.
    """

    limits: ClassVar[tuple[float, float] | None] = None

    @abstractmethod
    def bind(self, shape: tuple[int, int], dtype: np.dtype[np.floating]) -> ActivationPass:
        """Return the activation with buffers for arrays of ``shape`` (batch, units) and ``dtype``."""
