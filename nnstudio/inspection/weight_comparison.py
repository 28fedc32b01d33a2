"""The weights of two networks over each other, layer by layer: histograms over the same bins, and their size."""

from dataclasses import dataclass
from itertools import zip_longest

import numpy as np
from numpy.typing import NDArray

from nnstudio.engine.arrays import Floats
from nnstudio.engine.network import Network
from nnstudio.inspection.histograms import Histogram, HistogramScale, widened
from nnstudio.inspection.weight_summary import LayerWeights, summarize_weights


@dataclass(frozen=True, eq=False)
class ComparedLayer:
    """The layer with this ``number`` among those with weights, from 1; of a network that lacks it, all is None.

    ``fractions`` are the parts of all weights in each of 64 equal bins between -limit and limit, shape (64,) each.
    """

    number: int
    limit: float
    fractions: tuple[NDArray[np.float64] | None, ...]
    summaries: tuple[LayerWeights | None, ...]


def compare_weights(*networks: tuple[Network, Floats]) -> tuple[ComparedLayer, ...]:
    """Return the layers of ``networks``, each with its parameters, shape (network.layout.count,), beside each other."""
    weights = [network.layout.weights(parameters) for network, parameters in networks]
    summaries = [summarize_weights(network, parameters) for network, parameters in networks]
    return tuple(
        _layer(number, of_weights, of_summaries)
        for number, (of_weights, of_summaries) in enumerate(
            zip(zip_longest(*weights), zip_longest(*summaries), strict=True), start=1
        )
    )


def _layer(
    number: int, weights: tuple[Floats | None, ...], summaries: tuple[LayerWeights | None, ...]
) -> ComparedLayer:
    scale = HistogramScale()
    histograms = [None if each is None else scale.count(each) for each in weights]
    limit = max(each.limit for each in histograms if each is not None)
    fractions = tuple(None if each is None else _fractions(each, limit) for each in histograms)
    return ComparedLayer(number, limit, fractions, summaries)


def _fractions(histogram: Histogram, limit: float) -> NDArray[np.float64]:
    counts = widened(histogram, limit)
    return counts / max(1, int(counts.sum()))
