"""How far an experiment has come: a file beside the folders of its runs.

``KEY-DIGEST.experiment.json`` has the experiment with all settings, the folder of each trial that has begun, and why
others failed. Whether a trial is done, only its own folder says.
"""

import json
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from nnstudio.atomic_file import write_atomically
from nnstudio.file_lock import FileLock
from nnstudio.runs.experiments.experiment import Experiment, Trial
from nnstudio.runs.folder import RunFolderError
from nnstudio.runs.saved_run import SavedRunError
from nnstudio.spec.errors import SettingError

ENDING = ".experiment.json"
LARGEST_FILE = 1 << 28
"""In bytes; 10,000 trials take some 30 megabytes."""
EXPECTED = "an experiment as `nnstudio experiment` records it"


class TrialState(StrEnum):
    """What has become of a trial."""

    WAITING = "waiting"
    INTERRUPTED = "interrupted"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True)
class Outcome:
    """A trial, its run's folder if it has begun, the content of its result.json if it is done, why if it failed."""

    trial: Trial
    folder: Path | None
    result: dict[str, Any] | None
    error: str = ""

    @property
    def state(self) -> TrialState:
        """What has become of the trial."""
        if self.result is not None:
            return TrialState.DONE
        if self.error:
            return TrialState.FAILED
        return TrialState.WAITING if self.folder is None else TrialState.INTERRUPTED


class ExperimentRecord:
    """The record of an experiment in the folder of runs; each change is written at once."""

    def __init__(self, path: Path, experiment: Experiment, folders: dict[int, str], errors: dict[int, str]) -> None:
        self.path = path
        self.experiment = experiment
        self._folders = folders
        self._errors = errors
        self._lock = FileLock(path.with_suffix(".lock"))

    def outcomes(self) -> list[Outcome]:
        """Return what has become of each trial, in their order, as the folders of the runs say now."""
        return [self.outcome(trial) for trial in self.experiment.trials]

    def outcome(self, trial: Trial) -> Outcome:
        """Return what has become of ``trial``."""
        name = self._folders.get(trial.index)
        folder = self.path.parent / name if name else None
        if folder is None or not (folder / "run.json").is_file():
            return Outcome(trial, None, None, self._errors.get(trial.index, ""))
        return Outcome(trial, folder, _result(folder), self._errors.get(trial.index, ""))

    def began(self, trial: Trial, folder: Path) -> None:
        """Note the folder of a trial's run; raise `RunFolderError` if the record cannot be written."""
        self._folders[trial.index] = folder.name
        self._errors.pop(trial.index, None)
        self._write()

    def failed(self, trial: Trial, error: str) -> None:
        """Note why a trial failed; raise `RunFolderError` if the record cannot be written."""
        self._errors[trial.index] = error
        self._write()

    def acquire(self) -> None:
        """Take the right to train the trials; raise `RunFolderError` if another process has it."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise RunFolderError(self.path.parent, error) from error
        if not self._lock.may_proceed():
            raise RunFolderError(self.path, OSError("another process carries out this experiment"))

    def release(self) -> None:
        """Give the right back."""
        self._lock.release()

    def _write(self) -> None:
        content = {
            "experiment": self.experiment.to_json(),
            "folders": {str(index): name for index, name in sorted(self._folders.items())},
            "errors": {str(index): error for index, error in sorted(self._errors.items())},
        }
        text = json.dumps(content, indent=1, ensure_ascii=False) + "\n"
        try:
            write_atomically(self.path, lambda file: file.write(text.encode()))
        except OSError as error:
            raise RunFolderError(self.path, error) from error


def record_of(experiment: Experiment, runs: Path, anew: bool = False) -> ExperimentRecord:
    """Return the record of ``experiment`` in the folder ``runs``; an empty one if there is none, or ``anew``."""
    path = runs / f"{experiment.key}-{experiment.digest}{ENDING}"
    if not anew and path.is_file():
        record = read_record(path)
        return ExperimentRecord(path, experiment, record._folders, record._errors)
    return ExperimentRecord(path, experiment, {}, {})


def read_record(path: Path) -> ExperimentRecord:
    """Return the record in the file ``path``; raise `SavedRunError` saying what is wrong."""
    try:
        if (size := path.stat().st_size) > LARGEST_FILE:
            raise ValueError(f"{size} bytes")
        content = json.loads(path.read_text(encoding="utf-8"))
        experiment = Experiment.from_json(content["experiment"])
        folders = {int(index): _name(name) for index, name in content["folders"].items()}
        errors = {int(index): str(error) for index, error in content["errors"].items()}
    except (
        OSError,
        ValueError,
        TypeError,
        KeyError,
        AttributeError,
        OverflowError,
        RecursionError,
        SettingError,
    ) as error:
        raise SavedRunError(path, f"cannot be read ({str(error)[:300]})", EXPECTED) from error
    return ExperimentRecord(path, experiment, folders, errors)


def find_records(runs: Path) -> list[Path]:
    """Return the files of all records in the folder ``runs``, the newest first."""
    found = []
    for path in runs.glob(f"*{ENDING}"):
        try:
            found.append((path.stat().st_mtime, path))
        except OSError:
            continue
    return [path for _, path in sorted(found, reverse=True)]


def _name(name: Any) -> str:
    """Return the name of a run's folder; raise ValueError for one that leads elsewhere."""
    if not isinstance(name, str) or name in ("", ".", "..") or "/" in name or "\\" in name:
        raise ValueError(f"the folder {str(name)[:80]!r}")
    return name


def _result(folder: Path) -> dict[str, Any] | None:
    try:
        result = json.loads((folder / "result.json").read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    return result if isinstance(result, dict) else None
