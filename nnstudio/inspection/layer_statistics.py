"""What happens in each layer while a network learns: weights, gradients, updates and activations in numbers."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nnstudio.engine.arrays import Floats
from nnstudio.engine.layers import Dense
from nnstudio.engine.losses import Loss
from nnstudio.engine.network import Network
from nnstudio.engine.parameters import Role
from nnstudio.engine.samples import Samples
from nnstudio.engine.workspace import PredictionWorkspace
from nnstudio.inspection.histograms import Histogram, HistogramScale, with_percentiles

PROBE = 2000
"""How many pictures the activations are measured on, always the same ones."""
NEAR_LIMIT = 0.01
"""An output is at a limit of its activation if it is nearer to it than this fraction of the distance of both."""
MOSTLY = 0.95
"""A unit is saturated if its output is at a limit for more than this fraction of the probe."""
KINDS = ("weights", "biases", "gradients", "updates", "activations")
"""The arrays of a layer that are described. Gradients and updates are those of the weights."""


@dataclass(frozen=True, eq=False)
class LayerStatistics:
    """The layer ``index`` of a network after a step, and what that step did to it.

    ``histograms`` has one for each of the `KINDS` that the layer has. ``gradient_norm`` is the L2 norm of the gradient
    of all that the layer learns; ``update_ratio`` is |ΔW| / |W|, 0 for weights that are all 0 and stay so.
    ``saturated`` is the fraction of its units that are `MOSTLY` at a limit of their activation, 0 where this has none;
    then ``dead`` is the fraction of those whose output is 0 for every picture of the probe. Both are 0 for the output.
    """

    index: int
    histograms: Mapping[str, Histogram]
    gradient_norm: float
    update_ratio: float
    dead: float
    saturated: float


class LayerMeter:
    """Describes every layer that has weights, with ranges of the histograms that hold for the whole run."""

    def __init__(self, network: Network, parameters: Floats, probe: Samples) -> None:
        """Measure the network of ``parameters``, shape (network.layout.count,), which may change between calls."""
        count = min(PROBE, probe.count)
        self._network, self._parameters = network, parameters
        self._workspace = PredictionWorkspace(network, parameters, count)
        reader = probe.reader(self._workspace.inputs, self._workspace.labels)
        reader.read(np.linspace(0, probe.count - 1, count).astype(np.int64))
        self._scales = {(index, kind): HistogramScale() for index in network.layout.weighted_layers for kind in KINDS}

    def keep_ranges(self, layers: tuple[LayerStatistics, ...]) -> None:
        """Begin with the ranges of an earlier measurement, so that its histograms and the next ones compare."""
        for layer in layers:
            for kind, histogram in layer.histograms.items():
                self._scales[layer.index, kind] = HistogramScale(limit=histogram.limit)

    def measure(self, before: Floats, gradient: Floats, loss: Loss) -> tuple[float, tuple[LayerStatistics, ...]]:
        """Return the loss on the probe and the statistics of the layers after a step from the parameters ``before``.

        ``before`` and its ``gradient`` have the shape (network.layout.count,).
        """
        layout = self._network.layout
        views, earlier, gradients = (layout.views(vector) for vector in (self._parameters, before, gradient))
        layers = []
        output = np.empty(0, self._parameters.dtype)
        for index, output in enumerate(self._workspace.outputs()):
            if index not in layout.weighted_layers:
                continue
            weights = views[index]["weights"]
            update = weights - earlier[index]["weights"]
            arrays = {"weights": weights, "gradients": gradients[index]["weights"], "updates": update}
            if "biases" in views[index]:
                arrays["biases"] = views[index]["biases"]
            learned = [gradients[index][each.name] for each in layout.layers[index] if each.role <= Role.BIAS]
            is_output = index == len(self._network.layers) - 1
            dead, saturated = (0.0, 0.0) if is_output else self._stuck(index, output)
            layers.append(
                LayerStatistics(
                    index=index,
                    histograms=self._describe(index, arrays | {"activations": output}),
                    gradient_norm=math.sqrt(sum(_square(each) for each in learned)),
                    update_ratio=_ratio(update, weights),
                    dead=dead,
                    saturated=saturated,
                )
            )
        pass_of_loss = loss.bind((len(output), self._network.classes), output.dtype)
        return pass_of_loss.forward(output, self._workspace.labels), tuple(layers)

    def _describe(self, index: int, arrays: Mapping[str, Floats]) -> dict[str, Histogram]:
        shown = {kind: arrays[kind] for kind in KINDS if kind in arrays}
        return {kind: with_percentiles(self._scales[index, kind].count(each), each) for kind, each in shown.items()}

    def _stuck(self, index: int, output: Floats) -> tuple[float, float]:
        """Return the fractions of dead and of saturated units for their ``output``, shape (probe, units)."""
        layer = self._network.layers[index]
        limits = layer.activation.limits if isinstance(layer, Dense) else None
        if limits is not None:
            return 0.0, _saturated(output, limits)
        return float(np.mean((output.min(axis=0) == 0) & (output.max(axis=0) == 0))), 0.0


def _saturated(output: Floats, limits: tuple[float, float]) -> float:
    low, high = limits
    near = NEAR_LIMIT * (high - low)
    is_at_limit: NDArray[np.bool_] = (output < low + near) | (output > high - near)
    return float(np.mean(is_at_limit.mean(axis=0) > MOSTLY))


def _square(values: Floats) -> float:
    """Return the sum of the squares, also where it is too large for the dtype of ``values``."""
    flat = values.ravel()
    total = float(np.dot(flat, flat))
    return total if math.isfinite(total) else float(np.square(flat, dtype=np.float64).sum())


def _ratio(update: Floats, weights: Floats) -> float:
    moved, size = _square(update), _square(weights)
    if not size:
        return math.inf if moved else 0.0
    return math.sqrt(moved / size)
