"""The live settings that were changed during a run, read back from its folder and, after a kill, changed again."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nnstudio.runs.old_names import current_settings
from nnstudio.runs.saved_run import SavedRunError
from nnstudio.runs.settings import RunSettings
from nnstudio.spec.errors import SettingError
from nnstudio.spec.paths import adopt_live
from nnstudio.spec.record import record_from_json

FILE = "events.jsonl"


@dataclass(frozen=True)
class LiveChange:
    """Live settings became those of ``settings`` after ``step`` batches and so many ``evaluations``.

    Older runs did not record the latter: None. ``line`` is what stands in the file.
    """

    step: int
    evaluations: int | None
    settings: RunSettings
    line: bytes

    def is_reached(self, step: int, evaluations: int) -> bool:
        """Return whether a run that has trained ``step`` batches, with so many ``evaluations``, has made it."""
        has_evaluated = self.evaluations is None or evaluations >= self.evaluations
        return step > self.step or (step == self.step and has_evaluated)


def read_changes(folder: Path) -> Iterator[LiveChange]:
    """Yield what was changed in the run in ``folder``, in its order.

    Raises `SavedRunError` naming a line that is not a change of settings; a last line that a kill cut short is ignored,
    as no batch was trained after it.
    """
    for number, line in enumerate(_lines(folder / FILE), start=1):
        try:
            change: Any = json.loads(line)
            settings = record_from_json(RunSettings, current_settings(change["settings"]))
            assert isinstance(settings, RunSettings)
            evaluations = int(change["evaluations"]) if "evaluations" in change else None
            yield LiveChange(int(change["step"]), evaluations, settings, line)
        except (ValueError, TypeError, KeyError, RecursionError, SettingError) as error:
            found = f"line {number} is not a change of settings ({error})"
            raise SavedRunError(folder / FILE, found, "lines as a run writes them") from error


def settings_at(step: int, folder: Path, began_with: RunSettings) -> RunSettings:
    """Return the settings with which the run in ``folder`` trained from ``step`` on; it ``began_with`` others.

    Raises `SavedRunError` as `read_changes` does.
    """
    settings = began_with
    for change in read_changes(folder):
        if change.step > step:
            break
        settings = change.settings
    return settings


class Repetition:
    """Changes that a killed run had made after its checkpoint, to be made again at the same steps."""

    def __init__(self, changes: Sequence[LiveChange] = ()) -> None:
        self._coming = list(changes)

    def is_coming(self, settings: RunSettings, now: RunSettings) -> bool:
        """Return whether a run with the settings of ``now`` will have all live ``settings`` after the last change."""
        return bool(self._coming) and adopt_live(now, self._coming[-1].settings) == adopt_live(now, settings)

    def take(self, step: int, evaluations: int) -> RunSettings | None:
        """Return the next settings to adopt after ``step`` batches and so many ``evaluations``, if it is time."""
        if self._coming and self._coming[0].is_reached(step, evaluations):
            return self._coming.pop(0).settings
        return None

    def give_up(self) -> list[LiveChange]:
        """Repeat none any more; return those that were to come."""
        coming, self._coming = self._coming, []
        return coming


def _lines(file: Path) -> list[bytes]:
    """Return the lines that were completely written; none if nothing was ever changed."""
    try:
        return file.read_bytes().split(b"\n")[:-1]
    except FileNotFoundError:
        return []
    except OSError as error:
        raise SavedRunError(file, f"cannot be read ({error})", "lines as a run writes them") from error
