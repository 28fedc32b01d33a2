"""Safetensors: the model's arrays, with its facts in the metadata. Needs the library safetensors.

Source of the format: https://github.com/huggingface/safetensors#format
"""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnstudio.atomic_file import write_atomically
from nnstudio.runs.formats.format import Exported, Format, library
from nnstudio.runs.models.foreign import EXPECTED, ForeignModel, foreign_model, is_foreign
from nnstudio.runs.models.model import Model
from nnstudio.runs.models.model_parts import model_from, parts_of
from nnstudio.runs.saved_run import LARGEST_FILE, SavedRunError
from nnstudio.spec.errors import SettingError

EXTRA = "safetensors"


def write(exported: Exported, path: Path) -> None:
    """Write the model into ``path``."""
    save = library("safetensors.numpy", EXTRA, path).save
    parts = parts_of(exported.model)
    arrays = {name: np.ascontiguousarray(array) for name, array in parts.arrays.items()}
    content: bytes = save(arrays, metadata=parts.facts)
    write_atomically(path, lambda file: file.write(content))


def read(path: Path, hints: ForeignModel) -> Model:
    """Return the model in ``path``, also one of another program; raise `SavedRunError` or `SettingError`."""
    safetensors = library("safetensors", EXTRA, path)
    try:
        if (size := path.stat().st_size) > LARGEST_FILE:
            raise SavedRunError(path, f"{size} bytes", f"at most {LARGEST_FILE}")
        with safetensors.safe_open(path, framework="np") as file:
            return _model(path, file, hints)
    except (SavedRunError, SettingError):
        raise
    except Exception as error:  # the library raises several kinds of errors for damaged files
        raise SavedRunError(path, f"cannot be read ({str(error)[:300]})", EXPECTED) from error


def _model(path: Path, file: Any, hints: ForeignModel) -> Model:
    # The library has checked that the arrays fill the file, so that nothing larger than the file is ever allocated.
    shapes = {name: tuple(file.get_slice(name).get_shape()) for name in file.keys()}  # noqa: SIM118 not a dict
    facts: dict[str, str] = file.metadata() or {}

    def arrays(names: Any) -> dict[str, NDArray[Any]]:
        if missing := [name for name in names if name not in shapes]:
            raise SavedRunError(path, f"no {', '.join(missing)[:200]}", "the arrays that its settings name")
        return {name: file.get_tensor(name) for name in names}

    if "settings" not in facts and is_foreign(tuple(shapes)):
        return foreign_model(path, shapes, arrays, hints)
    return model_from(path, facts, arrays)


FORMAT = Format("safetensors", "Safetensors", ".safetensors", "the same arrays as npz; opens again", write, read=read)
