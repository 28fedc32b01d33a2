"""The confusion matrix, and the precision and recall of each class."""

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nnstudio.engine.arrays import Floats, Labels
from nnstudio.engine.evaluation import CHUNK
from nnstudio.engine.events import EvaluationAdvanced
from nnstudio.engine.network import Network
from nnstudio.engine.samples import Samples
from nnstudio.engine.workspace import PredictionWorkspace


@dataclass(frozen=True, eq=False)
class Confusion:
    """``counts[i, j]``: how many samples of class i were predicted as class j; shape (classes, classes).

    precision_j = counts[j, j] / Σ_i counts[i, j], recall_i = counts[i, i] / Σ_j counts[i, j]; the precision of a class
    that was never predicted and the recall of a class without samples are 0. F1_i = 2 precision_i recall_i /
    (precision_i + recall_i), their harmonic mean, which is 0 where both are.
    Source: C. Manning, P. Raghavan, H. Schütze, Introduction to Information Retrieval, 2008, section 8.3.
    """

    counts: NDArray[np.int64]

    @classmethod
    def of(cls, labels: Labels, predicted: Labels, classes: int) -> "Confusion":
        """Return the confusion of samples of the classes ``labels``, predicted as ``predicted``, both (count,)."""
        cells = labels.astype(np.int64) * classes + predicted
        return cls(np.bincount(cells, minlength=classes * classes).reshape(classes, classes))

    @property
    def count(self) -> int:
        """How many samples there were."""
        return int(self.counts.sum())

    @property
    def accuracy(self) -> float:
        """The fraction of correct predictions."""
        return float(np.trace(self.counts)) / max(1, self.count)

    @property
    def precision(self) -> NDArray[np.float64]:
        """Of the samples predicted as each class, the fraction that belong to it; shape (classes,)."""
        precision: NDArray[np.float64] = np.diag(self.counts) / np.maximum(1, self.counts.sum(axis=0))
        return precision

    @property
    def recall(self) -> NDArray[np.float64]:
        """Of the samples of each class, the fraction that were predicted as it; shape (classes,)."""
        recall: NDArray[np.float64] = np.diag(self.counts) / np.maximum(1, self.counts.sum(axis=1))
        return recall

    @property
    def f1(self) -> NDArray[np.float64]:
        """The F1 score of each class, shape (classes,)."""
        f1: NDArray[np.float64] = 2 * np.diag(self.counts) / np.maximum(1, self._actual + self._predicted)
        return f1

    @property
    def shares_of_actual(self) -> NDArray[np.float64]:
        """Each count as a fraction of its row, the samples of that class; shape (classes, classes)."""
        shares: NDArray[np.float64] = self.counts / np.maximum(1, self._actual)[:, None]
        return shares

    @property
    def shares_of_predicted(self) -> NDArray[np.float64]:
        """Each count as a fraction of its column, the samples predicted as that class; shape (classes, classes)."""
        shares: NDArray[np.float64] = self.counts / np.maximum(1, self._predicted)
        return shares

    @property
    def _actual(self) -> NDArray[np.int64]:
        actual: NDArray[np.int64] = self.counts.sum(axis=1)
        return actual

    @property
    def _predicted(self) -> NDArray[np.int64]:
        predicted: NDArray[np.int64] = self.counts.sum(axis=0)
        return predicted


def confuse(network: Network, parameters: Floats, samples: Samples) -> Generator[EvaluationAdvanced, None, Confusion]:
    """Yield after every chunk of samples; return the confusion over all of them (the generator's return value)."""
    counts = np.zeros((network.classes, network.classes), np.int64)
    for start in range(0, samples.count, CHUNK):
        stop = min(start + CHUNK, samples.count)
        workspace = PredictionWorkspace(network, parameters, stop - start)
        samples.reader(workspace.inputs, workspace.labels).read(np.arange(start, stop))
        np.add.at(counts, (workspace.labels, workspace.logits().argmax(axis=1)), 1)
        yield EvaluationAdvanced(stop, samples.count)
    return Confusion(counts)
