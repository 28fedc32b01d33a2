"""How the numbers of a file become bytes: the same rule for every format.

Numbers from 0 to 255 are rounded to whole ones. Where the largest of a data set is at most 1, all are multiplied by 255
first. What is negative, above 255 or no number is refused.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

SCALED = "Values from 0 to 1 were multiplied by 255."
ROUNDED = "Fractions of brightness were rounded."
DIM = "No pixel is brighter than {brightest} of 255: the pictures are dim."
_DIM = 64


class PixelValues:
    """Gathers the pixels of a data set in chunks, as bytes where nothing is lost by it."""

    def __init__(self) -> None:
        self._brightest = 0.0
        self._has_fractions = False

    def take(self, values: NDArray[Any]) -> NDArray[np.uint8] | NDArray[np.float32]:
        """Return ``values`` as bytes if they are whole, else as floats; raise ValueError for what is no brightness.

        The message says which value was found; ``values`` may be of any shape and of bools, whole or real numbers.
        """
        if not values.size:
            return values.astype(np.uint8)
        low, high = float(values.min()), float(values.max())
        if not (low >= 0 and high <= 255):
            wrong = "a value that is no number" if low != low else f"a value of {low if low < 0 else high:g}"
            raise ValueError(wrong)
        self._brightest = max(self._brightest, high)
        if values.dtype.kind in "bui":
            return values.astype(np.uint8, copy=False)
        whole = values.astype(np.uint8)
        if np.array_equal(whole, values):
            return whole
        self._has_fractions = True
        return values.astype(np.float32)

    @property
    def is_unit_scale(self) -> bool:
        """Whether no value taken was above 1."""
        return self._brightest <= 1

    def to_bytes(self, values: NDArray[Any]) -> NDArray[np.uint8]:
        """Return what `take` returned as bytes, by the rule, once all chunks have been taken."""
        if self.is_unit_scale:
            return np.rint(values.astype(np.float32) * 255).astype(np.uint8)
        return np.rint(values).astype(np.uint8) if values.dtype.kind == "f" else values

    def notes(self) -> list[str]:
        """Return what was done, in words."""
        if self.is_unit_scale:
            return [SCALED]
        notes = [ROUNDED] if self._has_fractions else []
        return [*notes, DIM.format(brightest=f"{self._brightest:g}")] if self._brightest < _DIM else notes
