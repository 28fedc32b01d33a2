"""TensorBoard's event files: a folder that ``tensorboard --logdir`` shows. Needs the library tensorboardX.

The step of every scalar is its batch, and its time is the start of the run plus the active seconds until then.
"""

import json
import math
import shutil
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any

from nnstudio.errors import DataError
from nnstudio.runs.formats.format import Exported, Format, library
from nnstudio.runs.history import History

QUANTITIES = ("loss", "accuracy", "learning_rate")
"""The columns of batches that are written, as ``batch/…``."""
MOST_POINTS = 10_000
"""A longer run has only every second, third … batch: TensorBoard itself keeps 1,000 of them."""


def write(exported: Exported, path: Path) -> None:
    """Write a folder of one event file, which must not exist yet or be empty."""
    writer_of = library("tensorboardX", "tensorboard", path).SummaryWriter
    run = exported.run
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise DataError(path, "is there already", "Name a folder that does not exist yet.")
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(prefix=f".{path.name}-", dir=path.parent))
    try:
        with writer_of(str(temporary)) as writer:
            _write_history(writer, run.history, _start(run.started.folder))
        if path.exists():
            path.rmdir()
        temporary.replace(path)
    except BaseException:
        shutil.rmtree(temporary, ignore_errors=True)
        raise


def _write_history(writer: Any, history: History, start: float) -> None:
    stride = max(1, math.ceil(history.step / MOST_POINTS))
    seconds = history.series("seconds").values
    for quantity in QUANTITIES:
        values = history.series(quantity).values
        for index in range(0, history.step, stride):
            writer.add_scalar(f"batch/{quantity}", float(values[index]), index + 1, start + float(seconds[index]))
    for event in history.evaluations:
        time = start + (float(seconds[event.step - 1]) if event.step else 0.0)
        named = {"training": event.training, "validation": event.validation, "my digits": event.extra}
        for name, metrics in named.items():
            if metrics is not None:
                writer.add_scalar(f"{name}/loss", metrics.loss, event.step, time)
                writer.add_scalar(f"{name}/accuracy", metrics.accuracy, event.step, time)


def _start(folder: Path) -> float:
    """Return when the run in ``folder`` began, in seconds since 1970; 0 where it does not say so."""
    try:
        description = json.loads((folder / "run.json").read_text(encoding="utf-8"))
        return datetime.fromisoformat(description["started"]).timestamp()
    except (OSError, ValueError, KeyError, TypeError):
        return 0.0


_HELP = "a folder of event files; needs the library tensorboardX"
FORMAT = Format("tensorboard", "TensorBoard", "", _HELP, write, is_of_network=False)
