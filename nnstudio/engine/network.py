"""A network: a stack of layers between the inputs and the classes."""

import math
from dataclasses import dataclass

import numpy as np

from nnstudio.engine.activations import Linear
from nnstudio.engine.arrays import Floats, Shape
from nnstudio.engine.initializers import INITIALIZERS, HeNormal, Initializer
from nnstudio.engine.layers import LAYERS, Dense, Layer
from nnstudio.engine.layers.raw_inputs import RawInputs
from nnstudio.engine.layers.standardization import Standardization
from nnstudio.engine.parameters import Layout, Role
from nnstudio.engine.samples import Samples
from nnstudio.spec.record import ListOf, OneOf
from nnstudio.spec.setting import Choice, Flag, declare


@dataclass(frozen=True)
class NetworkSettings:
    """The layers between the inputs and the outputs, their initial weights and the scaling of the inputs."""

    layers: tuple[Layer, ...] = declare(
        (Dense(128), Dense(64)),
        ListOf(
            label="Layers",
            help="The layers between the picture and the outputs. No layers at all is softmax regression.",
            item=OneOf(label="Layer", help="One layer.", registry=LAYERS),
            maximum=8,
            limited=Dense,
            noun="hidden dense layers",
        ),
    )
    initializer: Initializer = declare(
        HeNormal(),
        OneOf(
            label="Initial weights",
            help="How the weights are drawn before training. He initialization suits ReLU, Xavier suits sigmoid.",
            is_advanced=True,
            registry=INITIALIZERS,
        ),
    )
    inputs: str = declare(
        "unit",
        Choice(
            label="Inputs",
            help="How pixels are scaled for the first layer. 0 to 1 is usual. Standardised pixels have mean 0 and "
            "standard deviation 1 over all training pictures, which makes the first steps easier. 0 to 255, as pixels "
            "are stored, shows why inputs are scaled.",
            is_advanced=True,
            options={"unit": "0 to 1", "standardized": "Standardised", "raw": "0 to 255"},
        ),
    )
    output_has_bias: bool = declare(
        True,
        Flag(
            label="Output bias",
            help="Whether each output, one for each class, adds a learned number to its sum. On is usual.",
            is_advanced=True,
        ),
    )


_INPUT_SCALINGS: dict[str, tuple[Layer, ...]] = {
    "unit": (),
    "standardized": (Standardization(),),
    "raw": (RawInputs(),),
}


class Network:
    """The architecture of a network: its layers, their shapes and the layout of the parameters, but not their values.

    The last layer is a linear `Dense` with one unit per class; its outputs are the logits of a softmax.
    Input scaling is its first layer, whose mean and deviation are parameters like all others, so that the parameters
    alone determine how inputs are scaled.
    ``shapes`` are those of a sample before the first layer and after each layer, so one more than there are layers.
    """

    def __init__(self, settings: NetworkSettings, input_shape: Shape, classes: int) -> None:
        self.settings = settings
        self.input_shape = input_shape
        self.classes = classes
        input_scaling = _INPUT_SCALINGS[settings.inputs]
        output = Dense(classes, Linear(), settings.output_has_bias)
        self.layers: tuple[Layer, ...] = (*input_scaling, *settings.layers, output)
        self._first_number = 1 - len(input_scaling)
        shapes = [input_shape]
        for layer in self.layers:
            shapes.append(layer.output_shape(shapes[-1]))
        self.shapes = tuple(shapes)
        self.layout = Layout(
            [layer.parameters(shape) for layer, shape in zip(self.layers, self.shapes[:-1], strict=True)]
        )

    @property
    def inputs(self) -> int:
        """How many numbers one sample has."""
        return math.prod(self.input_shape)

    def initial_parameters(self, rng: np.random.Generator, dtype: np.dtype[np.floating]) -> Floats:
        """Return initial parameters, shape (layout.count,): weights by the initializer, inputs not yet measured."""
        vector = self.layout.zeros(dtype)
        for parameters, views in zip(self.layout.layers, self.layout.views(vector), strict=True):
            for parameter in parameters:
                if parameter.role is Role.WEIGHT:
                    self.settings.initializer.fill(views[parameter.name], parameter.fan_in, parameter.fan_out, rng)
                else:
                    views[parameter.name][...] = parameter.initial
        return vector

    def measure_inputs(self, parameters: Floats, samples: Samples) -> None:
        """Let each layer measure ``samples`` and write the result into ``parameters``, shape (layout.count,)."""
        for layer, views in zip(self.layers, self.layout.views(parameters), strict=True):
            layer.measure_inputs(views, samples)

    def layer_number(self, index: int) -> int:
        """Return the number of the layer ``index`` in texts: from 1, and 0 for input scaling before the first."""
        return self._first_number + index

    def layer_name(self, index: int) -> str:
        """Return the name of the layer ``index`` in texts: "1. Dense", and "Output" for the last."""
        if index == len(self.layers) - 1:
            return "Output"
        number = self.layer_number(index)
        return f"{number}. {self.layers[index].label}" if number else self.layers[index].label
