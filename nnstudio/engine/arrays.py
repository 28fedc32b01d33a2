"""The array types that the engine's signatures name."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating[Any]]
"""Real numbers: float32 while training, float64 while checking gradients."""

Labels = NDArray[np.int64]
"""Class numbers, from 0."""

Shape = tuple[int, ...]
"""The shape of one sample, without the batch, as in (28, 28) or (64,)."""
