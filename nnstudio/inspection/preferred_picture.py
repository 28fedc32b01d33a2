"""The picture that excites a unit most, found by gradient ascent."""

from collections.abc import Generator

import numpy as np

from nnstudio.data.dataset import Progress
from nnstudio.engine.arrays import Floats
from nnstudio.engine.network import Network
from nnstudio.engine.workspace import PredictionWorkspace
from nnstudio.inspection.activations import Unit, unit_layers

STEPS = 150
STEP_SIZE = 0.08
"""Length of the first step, as a fraction of the picture's length; it falls linearly to a tenth of that."""
START = 0.1
"""The length of the picture at the start, as a fraction of the length that is allowed."""


def find_preferred_picture(
    network: Network, parameters: Floats, unit: Unit, length: float
) -> Generator[Progress, None, Floats]:
    """Return the picture x, of the network's input shape, with the largest sum z of ``unit`` that was found.

    Its pixels are from 0 to 1, and its Euclidean length is ``length`` at most, as otherwise more ink would always
    excite more. Each step follows the gradient of z, then the picture is brought back into these bounds. It starts from
    an even grey, so that the result is always the same; it is a local maximum for all but the first layer.
    Source: D. Erhan et al., Visualizing higher-layer features of a deep network, 2009.
    """
    layer = unit_layers(network)[unit.layer]
    workspace = PredictionWorkspace(network, parameters, 1)
    weights = network.layout.views(parameters)[layer.dense]["weights"][:, unit.index][None].copy()
    picture = np.full(network.inputs, START * length / np.sqrt(network.inputs), parameters.dtype)
    for step in range(STEPS):
        workspace.inputs[0] = picture
        gradient = workspace.gradient_before(layer.dense, weights)[0]
        size = float(np.linalg.norm(gradient))
        if size == 0 or not np.isfinite(size):  # all units before it are silent: no pixel changes anything
            break
        rate = STEP_SIZE * length * (1 - 0.9 * step / STEPS)
        picture = _within(picture + rate / size * gradient, length)
        yield Progress("Looking for the picture that excites the unit most", step + 1, STEPS)
    return picture.reshape(network.input_shape)


def _within(picture: Floats, length: float) -> Floats:
    clipped = np.clip(picture, 0, 1)
    size = float(np.linalg.norm(clipped))
    result: Floats = clipped if size <= length else clipped * (length / size)
    return result
