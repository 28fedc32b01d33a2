"""NumPy's ``.npz``: the model's arrays, and its facts as text, without pickle and not compressed.

``numpy.load(file)["w1"]`` reads the first weights; ``print(file["computation"])`` says what to do with the arrays.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnstudio.atomic_file import write_atomically
from nnstudio.data.npz import npz_shapes, read_npz
from nnstudio.errors import DataError
from nnstudio.runs.formats.format import Exported, Format
from nnstudio.runs.models.foreign import EXPECTED, ForeignModel, foreign_model, is_foreign
from nnstudio.runs.models.model import Model
from nnstudio.runs.models.model_parts import FACTS, model_from, parts_of
from nnstudio.runs.saved_run import SavedRunError


def write(exported: Exported, path: Path) -> None:
    """Write the model into ``path``."""
    parts = parts_of(exported.model)
    texts: dict[str, Any] = {name: np.array(text) for name, text in parts.facts.items()}
    arrays: dict[str, Any] = texts | parts.arrays
    write_atomically(path, lambda file: np.savez(file, allow_pickle=False, **arrays))


def read(path: Path, hints: ForeignModel) -> Model:
    """Return the model in ``path``, also one of another program; raise `SavedRunError` or `SettingError`."""
    try:
        shapes = npz_shapes(path)
        if "settings" not in shapes and is_foreign(tuple(shapes)):
            return foreign_model(path, shapes, lambda names: read_npz(path, names), hints)
        if "settings" not in shapes:
            raise SavedRunError(path, f"the arrays {', '.join(shapes)[:200] or 'none'}", EXPECTED)
        facts = _facts(path, [name for name in FACTS if name in shapes])
        return model_from(path, facts, lambda expected: _arrays(path, shapes, expected))
    except DataError as error:
        raise SavedRunError(path, error.found, EXPECTED) from error


def _facts(path: Path, names: list[str]) -> dict[str, str]:
    texts = read_npz(path, names)
    for name, text in texts.items():
        if text.dtype.kind != "U" or text.ndim:
            raise SavedRunError(path, f"{name} is {text.dtype} of shape {text.shape}", "one text")
    return {name: str(text) for name, text in texts.items()}


def _arrays(
    path: Path, shapes: Mapping[str, tuple[int, ...]], expected: Mapping[str, tuple[int, ...]]
) -> dict[str, NDArray[Any]]:
    for name, shape in expected.items():
        if shapes.get(name) != shape:
            found = f"{name} of shape {shapes[name]}" if name in shapes else f"no {name}"
            raise SavedRunError(path, found, f"{name} of shape {shape}, as its settings say")
    return read_npz(path, expected)


FORMAT = Format(
    "npz", "NumPy archive", ".npz", "weights as w1, b1, w2 …, with the settings; opens again", write, read=read
)
