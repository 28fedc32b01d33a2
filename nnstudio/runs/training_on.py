"""Training a run further in its own folder, as if it had been given more epochs from the start.

What was written after the run's checkpoint is cut off, and training continues from there bit for bit. The new number of
epochs, and whatever else is set live, is recorded as a change of live settings, so ``run.json`` stays as it is.
"""

import json
import os
import time
from collections.abc import Callable, Generator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from nnstudio.atomic_file import write_atomically
from nnstudio.data.dataset import Progress
from nnstudio.data.folders import DataFolders
from nnstudio.inspection.novelty_file import FILES as DETECTORS
from nnstudio.runs.checkpoint import read_checkpoint
from nnstudio.runs.events import BATCH_COLUMNS, BATCH_ROW
from nnstudio.runs.folder import RunFolderError, RunWriter
from nnstudio.runs.layer_file import FILE as LAYERS
from nnstudio.runs.live_changes import FILE as CHANGES
from nnstudio.runs.live_changes import LiveChange, read_changes
from nnstudio.runs.pauses import FILE as PAUSES
from nnstudio.runs.preparation import load_run
from nnstudio.runs.run import Run
from nnstudio.runs.saved_run import SavedRunError, open_run
from nnstudio.runs.settings import RunSettings


def prepare_to_train_on(
    folder: Path, wanted: RunSettings, folders: DataFolders, clock: Callable[[], float] = time.perf_counter
) -> Generator[Progress, None, Run]:
    """Load the data of the run in ``folder`` and return it, ready to train on with the live settings of ``wanted``.

    Raises `SavedRunError` naming a file that is missing or damaged, `SettingError`, `DataError` or `RunFolderError`;
    the run is then as it was.
    """
    return (yield from _prepare(folder, wanted, folders, clock))


def prepare_to_go_on(
    folder: Path, folders: DataFolders, clock: Callable[[], float] = time.perf_counter
) -> Generator[Progress, None, Run]:
    """Load the data of the run in ``folder``, which was interrupted, and return it, ready to go on from its checkpoint.

    Live settings that were changed after the checkpoint are changed again at the same steps, so that the run becomes
    what it would have become. Raises what `prepare_to_train_on` raises.
    """
    return (yield from _prepare(folder, None, folders, clock))


def _prepare(
    folder: Path, wanted: RunSettings | None, folders: DataFolders, clock: Callable[[], float]
) -> Generator[Progress, None, Run]:
    saved = open_run(folder)
    writer = RunWriter(folder)  # from here on no other process writes into it: its checkpoint stays as it is read
    try:
        state = read_checkpoint(folder)
        evaluations = len(state.facts["validations"])
        changes = [*read_changes(folder)]
        made = [change for change in changes if change.is_reached(state.step, evaluations)]
        settings = made[-1].settings if made else saved.settings
        run = yield from load_run(settings, folders, clock)
        run.restore(state)
        if wanted is not None and run.training.stops_early:
            run.training.count_patience_anew()
        coming = changes[len(made) :] if wanted is None else []
        _check_columns(folder)
        seconds = cut_back(folder, state.step, evaluations, [*made, *coming])
        run.reopen(writer, seconds, evaluations, wanted or settings, coming)
    except BaseException:
        writer.close()
        raise
    return run


def _check_columns(folder: Path) -> None:
    description: Any = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    if (columns := description.get("batch_columns", list(BATCH_COLUMNS))) != list(BATCH_COLUMNS):
        raise SavedRunError(folder / "run.json", f"the columns {columns}", f"{list(BATCH_COLUMNS)}")


def cut_back(folder: Path, step: int, evaluations: int, changes: Sequence[LiveChange] = ()) -> float:
    """Remove from ``folder`` what came after ``step`` batches and so many ``evaluations``, but these ``changes``.

    Returns the seconds of training until then. Raises `SavedRunError` if something is missing, `RunFolderError`.
    """
    rows, lines = folder / "batches.f32", folder / "evaluations.jsonl"
    try:
        written = np.fromfile(rows, BATCH_ROW)
        measured = _complete_lines(lines)
        if len(written) < step:
            raise SavedRunError(rows, f"{len(written)} batches", f"at least {step}: those of the whole run")
        if len(measured) < evaluations:
            raise SavedRunError(lines, f"{len(measured)} evaluations", f"at least {evaluations}")
        for name in ("result.json", *DETECTORS.values()):
            (folder / name).unlink(missing_ok=True)
        os.truncate(rows, step * BATCH_ROW.itemsize)
        _write_lines(lines, measured[:evaluations])
        _write_lines(folder / CHANGES, [change.line for change in changes])
        for name in (LAYERS, PAUSES):
            kept = [line for line in _complete_lines(folder / name) if json.loads(line)["step"] <= step]
            _write_lines(folder / name, kept)
    except OSError as error:
        raise RunFolderError(folder, error) from error
    return float(written["seconds"][step - 1]) if step else 0.0


def _complete_lines(path: Path) -> list[bytes]:
    """Return the lines that were completely written; none where nothing was evaluated or changed yet."""
    try:
        return path.read_bytes().split(b"\n")[:-1]
    except FileNotFoundError:
        return []


def _write_lines(path: Path, lines: list[bytes]) -> None:
    write_atomically(path, lambda file: file.write(b"".join(line + b"\n" for line in lines)))
