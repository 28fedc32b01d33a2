"""One run is one folder of plain files, written during the run, so that a kill loses nothing that was shown.

``run.json``       settings, versions, a hash of the data set, sizes, the names of the columns of ``batches.f32``; for
                   fine-tuning also the run it started from and how accurate that network was
``metadata.json``  name, notes, tags, star, and for a branch its parent and step (`runs/run_metadata.py`); may change at
                   any time, by whoever holds ``metadata.lock``; missing until something is noted
``batches.f32``    rows of five little-endian float32, one per batch: epochs so far, loss, accuracy, learning
                   rate, active seconds
``evaluations.jsonl``  one line per evaluation: at every epoch, or every few batches, and where it was stopped;
                   without ``train_…`` where only the validation set was evaluated; ``my_digits_…`` are the metrics on
                   the user's digits
``layers.jsonl``   one line per measurement of the layers, at most 1 % of the time: norms, ratios, fractions of dead and
                   saturated units, and histograms with percentiles of weights, biases, gradients, updates and
                   activations
``events.jsonl``   one line per change of a live setting
``pauses.jsonl``   one line when training begins to wait, one when it goes on; missing if it never waited
``weights.npy``    the flat parameter vector: the initial one, then that of the last evaluation, then the final one
``weights-best.npy``  that of the best evaluation by what is monitored: the validation loss or accuracy
``novelty.npz``    the novelty detector of the final network, and pictures it learned from; missing during the run
``novelty-best.npz``  that of the best weights
``checkpoint.npz``  everything that decides how training continues: at the start, after each epoch, every 30 seconds of
                   training and where it was stopped
``snapshots.bin``  a thinned series of weight snapshots, at most 64 MB, as ``runs/snapshots.py`` describes
``lock``           empty; held by the process that writes
``result.json``    how the run ended, and the metrics of its last and its best weights; missing during the run
"""

import json
import os
import platform
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import platformdirs

from nnstudio import __version__
from nnstudio.data.folders import APPLICATION
from nnstudio.engine.arrays import Floats
from nnstudio.engine.events import Evaluated
from nnstudio.engine.training_state import TrainingState
from nnstudio.inspection.novelty import NoveltyDetector
from nnstudio.inspection.novelty_file import FILES, write_novelty_detector
from nnstudio.runs.checkpoint import FILE, write_checkpoint
from nnstudio.runs.events import (
    BATCH_COLUMNS,
    BatchesFinished,
    LayersMeasured,
    LiveSettingsChanged,
    Paused,
    Resumed,
    RunEnded,
    RunStarted,
)
from nnstudio.runs.layer_file import FILE as LAYERS
from nnstudio.runs.layer_file import line_of
from nnstudio.runs.live_changes import FILE as CHANGES
from nnstudio.runs.pauses import FILE as PAUSES
from nnstudio.runs.pauses import line_of as line_of_pause
from nnstudio.runs.result import finite
from nnstudio.runs.run_files import MARKER, RunFiles, trouble_text
from nnstudio.runs.settings import RunSettings
from nnstudio.runs.snapshots import FILE as SNAPSHOTS
from nnstudio.spec.record import record_to_json

RUNS_VARIABLE = "NNSTUDIO_RUNS_DIR"
FORMAT = 2


class RunFolderError(OSError):
    """A run's folder cannot be written: which one, why, and how to fix it."""

    def __init__(self, folder: Path, error: OSError) -> None:
        reason = error.strerror or str(error)
        super().__init__(
            f"{folder}: cannot be written ({reason}). Free or unlock it, or name another folder for runs with "
            f"--runs-dir or {RUNS_VARIABLE}."
        )
        self.folder = folder


def runs_folder(chosen: str | None = None) -> Path:
    """Return the ``chosen`` folder, else that of NNSTUDIO_RUNS_DIR, else one in the user's data folder."""
    chosen = chosen or os.environ.get(RUNS_VARIABLE)
    if chosen:
        return Path(chosen).expanduser().resolve()
    return platformdirs.user_data_path(APPLICATION, appauthor=False) / "runs"


def create_run_folder(parent: Path, settings: RunSettings, now: datetime) -> Path:
    """Create a folder named after the time, the data set and the layers; raise `RunFolderError` if that fails."""
    layers = "-".join(str(getattr(layer, "units", layer.key)) for layer in settings.network.layers)
    name = f"{now:%Y%m%d-%H%M%S}-{settings.data.dataset.key}-{layers or 'softmax'}"
    try:
        parent.mkdir(parents=True, exist_ok=True)
        for attempt in range(1, 1000):
            folder = parent / (name if attempt == 1 else f"{name}-{attempt}")
            try:
                folder.mkdir()
            except FileExistsError:
                continue
            return folder
    except OSError as error:
        raise RunFolderError(parent, error) from error
    raise RunFolderError(parent, OSError(f"a thousand runs are named {name}"))


def newest_runs(runs: Path) -> Iterator[Path]:
    """Yield the folders of runs in ``runs``, the newest first by the time in their names."""
    try:
        names = sorted((entry.name for entry in os.scandir(runs)), reverse=True)
    except OSError:
        return
    for name in names:
        if name[:8].isdigit() and (runs / name / "run.json").exists():
            yield runs / name


def copy_run(folder: Path, target: Path) -> None:
    """Copy the run in ``folder`` to the new folder ``target``; raise `RunFolderError` if that cannot be written."""
    try:
        shutil.copytree(folder, target)
    except OSError as error:  # shutil.Error too, whose text lists every file
        raise RunFolderError(target, error) from error


class RunWriter:
    """Writes a run into its folder as it happens.

    Only opening raises `RunFolderError`: what cannot be written later waits until `retry`, and `trouble` says why.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        try:
            self._files = RunFiles(folder)
        except OSError as error:
            raise RunFolderError(self.folder, error) from error
        self._has_ended = self._is_closed = False

    @property
    def trouble(self) -> RunFolderError | None:
        """Why something waits to be written; None while everything is on disk or in the system's buffers."""
        error = self._files.trouble
        return None if error is None else RunFolderError(self.folder, error)

    @property
    def trouble_text(self) -> str:
        """The same as two sentences about a run that waits: what has happened and what to do; empty if nothing."""
        return "" if self._files.trouble is None else trouble_text(self.folder, self._files.trouble)

    def retry(self) -> None:
        """Write what waits."""
        self._files.retry()
        self._close_if_complete()

    def keep_open(self) -> None:
        """Keep the files that are in the folder open, so that it can be written anew if it vanishes."""
        self._files.keep_open()

    def started(self, event: RunStarted) -> None:
        """Write the description of the run; from then on the folder can be opened as one."""
        self._json("run.json", _description(event))

    def batches(self, group: BatchesFinished) -> None:
        """Append a group of batches."""
        if self._is_closed:
            raise ValueError("the run's folder is closed")
        self._files.append(MARKER, group.rows.tobytes())

    def evaluation(self, event: Evaluated, seconds: float, parameters: Floats) -> None:
        """Append an evaluation and save the current parameters."""
        line: dict[str, float | None] = {
            "epoch": event.epoch,
            "position": event.position,
            "step": event.step,
            "seconds": round(seconds, 3),
        }
        for name, metrics in (("train", event.training), ("validation", event.validation)):
            if metrics is not None:
                line |= {f"{name}_loss": finite(metrics.loss), f"{name}_accuracy": metrics.accuracy}
        if event.extra is not None:
            my_digits = event.extra
            line |= {
                "my_digits_loss": finite(my_digits.loss),
                "my_digits_accuracy": my_digits.accuracy,
                "my_digits_count": my_digits.count,
            }
        self._line("evaluations.jsonl", line | {"penalty": finite(event.penalty)})
        self.weights(parameters)

    def layers(self, event: LayersMeasured) -> None:
        """Append the statistics of the layers."""
        self._line(LAYERS, line_of(event))

    def best_weights(self, parameters: Floats) -> None:
        """Replace the saved parameters of the best evaluation."""
        self._files.replace("weights-best.npy", lambda file: np.save(file, parameters, allow_pickle=False))

    def checkpoint(self, state: TrainingState) -> None:
        """Replace the saved state, from which training can continue."""
        self._files.replace(FILE, lambda file: write_checkpoint(file, state))

    def live_settings(self, event: LiveSettingsChanged, evaluations: int | None = None) -> None:
        """Append a change of live settings, which came after so many ``evaluations``."""
        count = {} if evaluations is None else {"evaluations": evaluations}
        self._line(CHANGES, {"step": event.step, **count, "settings": record_to_json(event.settings)})

    def replace_changes(self, lines: list[bytes]) -> None:
        """Replace the changes of live settings by these ``lines``."""
        self._files.replace(CHANGES, lambda file: file.write(b"".join(line + b"\n" for line in lines)))

    def snapshots(self, offset: int, data: bytes) -> None:
        """Write ``data`` at ``offset`` of the weight snapshots."""
        self._files.put(SNAPSHOTS, offset, data)

    def pause(self, event: Paused | Resumed) -> None:
        """Append the beginning or the end of a pause."""
        self._line(PAUSES, line_of_pause(event))

    def weights(self, parameters: Floats) -> None:
        """Replace the saved parameters."""
        self._files.replace("weights.npy", lambda file: np.save(file, parameters, allow_pickle=False))

    def detector(self, weights: str, detector: NoveltyDetector) -> None:
        """Save the novelty detector of the ``last`` or ``best`` weights."""
        self._files.replace(FILES[weights], lambda file: write_novelty_detector(file, detector))

    def ended(self, event: RunEnded) -> None:
        """Write how the run ended, and close the files."""
        self._json("result.json", event.summary())
        self._has_ended = True
        self._close_if_complete()

    def close(self) -> None:
        """Close the files, so that another process may write; everything written so far stays."""
        self._is_closed = True
        self._files.close()

    def _close_if_complete(self) -> None:
        if self._has_ended and self._files.trouble is None:
            self.close()

    def _json(self, name: str, content: dict[str, Any]) -> None:
        text = json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
        self._files.replace(name, lambda file: file.write(text.encode()))

    def _line(self, name: str, content: dict[str, Any]) -> None:
        self._files.append(name, (json.dumps(content, allow_nan=False) + "\n").encode())


def _description(started: RunStarted) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "nnstudio": __version__,
        "numpy": np.__version__,
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "started": datetime.now().astimezone().isoformat(timespec="seconds"),
        "settings": record_to_json(started.settings),
        "input_shape": list(started.input_shape),
        "class_names": list(started.class_names),
        "parameters": started.parameter_count,
        "training_pictures": started.training_count,
        "validation_pictures": started.validation_count,
        "test_pictures": started.test_count,
        "data_sha256": started.data_hash,
        "batch_columns": list(BATCH_COLUMNS),
        **(started.origin.summary() if started.origin else {}),
    }
