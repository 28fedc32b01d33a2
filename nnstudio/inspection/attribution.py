"""Attribution: which pixels and hidden units are evidence for a class, and which against it."""

from dataclasses import dataclass

import numpy as np

from nnstudio.engine.arrays import Floats
from nnstudio.engine.network import Network
from nnstudio.engine.softmax import softmax
from nnstudio.engine.workspace import PredictionWorkspace

PATCH, STRIDE = 4, 2
"""Side of the patch that is erased, and the step by which it moves, in pixels."""


def contrast(classes: int, chosen: int, rival: int | None) -> Floats:
    """Return the direction d, shape (classes,), such that z·d is the difference of logits z that is explained.

    It is z_chosen - z_rival or, without a rival, z_chosen minus the mean of all other logits. A difference is
    explained because adding the same number to all logits changes no probability.
    """
    direction = np.zeros(classes)
    if rival is None:
        direction -= 1 / max(1, classes - 1)
    else:
        direction[rival] = -1
    direction[chosen] = 1
    return direction


@dataclass(frozen=True, eq=False)
class Attribution:
    """Gradient times value, for the pixels and for the hidden activations.

    ``pixels`` has the shape (features,). ``units`` holds one array of shape (units,) for each hidden layer with
    weights, in order: for its outputs as the next such layer receives them, so after the activation function.
    """

    pixels: Floats
    units: tuple[Floats, ...]


class Attributor:
    """Explains what one network of pictures predicts for single ones; ``parameters`` may change between calls."""

    def __init__(self, network: Network, parameters: Floats) -> None:
        self._classes = network.classes
        self._shape = network.input_shape
        # A picture that is smaller than a patch is erased completely.
        rows, columns = (range(0, max(1, side - PATCH + 1), STRIDE) for side in self._shape)
        self._indices = [(row, column) for row in rows for column in columns]
        self._weighted_layers = network.layout.weighted_layers
        self._single = PredictionWorkspace(network, parameters, 1)
        self._erased = PredictionWorkspace(network, parameters, len(self._indices))

    def attribute(self, inputs: Floats, chosen: int, rival: int | None = None) -> Attribution:
        """Return x ∘ ∂(z·d)/∂x for ``inputs``, shape (features,), and for hidden activations; `contrast` returns d.

        Source: A. Shrikumar et al., Not just a black box: learning important features through propagating activation
        differences, 2016 (gradient times input).
        """
        self._single.inputs[0] = inputs
        direction = contrast(self._classes, chosen, rival).astype(self._single.inputs.dtype)
        products = [(values * gradient)[0] for values, gradient in self._single.trace(direction[None])]
        return Attribution(products[0], tuple(products[index] for index in self._weighted_layers[1:]))

    def occlude(self, inputs: Floats, chosen: int) -> Floats:
        """Return by how much the probability of ``chosen`` falls where ink is erased, shape (height, width).

        A patch of 4 by 4 pixels is set to 0 at every second row and column; a pixel's value is the mean fall over
        the patches that cover it.
        Source: M. Zeiler, R. Fergus, Visualizing and understanding convolutional networks, ECCV 2014.
        """
        pictures = self._erased.inputs.reshape(-1, *self._shape)
        pictures[...] = inputs.reshape(self._shape)
        for picture, (row, column) in zip(pictures, self._indices, strict=True):
            picture[row : row + PATCH, column : column + PATCH] = 0
        self._single.inputs[0] = inputs
        whole = float(softmax(self._single.logits())[0, chosen])
        falls = whole - softmax(self._erased.logits())[:, chosen]
        total, covered = np.zeros(self._shape), np.zeros(self._shape)
        for fall, (row, column) in zip(falls, self._indices, strict=True):
            total[row : row + PATCH, column : column + PATCH] += fall
            covered[row : row + PATCH, column : column + PATCH] += 1
        mean: Floats = total / np.maximum(covered, 1)
        return mean
