"""What the passes of all losses on softmax probabilities begin with."""

import numpy as np

from nnstudio.engine.arrays import Floats, Labels


class SoftmaxPass:
    """Probabilities p = softmax(z), shape (batch, classes), and where those of the labels stand, with their buffers.

    It keeps, of the last `forward`, ``predicted``, where each row of z is largest, ``shifted`` = z - max z, and
    ``sums`` = Σ exp(z - max z), the same in each place of a row. NumPy allocates memory where a column meets a
    matrix; that is why columns are spread out first. `argmax` and `take` together are faster than `max`.
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
        """Write the sum of each row of ``array`` into every place of that row of ``sums``, by a matrix product."""
        array.dot(self._ones, out=sums)

    def subtract_at_labels(self, value: float) -> None:
        """Make the probability of each row's label smaller by ``value``, in place: by 1 gives p - onehot(label)."""
        self._flat.take(self.label_indices, out=self._label_probabilities, mode="clip")
        self._label_probabilities -= value
        self._flat.put(self.label_indices, self._label_probabilities)
