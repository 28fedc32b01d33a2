"""The state of a training in one file, which is checked when it is read."""

import json
from pathlib import Path
from typing import IO, Any

import numpy as np

from nnstudio.data.npz import read_stored_npz
from nnstudio.engine.training_state import TrainingState
from nnstudio.errors import DataError
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
    """Return the state that the run in ``folder`` saved; raise `SavedRunError` for a missing or damaged file."""
    path = folder / FILE
    if not path.exists():
        raise SavedRunError(path, "no such file", "the folder of a run that ended at least one epoch")
    try:
        arrays = read_stored_npz(path, LARGEST_FILE)
        facts = json.loads(arrays.pop(FACTS).tobytes())
        facts["step"] = int(facts["step"])
        state = current_state(TrainingState(arrays, facts))
    except DataError as error:
        raise SavedRunError(path, error.found, EXPECTED) from error
    except Exception as error:  # forged facts raise a dozen kinds of errors
        raise SavedRunError(path, f"cannot be read ({error!r})", EXPECTED) from error
    return state
