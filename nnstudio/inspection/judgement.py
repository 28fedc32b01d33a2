"""What a network makes of labelled pictures: the prediction and the loss of each, and where it goes wrong."""

from collections.abc import Generator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from nnstudio.engine.arrays import Floats, Labels
from nnstudio.engine.confusion import Confusion
from nnstudio.engine.evaluation import CHUNK
from nnstudio.engine.events import EvaluationAdvanced
from nnstudio.engine.network import Network
from nnstudio.engine.samples import Samples
from nnstudio.engine.workspace import PredictionWorkspace


@dataclass(frozen=True)
class ConfusedPair:
    """How often pictures of the class ``actual`` were predicted as another class, ``predicted``."""

    actual: int
    predicted: int
    count: int


@dataclass(frozen=True, eq=False)
class Judgement:
    """The ``labels``, shape (count,), of pictures and the ``logits``, shape (count, classes), predicted for them.

    Everything else follows from these, is computed when it is first asked for, and is in the order of the pictures.
    """

    labels: Labels
    logits: Floats

    @property
    def count(self) -> int:
        """The number of pictures."""
        return len(self.labels)

    @property
    def classes(self) -> int:
        """The number of classes."""
        return int(self.logits.shape[1])

    @cached_property
    def is_finite(self) -> bool:
        """Whether all logits are finite; if not, predictions mean nothing."""
        return bool(np.isfinite(self.logits).all())

    @cached_property
    def predicted(self) -> Labels:
        """The class with the largest logit, shape (count,)."""
        predicted: Labels = self.logits.argmax(axis=1)
        return predicted

    @cached_property
    def is_right(self) -> NDArray[np.bool_]:
        """Whether the predicted class is the label, shape (count,)."""
        right: NDArray[np.bool_] = self.predicted == self.labels
        return right

    @cached_property
    def losses(self) -> NDArray[np.float64]:
        """The cross-entropy -log p[label] of each picture, without label smoothing, in nats; shape (count,).

        It is taken as log Σ exp(z - max z) - (z[label] - max z), finite for every finite z.
        """
        rows = np.arange(self.count)
        losses: NDArray[np.float64] = self._log_sums - (self.logits[rows, self.labels] - self._largest)
        return losses

    @cached_property
    def confidences(self) -> NDArray[np.float64]:
        """The probability of the predicted class, 1 / Σ exp(z - max z), shape (count,)."""
        return np.exp(-self._log_sums)

    @cached_property
    def confusion(self) -> Confusion:
        """How often each class was predicted as each."""
        return Confusion.of(self.labels, self.predicted, self.classes)

    def indices(self, actual: int | None = None, predicted: int | None = None) -> NDArray[np.intp]:
        """Return the pictures of the class ``actual`` predicted as ``predicted``, the largest loss first.

        None stands for any class. Of equal losses the earlier picture comes first.
        """
        is_wanted = np.ones(self.count, bool)
        if actual is not None:
            is_wanted &= self.labels == actual
        if predicted is not None:
            is_wanted &= self.predicted == predicted
        return self._by_loss(is_wanted)

    @property
    def mistakes(self) -> NDArray[np.intp]:
        """All pictures whose prediction is wrong, the largest loss first."""
        return self._by_loss(~self.is_right)

    def confused_pairs(self, maximum: int) -> list[ConfusedPair]:
        """Return at most ``maximum`` pairs of classes that were confused, the most frequent first."""
        counts = self.confusion.counts.copy()
        np.fill_diagonal(counts, 0)
        order = np.argsort(-counts, axis=None, kind="stable")[:maximum]
        pairs = [divmod(int(cell), self.classes) for cell in order]
        return [ConfusedPair(*pair, int(counts[pair])) for pair in pairs if counts[pair]]

    @cached_property
    def _largest(self) -> NDArray[np.float64]:
        largest: NDArray[np.float64] = self.logits.max(axis=1).astype(np.float64)
        return largest

    @cached_property
    def _log_sums(self) -> NDArray[np.float64]:
        sums: NDArray[np.float64] = np.exp(self.logits - self._largest[:, None]).sum(axis=1)
        return np.log(sums)

    def _by_loss(self, is_wanted: NDArray[np.bool_]) -> NDArray[np.intp]:
        wanted = np.flatnonzero(is_wanted)
        return wanted[np.argsort(-self.losses[wanted], kind="stable")]


def judge(network: Network, parameters: Floats, samples: Samples) -> Generator[EvaluationAdvanced, None, Judgement]:
    """Yield after every chunk of ``samples``; return the judgement of all of them (the generator's return value).

    ``parameters`` has the shape (network.layout.count,) and is only read. Everything is as in prediction: no dropout,
    batch normalization by its running statistics.
    """
    labels = np.empty(samples.count, np.int64)
    logits = np.empty((samples.count, network.classes), parameters.dtype)
    for start in range(0, samples.count, CHUNK):
        stop = min(start + CHUNK, samples.count)
        if start == 0 or stop - start != CHUNK:
            workspace = PredictionWorkspace(network, parameters, stop - start)
            reader = samples.reader(workspace.inputs, workspace.labels)
        reader.read(np.arange(start, stop))
        logits[start:stop] = workspace.logits()
        labels[start:stop] = workspace.labels
        yield EvaluationAdvanced(stop, samples.count)
    return Judgement(labels, logits)
