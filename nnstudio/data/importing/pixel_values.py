"""Converting the numbers in a file to bytes, by the same rule for every format.

Numbers from 0 to 255 are rounded to integers. If the largest of a data set is at most 1, all are multiplied by 255
first. Values that are negative, above 255 or not a number are refused.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

SCALED = "Values from 0 to 1 were multiplied by 255."
ROUNDED = "Fractional brightness values were rounded."
DIM = "The pictures are dim: no pixel is brighter than {brightest} of 255."
_DIM = 64


class PixelValues:
    """Takes the pixels of a data set chunk by chunk, and converts them to bytes when all are known."""

    def __init__(self) -> None:
        self._brightest = 0.0
        self._has_fractions = False

    def take(self, values: NDArray[Any]) -> NDArray[np.uint8] | NDArray[np.float32]:
        """Return ``values``, bools or numbers of any shape, as uint8 if they are integers, else as float32.

        Raises ValueError, with the value that was found, for one that is not a brightness.
        """
        if not values.size:
            return values.astype(np.uint8)
        low, high = float(values.min()), float(values.max())
        if not (low >= 0 and high <= 255):
            wrong = "a value that is not a number" if low != low else f"a value of {low if low < 0 else high:g}"
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
        """Whether no value so far was above 1."""
        return self._brightest <= 1

    def to_bytes(self, values: NDArray[Any]) -> NDArray[np.uint8]:
        """Return the bytes of a chunk that `take` returned; call it only after all chunks have been taken."""
        if self.is_unit_scale:
            return np.rint(values.astype(np.float32) * 255).astype(np.uint8)
        return np.rint(values).astype(np.uint8) if values.dtype.kind == "f" else values

    def notes(self) -> list[str]:
        """Return what was done to the values, as text for the user."""
        if self.is_unit_scale:
            return [SCALED]
        notes = [ROUNDED] if self._has_fractions else []
        return [*notes, DIM.format(brightest=f"{self._brightest:g}")] if self._brightest < _DIM else notes
