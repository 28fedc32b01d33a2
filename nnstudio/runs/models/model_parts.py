"""A model taken apart into named arrays and facts as text, which any format of file can hold.

``format``        the number of this layout of arrays and facts
``nnstudio``      the version of the program that wrote the file
``settings``      the settings of the run that trained the network, as JSON
``class_names``   the names of the classes, in the order of the outputs, as JSON
``input_shape``   the height and width of a picture, as JSON
``computation``   the statements of NumPy that turn inputs into logits; nothing reads them but people
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnstudio import __version__
from nnstudio.engine.arrays import Floats
from nnstudio.engine.network import Network
from nnstudio.runs.models.array_names import array_names, array_shapes
from nnstudio.runs.models.computation import computation
from nnstudio.runs.models.model import Model
from nnstudio.runs.old_names import current_settings
from nnstudio.runs.saved_run import SavedRunError
from nnstudio.runs.settings import RunSettings
from nnstudio.spec.errors import SettingError
from nnstudio.spec.record import record_from_json, record_to_json

FORMAT = 1
FACTS = ("format", "nnstudio", "settings", "class_names", "input_shape", "computation")
LONGEST_FACT = 1 << 20
"""In characters; settings take some thousands."""
INPUTS = "x: pictures as bytes, one row each, divided by 255 as float32"
SOFTMAX = "softmax of x: the probabilities of the classes"
EXPECTED = "a model file as `nnstudio export` writes it"


@dataclass(frozen=True, eq=False)
class ModelParts:
    """``arrays`` are float32, with the names and shapes of `array_names`; ``facts`` are those of `FACTS`."""

    arrays: dict[str, Floats]
    facts: dict[str, str]


def parts_of(model: Model) -> ModelParts:
    """Return ``model`` taken apart; the arrays are views of its parameters."""
    views = model.network.layout.views(model.parameters)
    arrays = {
        name: views[index][parameter]
        for index, names in enumerate(array_names(model.network))
        for parameter, name in names.items()
    }
    facts = {
        "format": str(FORMAT),
        "nnstudio": __version__,
        "settings": json.dumps(record_to_json(model.settings), ensure_ascii=False),
        "class_names": json.dumps(model.class_names, ensure_ascii=False),
        "input_shape": json.dumps(model.network.input_shape),
        "computation": "\n".join([INPUTS, *computation(model.network), SOFTMAX]),
    }
    return ModelParts(arrays, facts)


def model_from(
    source: Path, facts: Mapping[str, str], read: Callable[[dict[str, tuple[int, ...]]], Mapping[str, NDArray[Any]]]
) -> Model:
    """Return the model in the file ``source`` that has these ``facts``.

    ``read`` takes the shapes that the arrays must have by their names, and returns the arrays. So nothing larger than
    the network needs is ever read. Raises `SavedRunError` saying what is wrong.
    """
    settings, class_names, network = _described(source, facts)
    shapes = array_shapes(network)
    arrays = read(shapes)
    parameters = network.layout.zeros(np.dtype(np.float32))
    views = network.layout.views(parameters)
    for index, names in enumerate(array_names(network)):
        for parameter, name in names.items():
            views[index][parameter][...] = as_floats(source, name, arrays[name], shapes[name])
    return Model(source, settings, class_names, network, parameters)


def as_floats(source: Path, name: str, array: NDArray[Any], shape: tuple[int, ...]) -> Floats:
    """Return ``array`` as float32; raise `SavedRunError` where it is not a number array of ``shape``."""
    if array.dtype.kind not in "fiu" or array.shape != shape:
        raise SavedRunError(source, f"{name} is {array.dtype} of shape {array.shape}", f"numbers of shape {shape}")
    floats: Floats = array.astype(np.float32)
    return floats


def _described(source: Path, facts: Mapping[str, str]) -> tuple[RunSettings, tuple[str, ...], Network]:
    if (longest := max(map(len, facts.values()), default=0)) > LONGEST_FACT:
        raise SavedRunError(source, f"a text of {longest} characters", f"at most {LONGEST_FACT}")
    _check_format(source, facts.get("format", ""))
    try:
        settings = record_from_json(RunSettings, current_settings(json.loads(facts["settings"])))
        names = tuple(str(name) for name in json.loads(facts["class_names"]))
        height, width = (int(side) for side in json.loads(facts["input_shape"]))
        if min(height, width) < 1 or not names:
            raise ValueError(f"{len(names)} classes of pictures of {height} × {width} pixels")
        return settings, names, Network(settings.network, (height, width), len(names))
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError, SettingError) as error:
        raise SavedRunError(source, f"its description cannot be read ({str(error)[:300]})", EXPECTED) from error


def _check_format(source: Path, number: str) -> None:
    if not number.isdecimal() or len(number) > 9:
        raise SavedRunError(source, f"the format {number[:50]!r}", EXPECTED)
    if int(number) > FORMAT:
        found = f"format {number}, of a newer NN Studio"
        raise SavedRunError(source, found, f"format {FORMAT}; update NN Studio, or export the model with this one")
