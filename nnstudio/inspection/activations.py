"""What every unit of a network computes for pictures: its inputs, its sum and its output, as in prediction.

A dense layer and what follows it up to the next one are shown as one layer of units: batch normalization, dropout and
an activation on its own belong to the dense layer before them. Dropout does nothing in prediction. What comes before
the first dense layer belongs to the inputs.
"""

import math
from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nnstudio.engine.activations import Linear
from nnstudio.engine.arrays import Floats
from nnstudio.engine.layers import ActivationLayer, Dense, Dropout
from nnstudio.engine.network import Network
from nnstudio.engine.parameters import Views
from nnstudio.engine.softmax import softmax
from nnstudio.engine.workspace import NOTHING_SILENCED, PredictionWorkspace, Silenced


@dataclass(frozen=True, order=True)
class Unit:
    """The unit ``index``, from 0, of the `UnitLayer` with the number ``layer``, from 0."""

    layer: int
    index: int


@dataclass(frozen=True)
class UnitLayer:
    """A dense layer with what follows it up to the next one.

    ``dense`` is the index of the dense layer in the network, ``last`` that of the last layer that belongs to it.
    ``steps`` names what lies between a unit's sum and its output, such as "ReLU" and "Batch normalization".
    """

    name: str
    inputs: int
    units: int
    dense: int
    last: int
    steps: tuple[str, ...]


def unit_layers(network: Network) -> tuple[UnitLayer, ...]:
    """Return the layers of units of ``network``; the last one has the logits as its outputs."""
    starts = [index for index, layer in enumerate(network.layers) if isinstance(layer, Dense)]
    ends = [*starts[1:], len(network.layers)]
    return tuple(
        UnitLayer(
            name=network.layer_name(start),
            inputs=math.prod(network.shapes[start]),
            units=math.prod(network.shapes[start + 1]),
            dense=start,
            last=end - 1,
            steps=_steps(network, start, end),
        )
        for start, end in zip(starts, ends, strict=True)
    )


def _steps(network: Network, start: int, end: int) -> tuple[str, ...]:
    names = []
    for layer in network.layers[start:end]:
        if isinstance(layer, Dense | ActivationLayer):
            if not isinstance(layer.activation, Linear):
                names.append(layer.activation.label)
        elif not isinstance(layer, Dropout):
            names.append(layer.label)
    return tuple(names)


def silenced_columns(layers: tuple[UnitLayer, ...], units: Collection[Unit]) -> Silenced:
    """Return the columns to set to 0 so that ``units`` are switched off: those of the last part of their layer."""
    indices: dict[int, list[int]] = {}
    for unit in sorted(units):
        indices.setdefault(layers[unit.layer].last, []).append(unit.index)
    return {last: np.array(columns, np.intp) for last, columns in indices.items()}


@dataclass(frozen=True, eq=False)
class LayerActivity:
    """One layer of units for one picture: its ``inputs`` x, shape (inputs,), ``sums`` z and ``outputs`` a, (units,)."""

    inputs: Floats
    sums: Floats
    outputs: Floats


@dataclass(frozen=True, eq=False)
class Activity:
    """All layers of units for one picture, and the ``probabilities`` of the classes, shape (classes,)."""

    layers: tuple[LayerActivity, ...]
    probabilities: Floats

    @property
    def best(self) -> int:
        """The predicted class."""
        return int(self.probabilities.argmax())


@dataclass(frozen=True, eq=False)
class Terms:
    """The sum of one unit in numbers: z = w·x + b.

    ``indices``, shape (count,), are those of the inputs with the largest products by absolute value, in descending
    order, with their ``inputs``, ``weights`` and ``products``. ``rest`` is the sum of all other products.
    """

    indices: NDArray[np.intp]
    inputs: Floats
    weights: Floats
    products: Floats
    rest: float
    bias: float
    sum: float
    output: float


class ActivationReader:
    """Computes the activity of one network for single pictures, with its own copy of the parameters."""

    def __init__(self, network: Network, parameters: Floats) -> None:
        self.network = network
        self.layers = unit_layers(network)
        self._parameters = parameters.copy()
        self._workspace = PredictionWorkspace(network, self._parameters, 1)
        self._views = network.layout.views(self._parameters)

    def update(self, parameters: Floats) -> None:
        """Replace the parameters by newer ones, shape (network.layout.count,)."""
        self._parameters[:] = parameters

    @property
    def parameters(self) -> Floats:
        """The parameters, shape (network.layout.count,), to be read only."""
        return self._parameters

    def weights(self, layer: int) -> Floats:
        """Return the weights of the layer of units ``layer``, shape (inputs, units), as a view."""
        return self._views[self.layers[layer].dense]["weights"]

    def bias(self, unit: Unit) -> float:
        """Return b of ``unit``, 0 where its layer has none."""
        biases = self._views[self.layers[unit.layer].dense].get("biases")
        return 0.0 if biases is None else float(biases[unit.index])

    def read(self, inputs: Floats, silenced: Silenced = NOTHING_SILENCED) -> Activity:
        """Return the activity for ``inputs``, shape (features,); see `silenced_columns`."""
        self._workspace.inputs[0] = inputs
        outputs = [self._workspace.inputs.copy(), *(each.copy() for each in self._workspace.outputs(silenced))]
        layers = tuple(
            LayerActivity(
                inputs=outputs[layer.dense][0],
                sums=_sums(self._views[layer.dense], outputs[layer.dense])[0],
                outputs=outputs[layer.last + 1][0],
            )
            for layer in self.layers
        )
        return Activity(layers, softmax(outputs[-1])[0])

    def terms(self, activity: Activity, unit: Unit, count: int) -> Terms:
        """Return the sum of ``unit`` in numbers, with the ``count`` strongest products."""
        layer = activity.layers[unit.layer]
        weights = self.weights(unit.layer)[:, unit.index]
        products = weights * layer.inputs
        strongest = np.abs(products).argsort(kind="stable")[::-1][:count]
        others = np.ones(len(products), bool)
        others[strongest] = False
        return Terms(
            indices=strongest,
            inputs=layer.inputs[strongest],
            weights=weights[strongest],
            products=products[strongest],
            rest=float(products[others].sum(dtype=np.float64)),
            bias=self.bias(unit),
            sum=float(layer.sums[unit.index]),
            output=float(layer.outputs[unit.index]),
        )


def _sums(views: Views, inputs: Floats) -> Floats:
    """Return z = x·W + b, shape (batch, units), as the dense layer computes it before its activation."""
    sums = inputs.dot(views["weights"])
    if "biases" in views:
        sums += views["biases"]
    result: Floats = sums
    return result
