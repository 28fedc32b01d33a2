"""The strongest connections between two layers of units."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nnstudio.engine.arrays import Floats


@dataclass(frozen=True, eq=False)
class Connections:
    """Connections in ascending order of size: ``sources`` and ``targets``, indices of shape (count,), and ``weights``.

    ``largest`` is the largest absolute value of all weights that they were chosen from.
    """

    sources: NDArray[np.intp]
    targets: NDArray[np.intp]
    weights: Floats
    largest: float


def strongest_connections(weights: Floats, count: int) -> Connections:
    """Return the ``count`` weights of ``weights``, shape (sources, targets), with the largest absolute values.

    Only they are sorted: in a layer with 784 inputs there are a hundred times as many others.
    """
    sizes = np.abs(weights).ravel()
    count = min(count, sizes.size)
    chosen = np.argpartition(sizes, sizes.size - count)[sizes.size - count :] if count else np.empty(0, np.intp)
    chosen = chosen[np.argsort(sizes[chosen], kind="stable")]
    sources, targets = np.divmod(chosen, weights.shape[1])
    return Connections(sources, targets, weights.ravel()[chosen], float(sizes.max()) if sizes.size else 0.0)
