"""How large the weights of each layer are: here the effects of regularization differ most visibly."""

from dataclasses import dataclass

import numpy as np

from nnstudio.engine.arrays import Floats
from nnstudio.engine.network import Network

NEAR_ZERO = 0.01


@dataclass(frozen=True)
class LayerWeights:
    """One layer's weights: its number from 1 among layers with weights, L2 norm, and fraction within ±0.01.

    Also the mean and the maximum of their magnitudes.
    """

    number: int
    norm: float
    fraction_near_zero: float
    mean_magnitude: float = 0.0
    largest: float = 0.0


def summarize_weights(network: Network, parameters: Floats) -> list[LayerWeights]:
    """Return the summary of each layer that has weights; ``parameters`` has the shape (network.layout.count,)."""
    return [_summary(number, layer) for number, layer in enumerate(network.layout.weights(parameters), start=1)]


def _summary(number: int, weights: Floats) -> LayerWeights:
    magnitudes = np.abs(weights)
    return LayerWeights(
        number,
        float(np.linalg.norm(weights)),
        float((magnitudes < NEAR_ZERO).mean()),
        float(magnitudes.mean(dtype=np.float64)),
        float(magnitudes.max(initial=0.0)),
    )
