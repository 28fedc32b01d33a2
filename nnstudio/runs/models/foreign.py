"""A file of weights that another program wrote: arrays ``w1``, ``b1``, ``w2`` … of dense layers and nothing else.

The shapes say how many layers there are and how large they are. What they cannot say the caller adds: the activation of
the hidden layers and the scaling of the inputs.
"""

import itertools
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnstudio.engine.activations import ACTIVATIONS, Activation, Relu
from nnstudio.engine.arrays import Shape
from nnstudio.engine.layers import Dense
from nnstudio.engine.network import Network, NetworkSettings
from nnstudio.runs.models.model import Model
from nnstudio.runs.models.model_parts import as_floats
from nnstudio.runs.saved_run import SavedRunError
from nnstudio.runs.settings import RunSettings
from nnstudio.spec.errors import Problem, SettingError
from nnstudio.spec.record import record_problems

Shapes = Mapping[str, tuple[int, ...]]
Arrays = Mapping[str, NDArray[Any]]

NAME = re.compile(r"([wWbB])_?([0-9]{1,3})")
LARGEST = 1 << 28
"""The maximum number of parameters: a gigabyte."""
EXPECTED = "arrays w1, b1, w2 … of dense layers, or a model as `nnstudio export` writes it"


@dataclass(frozen=True)
class ForeignModel:
    """What a file of weights does not say.

    ``activation`` is that of the hidden layers. ``inputs`` is "unit" for pixels from 0 to 1, "raw" for 0 to 255, or a
    mean and a standard deviation, with which pixels from 0 to 1 are standardised. ``is_transposed`` says that weights
    have the shape (units, inputs); None leaves it to the shapes. Pictures that are not square need ``input_shape``.
    """

    activation: Activation | None = None
    inputs: str | tuple[float, float] | None = None
    is_transposed: bool | None = None
    input_shape: Shape | None = None


def is_foreign(names: tuple[str, ...]) -> bool:
    """Return whether a file with arrays of these ``names`` can be one of another program's weights."""
    return any(NAME.fullmatch(name) for name in names)


def foreign_model(source: Path, shapes: Shapes, read: Callable[[list[str]], Arrays], hints: ForeignModel) -> Model:
    """Return the model in the file ``source``, whose arrays have these ``shapes``; ``read`` reads arrays by name.

    Raises `SavedRunError` if the arrays do not fit together, `SettingError` for what ``hints`` lack.
    """
    weights, biases = _numbered(source, shapes)
    is_transposed = _is_transposed(source, [shapes[name] for name in weights], hints)
    sizes = [shapes[name][::-1] if is_transposed else shapes[name] for name in weights]
    for (_, units), name in zip(sizes, biases, strict=True):
        if name and shapes[name] not in ((units,), (1, units), (units, 1)):
            raise SavedRunError(source, f"{name} of shape {shapes[name]}", f"{units} numbers, one for each unit")
    settings = _settings(sizes, biases, hints)
    network = Network(settings.network, _input_shape(sizes[0][0], hints), sizes[-1][1])
    if network.layout.count > LARGEST:
        raise SavedRunError(source, f"{network.layout.count} parameters", f"at most {LARGEST}")
    arrays = read([name for name in (*weights, *biases) if name])
    parameters = network.layout.zeros(np.dtype(np.float32))
    views = network.layout.views(parameters)
    if isinstance(hints.inputs, tuple):
        views[0]["input_mean"][...], views[0]["input_deviation"][...] = hints.inputs
    dense = [view for view, layer in zip(views, network.layers, strict=True) if isinstance(layer, Dense)]
    for view, weight, bias in zip(dense, weights, biases, strict=True):
        matrix = as_floats(source, weight, arrays[weight], shapes[weight])
        view["weights"][...] = matrix.T if is_transposed else matrix
        if bias:
            view["biases"][...] = as_floats(source, bias, arrays[bias], shapes[bias]).reshape(-1)
    names = tuple(str(index) for index in range(network.classes))
    return Model(source, settings, names, network, parameters, is_foreign=True)


def _numbered(source: Path, shapes: Shapes) -> tuple[list[str], list[str]]:
    """Return the names of the weights and of the biases of each layer; that of biases that are not there is empty."""
    found: dict[tuple[str, int], str] = {}
    for name in shapes:
        if match := NAME.fullmatch(name):
            key = match[1].lower(), int(match[2])
            if key in found:
                raise SavedRunError(source, f"{found[key]} and {name}", "one array for each layer")
            found[key] = name
    numbers = sorted(number for letter, number in found if letter == "w")
    if not numbers or numbers != list(range(numbers[0], numbers[0] + len(numbers))):
        raise SavedRunError(source, f"the arrays {', '.join(sorted(shapes))[:200]}", EXPECTED)
    if any(letter == "b" and number not in numbers for letter, number in found):
        raise SavedRunError(source, "biases of a layer without weights", EXPECTED)
    for number in numbers:
        name = found["w", number]
        if len(shapes[name]) != 2 or min(shapes[name]) < 1:
            raise SavedRunError(
                source, f"{name} of shape {shapes[name]}", "a matrix: inputs × units, or units × inputs"
            )
    return [found["w", number] for number in numbers], [found.get(("b", number), "") for number in numbers]


def _is_transposed(source: Path, shapes: list[tuple[int, ...]], hints: ForeignModel) -> bool:
    """Return whether the weights have the shape (units, inputs), which is how they fit one another."""
    fits_plain = all(first[1] == second[0] for first, second in itertools.pairwise(shapes))
    fits_transposed = all(first[0] == second[1] for first, second in itertools.pairwise(shapes))
    if hints.is_transposed is not None:
        fits_plain, fits_transposed = fits_plain and not hints.is_transposed, fits_transposed and hints.is_transposed
    if not fits_plain and not fits_transposed:
        found = ", ".join(" × ".join(map(str, shape)) for shape in shapes)
        raise SavedRunError(source, f"weights of the shapes {found}", "the outputs of each layer as inputs of the next")
    if fits_plain and fits_transposed:
        # A single layer, or square ones. There are more pixels than classes.
        if shapes[0][0] == shapes[-1][1]:
            allowed = "inputs-units or units-inputs, because the shapes fit both"
            raise SettingError(Problem("--orientation", "nothing", allowed))
        return shapes[0][0] < shapes[-1][1]
    return fits_transposed


def _settings(sizes: list[tuple[int, ...]], biases: list[str], hints: ForeignModel) -> RunSettings:
    """Return default settings with a network of these ``sizes``, (inputs, units) of each layer."""
    if hints.inputs is None:
        allowed = "unit, raw or MEAN,DEVIATION: the file does not say how its inputs are scaled"
        raise SettingError(Problem("--inputs", "nothing", allowed))
    if hints.activation is None and len(sizes) > 1:
        allowed = f"one of {', '.join(ACTIVATIONS.keys)}: the file does not say what its hidden layers compute"
        raise SettingError(Problem("--activation", "nothing", allowed))
    activation = hints.activation or Relu()
    hidden = zip(sizes[:-1], biases[:-1], strict=True)
    layers = tuple(Dense(units, activation, bool(name)) for (_, units), name in hidden)
    inputs = hints.inputs if isinstance(hints.inputs, str) else "standardized"
    network = NetworkSettings(layers, inputs=inputs, output_has_bias=bool(biases[-1]))
    settings = RunSettings(network=network)
    if problems := tuple(record_problems(settings)):
        raise SettingError(*problems)
    return settings


def _input_shape(inputs: int, hints: ForeignModel) -> Shape:
    """Return the height and width of a picture of ``inputs`` pixels."""
    side = math.isqrt(inputs)
    shape = hints.input_shape or (side, side)
    if math.prod(shape) != inputs:
        allowed = f"HEIGHTxWIDTH with {inputs} pixels, as the first layer has inputs"
        raise SettingError(Problem("--input-shape", "x".join(map(str, shape)), allowed))
    return shape
