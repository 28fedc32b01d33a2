"""What a run has recorded in its folder: its description, its history and how it ended."""

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnstudio.engine.events import Evaluated, Metrics
from nnstudio.engine.validation import LOSS
from nnstudio.runs.ending_text import ending_text
from nnstudio.runs.events import (
    BATCH_COLUMNS,
    BATCH_ROW,
    BatchesFinished,
    LiveSettingsChanged,
    Origin,
    RunContinued,
    RunEnded,
    RunEndReason,
    RunStarted,
)
from nnstudio.runs.history import History
from nnstudio.runs.layer_file import measurements_in
from nnstudio.runs.old_names import current_settings
from nnstudio.runs.pauses import read_pauses
from nnstudio.runs.result import Result
from nnstudio.runs.saved_run import LARGEST_FILE, SavedRun, SavedRunError, open_run
from nnstudio.runs.settings import RunSettings
from nnstudio.spec.errors import SettingError
from nnstudio.spec.record import record_from_json

_PARTS = ("training", "validation", "test")
Line = dict[str, Any]


@dataclass(frozen=True, eq=False)
class RecordedRun:
    """A run as recorded: ``settings`` are those after its last change, ``ended`` is None if it was killed."""

    started: RunStarted
    history: History
    settings: RunSettings
    ended: RunEnded | None


def read_recorded_run(saved: SavedRun, has_layers: bool = True) -> RecordedRun:
    """Read what the run ``saved`` has recorded. Raises `SavedRunError` naming the file that is damaged.

    A last line or row that was being written when the run was killed is left out, and what was measured of its layers,
    which takes long to read, unless the history ``has_layers``.
    """
    description = json.loads((saved.folder / "run.json").read_text(encoding="utf-8"))
    started = _started(saved, description)
    history = History(_best_by(saved), started.training_count)
    rows = _read_batches(saved.folder / "batches.f32", description.get("batch_columns", BATCH_COLUMNS))
    epoch = int(np.ceil(rows["position"][-1])) if len(rows) else 0
    if len(rows):
        history.add_batches(BatchesFinished(1, epoch, rows, 0.0))
    for line in _lines(saved.folder / "evaluations.jsonl"):
        history.add_evaluation(_evaluation(line, started, saved.folder))
    for measured in measurements_in(saved.folder) if has_layers else ():
        history.add_layers(measured)
    settings = saved.settings
    for event in _live_changes(saved.folder / "events.jsonl"):
        history.add_change(event, settings)
        settings = event.settings
    for pause in read_pauses(saved.folder):
        history.add_pause(pause)
    return RecordedRun(started, history, settings, _read_end(saved.folder, started, history))


def continued_history(shown: History, event: RunContinued) -> History:
    """Return what still counts of the history of the run that continues with ``event``.

    It is that of ``shown``, or of the run's folder where another process has trained the run further since then.
    Raises `SavedRunError` naming the file that is damaged.
    """
    is_complete = shown.step >= event.step and len(shown.evaluations) >= event.evaluations
    history = shown if is_complete else read_recorded_run(open_run(event.started.folder)).history
    return history.until(event)


def interrupted_end(run: RecordedRun) -> RunEnded | None:
    """Return an end for ``run``, which was killed or closed before it recorded one, with what was measured by then.

    The network was not evaluated on the test set. None if there was no evaluation at all.
    """
    started, history = run.started, run.history
    if not history.evaluations:
        return None
    position, seconds = history.position_of(history.step), history.seconds
    last, best = history.evaluations[-1], history.best_evaluation
    result = _untested(last, started)
    return RunEnded(
        reason=RunEndReason.STOPPED,
        explanation=f"interrupted at epoch {position:.4g}, before the run was over",
        step=history.step,
        epoch=math.ceil(position),
        position=position,
        last=result,
        best=result if best is last else _untested(best, started),
        diverged_layer=None,
        input_shape=started.input_shape,
        classes=len(started.class_names),
        seconds=seconds,
        seconds_per_epoch=seconds / position if position else 0.0,
        batches_per_second=history.step / seconds if seconds else 0.0,
        folder=started.folder,
        best_by=history.best_by,
    )


def _started(saved: SavedRun, description: Line) -> RunStarted:
    try:
        training, validation, test = (int(description[f"{name}_pictures"]) for name in _PARTS)
        origin = _origin(description, test) if "fine_tuned_from" in description else None
    except (KeyError, TypeError, ValueError) as error:
        raise SavedRunError(
            saved.folder / "run.json", f"not a run's description ({error})", "run.json as a run writes it"
        ) from error
    network = saved.network
    return RunStarted(
        settings=saved.settings,
        folder=saved.folder,
        input_shape=network.input_shape,
        class_names=saved.class_names,
        parameter_count=network.layout.count,
        training_count=training,
        validation_count=validation,
        test_count=test,
        origin=origin,
        data_hash=str(description.get("data_sha256", "")),
    )


def _origin(description: Line, test_count: int) -> Origin:
    """Return where fine-tuning started; the losses before it are not recorded."""
    held_out = int(description["my_digits_held_out"])
    learned = int(description["learned_digits"])
    return Origin(
        str(description["fine_tuned_from"]),
        learned,
        held_out,
        Metrics(np.nan, float(description["my_digits_accuracy_before"]), held_out or learned),
        Metrics(np.nan, float(description["test_accuracy_before"]), test_count),
    )


def _read_batches(file: Path, columns: list[str]) -> NDArray[np.void]:
    """Return the rows of ``file``, shape (batches,), dtype `BATCH_ROW`; a column that it lacks is NaN."""
    try:
        if file.stat().st_size > LARGEST_FILE:
            raise SavedRunError(file, f"{file.stat().st_size} bytes", f"at most {LARGEST_FILE}")
        numbers = np.fromfile(file, "<f4")
    except FileNotFoundError:
        numbers = np.empty(0, "<f4")
    except OSError as error:
        raise SavedRunError(file, f"cannot be read ({error})", "rows of single-precision numbers") from error
    table = numbers[: len(numbers) - len(numbers) % len(columns)].reshape(-1, len(columns))
    rows = np.full(len(table), np.nan, BATCH_ROW)
    for column in BATCH_COLUMNS:
        if column in columns:
            rows[column] = table[:, columns.index(column)]
    rows.setflags(write=False)
    return rows


def _lines(file: Path) -> Iterator[Line]:
    """Yield the objects of ``file``, one per line, up to the first line that is not complete."""
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return
    for line in text.splitlines():
        try:
            content = json.loads(line)
        except ValueError:
            return
        if isinstance(content, dict):
            yield content


def _evaluation(line: Line, started: RunStarted, folder: Path) -> Evaluated:
    try:
        epoch, position = int(line["epoch"]), float(line["position"])
        return Evaluated(
            epoch,
            int(line["step"]),
            position,
            _metrics_or_none(line, "train", started.training_count),
            _metrics(line, "validation", started.validation_count),
            _number(line["penalty"]),
            position == epoch,
            _metrics_or_none(line, "my_digits", int(line.get("my_digits_count", 0))),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise SavedRunError(
            folder / "evaluations.jsonl", f"not an evaluation ({error})", "lines as a run writes them"
        ) from error


def _live_changes(file: Path) -> Iterator[LiveSettingsChanged]:
    for line in _lines(file):
        try:
            settings = record_from_json(RunSettings, current_settings(line["settings"]))
            yield LiveSettingsChanged(settings, int(line["step"]))
        except (KeyError, TypeError, ValueError, SettingError):
            return


def _read_end(folder: Path, started: RunStarted, history: History) -> RunEnded | None:
    """Return how the run ended; None if that was not recorded."""
    try:
        line = json.loads((folder / "result.json").read_text(encoding="utf-8"))
        step, best_epoch = int(line["batches"]), float(line["best_epoch"])
        reason, position = RunEndReason(line["reason"]), history.position_of(step)
        last_epoch, last_step = float(line.get("last_epoch", position)), int(line.get("last_batches", step))
        last = _result(line, "last_", last_epoch, last_step, started, history)
        if "best_test_accuracy" in line:
            best = _result(line, "best_", best_epoch, int(line["best_batches"]), started, history)
        else:
            # An older run was not evaluated on the test set with its best weights.
            best = last if best_epoch == last_epoch else _untested(history.best_evaluation, started)
        return RunEnded(
            reason=reason,
            explanation=line.get("explanation") or ending_text(reason, started.settings.training, step, position, None),
            step=step,
            epoch=int(line["epochs"]),
            position=position,
            last=last,
            best=best,
            diverged_layer=None,
            input_shape=started.input_shape,
            classes=len(started.class_names),
            seconds=float(line["seconds"]),
            seconds_per_epoch=float(line.get("seconds_per_epoch", 0.0)),
            batches_per_second=float(line["batches_per_second"]),
            folder=folder,
            best_by=history.best_by,
        )
    except (OSError, KeyError, TypeError, ValueError):
        return None


def _best_by(saved: SavedRun) -> str:
    """Return by what the run has chosen its best weights: the loss if it ended before that was recorded."""
    try:
        return str(json.loads((saved.folder / "result.json").read_text(encoding="utf-8")).get("best_by", LOSS))
    except (OSError, ValueError, AttributeError):
        return saved.settings.training.stopping.monitored


def _untested(event: Evaluated, started: RunStarted) -> Result:
    """Return the result of weights that were evaluated, but not on the test set."""
    unknown = Metrics(np.nan, np.nan, started.test_count)
    return Result(event.position, event.step, event.training, event.validation, unknown, event.penalty, event.extra)


def _result(line: Line, prefix: str, epoch: float, step: int, started: RunStarted, history: History) -> Result:
    """Return the metrics whose names begin with ``prefix``; older runs recorded one set of metrics, without."""
    if f"{prefix}test_accuracy" not in line:
        prefix = ""
    extras = [event.extra.count for event in history.evaluations if event.extra is not None]
    validation = _metrics_or_none(line, f"{prefix}validation", started.validation_count)
    return Result(
        epoch=epoch,
        step=step,
        training=_metrics_or_none(line, f"{prefix}train", started.training_count),
        validation=validation or Metrics(np.nan, np.nan, started.validation_count),
        test=_metrics(line, f"{prefix}test", started.test_count),
        penalty=_number(line[f"{prefix}penalty"]),
        my_digits=_metrics_or_none(line, f"{prefix}my_digits", extras[-1] if extras else 0),
    )


def _metrics_or_none(line: Line, name: str, count: int) -> Metrics | None:
    return None if line.get(f"{name}_accuracy") is None else _metrics(line, name, count)


def _metrics(line: Line, name: str, count: int) -> Metrics:
    return Metrics(_number(line[f"{name}_loss"]), float(line[f"{name}_accuracy"]), count)


def _number(value: float | None) -> float:
    """Return ``value``, which JSON has as null if it was not finite."""
    return np.nan if value is None else float(value)
