"""What a list shows of a run, read from the small files in its folder."""

import json
import math
import os
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from nnstudio.engine.events import Metrics
from nnstudio.engine.validation import goodness
from nnstudio.file_lock import FileLock
from nnstudio.runs.events import BATCH_COLUMNS
from nnstudio.runs.old_names import current_description
from nnstudio.runs.run_metadata import RunMetadata, read_metadata
from nnstudio.runs.setting_texts import labels_of, network_text, texts_of
from nnstudio.runs.settings import RunSettings
from nnstudio.spec.errors import SettingError
from nnstudio.spec.record import record_from_json

UNREADABLE = (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError, SettingError)


class RunState(StrEnum):
    """Whether a run goes on, or why it is over."""

    TRAINING = "training"
    INTERRUPTED = "interrupted"
    FINISHED = "finished"
    STOPPED_EARLY = "stopped early"
    STOPPED = "stopped"
    DIVERGED = "diverged"
    DAMAGED = "damaged"


@dataclass(frozen=True)
class RunSummary:
    """A run in a list; what is not known, or not measured yet, is None.

    ``key`` is the name of its folder. ``started`` is a moment in ISO 8601. ``texts`` are the settings with which it
    began, as `texts_of` returns them. It was trained for ``position`` epochs, fractions included, in ``step`` batches.
    Accuracies are fractions; ``best_validation`` and ``test`` are those of the weights that are best by what was
    monitored. ``explanation`` says in plain English why it is over.
    """

    key: str
    state: RunState
    started: str = ""
    dataset: str = ""
    network: str = ""
    parameters: int = 0
    data_hash: str = ""
    fine_tuned_from: str = ""
    texts: dict[str, str] = field(default_factory=dict)
    position: float = 0.0
    step: int = 0
    training: float | None = None
    last_validation: float | None = None
    best_validation: float | None = None
    best_loss: float | None = None
    test: float | None = None
    seconds: float | None = None
    seconds_per_epoch: float | None = None
    explanation: str = ""
    metadata: RunMetadata = field(default_factory=RunMetadata)

    @property
    def is_over(self) -> bool:
        """Whether the run has ended by itself or by hand."""
        return self.state not in (RunState.TRAINING, RunState.INTERRUPTED, RunState.DAMAGED)

    @property
    def moment(self) -> datetime | None:
        """When it began, in local time."""
        try:
            return datetime.fromisoformat(self.started).astimezone()
        except ValueError:
            return None

    def as_json(self) -> dict[str, Any]:
        """Return plain values, from which `from_json` makes the summary again."""
        return vars(self) | {"metadata": vars(self.metadata)}

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> "RunSummary":
        """Return the summary of which ``content`` are the plain values; raise ValueError or TypeError for others."""
        noted = dict(content.pop("metadata"))
        noted["tags"] = tuple(noted["tags"])
        return cls(**content | {"state": RunState(content["state"]), "metadata": RunMetadata(**noted)})


def read_summary(folder: Path, labels: dict[str, str]) -> RunSummary | None:
    """Return what a list shows of the run in ``folder``; None where it has none or does not describe it yet.

    ``labels`` receives what its settings are called, by their paths. A damaged run has the state DAMAGED.
    """
    try:
        text = (folder / "run.json").read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError) as error:
        return _damaged(folder, error)
    try:
        description = current_description(json.loads(text))
        settings = record_from_json(RunSettings, description["settings"])
        assert isinstance(settings, RunSettings)
        summary = _described(folder, description, settings)
        if not labels.keys() >= summary.texts.keys():
            labels.update(labels_of(settings))
        return _with_result(folder, summary, settings, description.get("batch_columns", BATCH_COLUMNS))
    except UNREADABLE as error:
        return _damaged(folder, error)


def with_progress(folder: Path, summary: RunSummary) -> RunSummary:
    """Return ``summary`` of a run that goes on with how far it is by now, from the end of its file of batches."""
    try:
        with (folder / "batches.f32").open("rb") as file:
            row = 4 * len(BATCH_COLUMNS)
            step = os.fstat(file.fileno()).st_size // row
            if not step or step == summary.step:
                return summary
            file.seek((step - 1) * row)
            position, *_, seconds = memoryview(file.read(row)).cast("f").tolist()
    except (OSError, ValueError, TypeError):
        return summary
    pace = seconds / position if position > 0 else None
    return replace(summary, step=step, position=position, seconds=seconds, seconds_per_epoch=pace)


def is_being_trained(folder: Path) -> bool:
    """Return whether a process trains the run in ``folder`` now."""
    return FileLock(folder / "lock").is_held_elsewhere


def _damaged(folder: Path, error: Exception) -> RunSummary:
    said = str(error).partition("\n")[0]
    return RunSummary(
        folder.name, RunState.DAMAGED, explanation=f"run.json cannot be read: {said}", metadata=read_metadata(folder)
    )


def _described(folder: Path, description: dict[str, Any], settings: RunSettings) -> RunSummary:
    return RunSummary(
        key=folder.name,
        state=RunState.INTERRUPTED,
        started=str(description.get("started", "")),
        dataset=settings.data.dataset.title,
        network=network_text(settings),
        parameters=int(description["parameters"]),
        data_hash=str(description.get("data_sha256", "")),
        fine_tuned_from=str(description.get("fine_tuned_from", "")),
        texts=texts_of(settings),
        metadata=read_metadata(folder),
    )


def _with_result(folder: Path, summary: RunSummary, settings: RunSettings, columns: Any) -> RunSummary:
    if tuple(columns) == BATCH_COLUMNS:
        summary = with_progress(folder, summary)
    try:
        result = json.loads((folder / "result.json").read_text(encoding="utf-8"))
        return replace(summary, **_ended(result, summary.position))
    except UNREADABLE:
        pass  # it is not over, or its end was lost
    summary = replace(summary, **_measured(folder, settings.training.stopping.monitored))
    if is_being_trained(folder):
        return replace(summary, state=RunState.TRAINING)
    return replace(summary, explanation=f"interrupted at epoch {summary.position:.4g}, before the run was over")


def _ended(result: dict[str, Any], position: float) -> dict[str, Any]:
    best = "best_" if "best_validation_accuracy" in result else ""
    test = result.get(f"{best}test_accuracy")
    return {
        "state": RunState(result["reason"]),
        "explanation": str(result.get("explanation") or result["reason"]),
        "step": int(result["batches"]),
        "position": position or float(result["epochs"]),
        "training": result.get("train_accuracy"),
        "last_validation": result.get("validation_accuracy"),
        "best_validation": result.get(f"{best}validation_accuracy"),
        "best_loss": result.get(f"{best}validation_loss"),
        "test": test if test is not None else result.get("test_accuracy"),
        "seconds": float(result["seconds"]),
        "seconds_per_epoch": float(result.get("seconds_per_epoch", 0.0)) or None,
    }


def _measured(folder: Path, monitored: str) -> dict[str, Any]:
    """Return what the evaluations of a run without a result say."""
    try:
        lines = (folder / "evaluations.jsonl").read_bytes().split(b"\n")[:-1]
    except OSError:
        return {}
    best, last = -math.inf, dict[str, Any]()
    found: dict[str, Any] = {}
    for line in lines:
        try:
            last = json.loads(line)
            loss, accuracy = last["validation_loss"], float(last["validation_accuracy"])
        except (ValueError, TypeError, KeyError):
            break
        good = goodness(Metrics(math.nan if loss is None else loss, accuracy, 1), monitored)
        if good > best or "best_validation" not in found:
            best = good
            found |= {"best_validation": accuracy, "best_loss": loss}
        found |= {"last_validation": accuracy, "training": last.get("train_accuracy")}
    return found
