"""What every unit of a network does over a fixed sample of pictures, and how many of them are predicted correctly."""

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nnstudio.data.dataset import PictureSamples, Progress
from nnstudio.engine.arrays import Floats
from nnstudio.engine.network import Network
from nnstudio.engine.workspace import NOTHING_SILENCED, PredictionWorkspace, Silenced
from nnstudio.inspection.activations import Unit, unit_layers

CHUNK = 100
"""Pictures that are predicted in one step."""
CONSTANT = 1e-6
"""A unit is dead if its largest and its smallest output over the sample differ by this at most."""


@dataclass(frozen=True, eq=False)
class SampleActivity:
    """The activity of ``network`` with ``parameters`` over ``samples``, as in prediction.

    ``outputs`` has one array for each layer of units, shape (count, units): what the next layer receives.
    ``predicted``, shape (count,), are the predicted classes.
    """

    network: Network
    parameters: Floats
    samples: PictureSamples
    outputs: tuple[Floats, ...]
    predicted: NDArray[np.intp]

    @property
    def is_right(self) -> NDArray[np.bool_]:
        """Which pictures are predicted correctly, shape (count,)."""
        right: NDArray[np.bool_] = self.predicted == self.samples.labels
        return right

    @property
    def accuracy(self) -> float:
        """The fraction of the pictures that are predicted correctly."""
        return float(self.is_right.mean())

    def class_means(self, unit: Unit) -> Floats:
        """Return the mean output of ``unit`` for each class, shape (classes,); NaN where there is no picture."""
        outputs = self.outputs[unit.layer][:, unit.index].astype(np.float64)
        labels = self.samples.labels.astype(np.intp)
        counts = np.bincount(labels, minlength=self.network.classes)
        sums = np.bincount(labels, weights=outputs, minlength=self.network.classes)
        means: Floats = np.divide(sums, counts, out=np.full(len(counts), np.nan), where=counts > 0)
        return means

    def most_exciting(self, unit: Unit, count: int) -> NDArray[np.intp]:
        """Return the indices of the ``count`` pictures with the largest outputs of ``unit``, in descending order."""
        return (-self.outputs[unit.layer][:, unit.index]).argsort(kind="stable")[:count]

    def dead(self, layer: int) -> NDArray[np.bool_]:
        """Return which units of ``layer`` have the same output for every picture, shape (units,)."""
        spread: NDArray[np.bool_] = np.ptp(self.outputs[layer], axis=0) <= CONSTANT
        return spread

    def use(self, layer: int) -> Floats:
        """Return how much each unit of the hidden ``layer`` moves the next layer over the sample, shape (units,).

        It is the standard deviation of its output, times the Euclidean length of its weights to the next layer.
        """
        following = unit_layers(self.network)[layer + 1]
        weights = self.network.layout.views(self.parameters)[following.dense]["weights"]
        use: Floats = self.outputs[layer].std(axis=0) * np.linalg.norm(weights, axis=1)
        return use


def measure_sample(
    network: Network, parameters: Floats, samples: PictureSamples, silenced: Silenced = NOTHING_SILENCED
) -> Generator[Progress, None, SampleActivity]:
    """Predict all ``samples``, of at least one picture, with the units ``silenced`` switched off."""
    layers = unit_layers(network)
    outputs = tuple(np.empty((samples.count, layer.units), parameters.dtype) for layer in layers)
    kept = {layer.last: array for layer, array in zip(layers, outputs, strict=True)}
    for start in range(0, samples.count, CHUNK):
        indices = np.arange(start, min(start + CHUNK, samples.count))
        workspace = PredictionWorkspace(network, parameters, len(indices))
        samples.reader(workspace.inputs, workspace.labels).read(indices)
        for index, values in enumerate(workspace.outputs(silenced)):
            if index in kept:
                kept[index][indices] = values
        yield Progress("Measuring the units", int(indices[-1]) + 1, samples.count)
    return SampleActivity(network, parameters, samples, outputs, outputs[-1].argmax(axis=1))
