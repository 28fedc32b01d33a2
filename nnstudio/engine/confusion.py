"""The confusion matrix, and the precision and recall of each class."""

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nnstudio.engine.arrays import Floats
from nnstudio.engine.evaluation import CHUNK
from nnstudio.engine.events import EvaluationAdvanced
from nnstudio.engine.network import Network
from nnstudio.engine.samples import Samples
from nnstudio.engine.workspace import PredictionWorkspace


@dataclass(frozen=True, eq=False)
class Confusion:
    """``counts[i, j]``: how many samples of class i were predicted as class j; shape (classes, classes).

    precision_j = counts[j, j] / Σ_i counts[i, j], recall_i = counts[i, i] / Σ_j counts[i, j]; the precision of a class
    that was never predicted and the recall of a class without samples are 0.
    Source: C. Manning, P. Raghavan, H. Schütze, Introduction to Information Retrieval, 2008, section 8.3.
    """

    counts: NDArray[np.int64]

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
