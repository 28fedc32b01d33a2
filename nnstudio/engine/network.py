"""A network: a stack of layers between the pixels and the classes."""

import math
from dataclasses import dataclass

import numpy as np

from nnstudio.engine.activations import Linear
from nnstudio.engine.arrays import Floats, Shape
from nnstudio.engine.initializers import INITIALIZERS, HeNormal, Initializer
from nnstudio.engine.layers import LAYERS, Dense, Layer
from nnstudio.engine.layers.standardization import Standardization
from nnstudio.engine.parameters import Layout, Role
from nnstudio.engine.samples import Samples
from nnstudio.spec.record import ListOf, OneOf
from nnstudio.spec.setting import Choice, declare


@dataclass(frozen=True)
class NetworkSettings:
    """What the network is made of between its inputs and its ten outputs."""

    layers: tuple[Layer, ...] = declare(
        (Dense(128), Dense(64)),
        ListOf(
            label="Layers",
            help="The layers between the picture and the ten outputs. None at all is softmax regression.",
            item=OneOf(label="Layer", help="One layer.", registry=LAYERS),
            maximum=8,
        ),
    )
    initializer: Initializer = declare(
        HeNormal(),
        OneOf(
            label="First weights",
            help="How the weights are drawn before training. He suits ReLU, Xavier suits sigmoid.",
            registry=INITIALIZERS,
        ),
    )
    inputs: str = declare(
        "unit",
        Choice(
            label="Inputs",
            help="What the first layer is given. Pixels from 0 to 1 are usual. Standardised pixels have mean 0 and "
            "standard deviation 1 over all training pictures, which makes the first steps easier.",
            options={"unit": "0 to 1", "standardized": "Standardised"},
        ),
    )


class Network:
    """The plan of a network: its layers with their shapes, and where its parameters lie. It holds no numbers.

    The last layer is a linear `Dense` with one unit per class; its outputs are the logits of a softmax.
    Scaled inputs are its first layer, whose numbers are parameters like all others, so that whoever has a network's
    parameters gives it its inputs as it learned them.
    ``shapes`` are those of a sample before the first layer and after each layer, so one more than there are layers.
    """

    def __init__(self, settings: NetworkSettings, input_shape: Shape, classes: int) -> None:
        self.settings = settings
        self.input_shape = input_shape
        self.classes = classes
        input_scaling = (Standardization(),) if settings.inputs == "standardized" else ()
        self.layers: tuple[Layer, ...] = (*input_scaling, *settings.layers, Dense(classes, Linear()))
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
        """Return the first parameters, shape (layout.count,): weights by the initializer, inputs not yet measured."""
        vector = self.layout.zeros(dtype)
        for parameters, views in zip(self.layout.layers, self.layout.views(vector), strict=True):
            for parameter in parameters:
                if parameter.role is Role.WEIGHT:
                    self.settings.initializer.fill(views[parameter.name], parameter.fan_in, parameter.fan_out, rng)
                else:
                    views[parameter.name][...] = parameter.initial
        return vector

    def measure_inputs(self, parameters: Floats, samples: Samples) -> None:
        """Let each layer write what it must know of ``samples`` into ``parameters``, shape (layout.count,)."""
        for layer, views in zip(self.layers, self.layout.views(parameters), strict=True):
            layer.measure_inputs(views, samples)

    def layer_number(self, index: int) -> int:
        """Return the number that people know the layer ``index`` by: from 1, and 0 for scaled inputs before them."""
        return self._first_number + index

    def layer_name(self, index: int) -> str:
        """Return what people call the layer ``index``: "1. Dense", and "Output" for the last."""
        if index == len(self.layers) - 1:
            return "Output"
        number = self.layer_number(index)
        return f"{number}. {self.layers[index].label}" if number else self.layers[index].label
