"""A run read back from its folder."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from nnstudio.engine.arrays import Floats
from nnstudio.engine.network import Network
from nnstudio.runs.old_names import current_description
from nnstudio.runs.settings import RunSettings
from nnstudio.spec.errors import SettingError
from nnstudio.spec.record import record_from_json

LARGEST_FILE = 1 << 31
"""In bytes; no network within this program's limits is larger."""


class SavedRunError(ValueError):
    """A folder is not a run, or is damaged: which file, what was found, and what is expected."""

    def __init__(self, path: Path, found: str, expected: str) -> None:
        super().__init__(f"{path}: {found}. Expected: {expected}.")


@dataclass(frozen=True, eq=False)
class SavedRun:
    """The settings of a run and its network, with parameters of the shape (network.layout.count,)."""

    folder: Path
    settings: RunSettings
    class_names: tuple[str, ...]
    network: Network
    parameters: Floats


WEIGHTS = {"last": "weights.npy", "best": "weights-best.npy"}
"""The two sets of weights that a run saves: the final ones, and those of the best evaluation."""


def open_run(folder: Path, weights: str = "last") -> SavedRun:
    """Read the run in ``folder`` with its ``last`` or ``best`` weights; raise `SavedRunError` naming the bad file."""
    description_file = folder / "run.json"
    try:
        description: Any = current_description(json.loads(description_file.read_text(encoding="utf-8")))
        settings = record_from_json(RunSettings, description["settings"])
        names = tuple(str(name) for name in description["class_names"])
        network = Network(settings.network, tuple(int(side) for side in description["input_shape"]), len(names))
    except FileNotFoundError:
        raise SavedRunError(description_file, "no such file", "the folder of a run, as train prints it") from None
    except (OSError, ValueError, TypeError, KeyError, RecursionError, SettingError) as error:
        raise SavedRunError(
            description_file, f"not a run's description ({error})", "run.json as a run writes it"
        ) from error
    return SavedRun(folder, settings, names, network, _read_weights(folder / WEIGHTS[weights], network.layout.count))


def _read_weights(file: Path, count: int) -> Floats:
    """Return the numbers in single precision; the network that came with NN Studio has half precision, to be small."""
    expected = f"{count} single-precision numbers, as the layers of run.json need"
    try:
        size = file.stat().st_size
        if size > min(LARGEST_FILE, 4 * count + 4096):  # checked before anything is allocated
            raise SavedRunError(file, f"{size} bytes", expected)
        with file.open("rb") as opened:
            weights = np.lib.format.read_array(opened, allow_pickle=False)
    except SavedRunError:
        raise
    except Exception as error:  # NumPy raises a dozen kinds of errors for a forged header
        raise SavedRunError(file, f"cannot be read ({error})", expected) from error
    if weights.dtype not in (np.float32, np.float16) or weights.shape != (count,):
        raise SavedRunError(file, f"{weights.dtype} of shape {weights.shape}", expected)
    return np.asarray(weights, np.float32)
