"""The softmax with which every loss on probabilities begins."""

import numpy as np

from nnstudio.engine.arrays import Floats, Labels


class SoftmaxPass:
    """Probabilities p = softmax(z), shape (batch, classes), and the flat indices of the labels in them, with buffers.

    It keeps from the last `forward` ``predicted``, the index of the largest z of each row, ``shifted`` = z - max z, and
    ``sums`` = Σ exp(z - max z), repeated along each row. NumPy allocates memory to combine a column with a matrix, so
    columns are first copied into whole matrices. `argmax` and `take` together are faster than `max`.
    """

    def __init__(self, shape: tuple[int, int], dtype: np.dtype[np.floating]) -> None:
        batch_size, classes = shape
        self.shifted, self.probabilities, self.sums = (np.empty(shape, dtype) for _ in range(3))
        self.predicted, self.label_indices, self._largest_indices = (np.empty(batch_size, np.int64) for _ in range(3))
        self._largest = np.empty(batch_size, dtype)
        self._largest_column = self._largest.reshape(-1, 1)
        self._ones = np.ones((classes, classes), dtype)
        self._flat = self.probabilities.reshape(-1)
        self._row_starts = np.arange(batch_size) * classes
        self._label_probabilities = np.empty(batch_size, dtype)

    def forward(self, logits: Floats, labels: Labels) -> None:
        """Fill all buffers for ``logits``, shape (batch, classes), and ``labels``, shape (batch,)."""
        logits.argmax(axis=1, out=self.predicted)
        np.add(self._row_starts, self.predicted, out=self._largest_indices)
        logits.take(self._largest_indices, out=self._largest, mode="clip")
        np.copyto(self.shifted, self._largest_column)
        np.subtract(logits, self.shifted, out=self.shifted)
        np.exp(self.shifted, out=self.probabilities)
        self.sum_rows(self.probabilities, self.sums)
        self.probabilities /= self.sums
        np.add(self._row_starts, labels, out=self.label_indices)

    def sum_rows(self, array: Floats, sums: Floats) -> None:
        """Write the sum of each row of ``array`` into every column of that row of ``sums``, by a matrix product."""
        array.dot(self._ones, out=sums)

    def subtract_at_labels(self, value: float) -> None:
        """Subtract ``value`` from the probability of each row's label, in place: 1 gives p - onehot(label)."""
        self._flat.take(self.label_indices, out=self._label_probabilities, mode="clip")
        self._label_probabilities -= value
        self._flat.put(self.label_indices, self._label_probabilities)
