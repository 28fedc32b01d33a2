"""A training's state in one file, read back without trusting it."""

import json
import zipfile
from pathlib import Path
from typing import IO, Any

import numpy as np

from nnstudio.engine.training_state import TrainingState
from nnstudio.runs.old_names import current_state
from nnstudio.runs.saved_run import LARGEST_FILE, SavedRunError

FILE = "checkpoint.npz"
FACTS = "facts"
EXPECTED = "a checkpoint as a run writes it"


def write_checkpoint(file: IO[bytes], state: TrainingState) -> None:
    """Write ``state`` as an uncompressed ``.npz`` whose member ``facts`` is JSON."""
    facts = np.frombuffer(json.dumps(state.facts).encode(), np.uint8)
    members: dict[str, Any] = {**state.arrays, FACTS: facts}
    np.savez(file, **members)


def read_checkpoint(folder: Path) -> TrainingState:
    """Return the state that the run in ``folder`` kept; raise `SavedRunError` for a missing or damaged file."""
    path = folder / FILE
    try:
        size = path.stat().st_size
        with zipfile.ZipFile(path) as archive:
            # Nothing is compressed, so no member can be larger than the file: checked before anything is allocated.
            claimed = sum(member.file_size for member in archive.infolist())
        if size > LARGEST_FILE or claimed > size:
            raise SavedRunError(path, f"{size} bytes that claim to hold {claimed}", EXPECTED)
        with np.load(path, allow_pickle=False) as archive:
            arrays = {name: archive[name] for name in archive.files}
        facts = json.loads(arrays.pop(FACTS).tobytes())
        facts["step"] = int(facts["step"])
        state = current_state(TrainingState(arrays, facts))
    except SavedRunError:
        raise
    except FileNotFoundError:
        raise SavedRunError(path, "no such file", "the folder of a run that ended at least one epoch") from None
    except Exception as error:  # a forged archive makes zipfile, NumPy and json raise a dozen kinds
        raise SavedRunError(path, f"cannot be read ({error!r})", EXPECTED) from error
    return state
