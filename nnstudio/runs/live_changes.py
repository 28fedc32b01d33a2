"""The live settings that were changed during a run, read back from its folder."""

import json
from pathlib import Path
from typing import Any

from nnstudio.runs.old_names import current_settings
from nnstudio.runs.saved_run import SavedRunError
from nnstudio.runs.settings import RunSettings
from nnstudio.spec.errors import SettingError
from nnstudio.spec.record import record_from_json

FILE = "events.jsonl"


def settings_at(step: int, folder: Path, began_with: RunSettings) -> RunSettings:
    """Return the settings with which the run in ``folder`` trained from ``step`` on; it ``began_with`` others.

    Raises `SavedRunError` naming a line that is not a change of settings; a last line that a kill cut short is ignored,
    as no batch was trained after it.
    """
    settings = began_with
    for number, line in enumerate(_lines(folder / FILE), start=1):
        try:
            change: Any = json.loads(line)
            if int(change["step"]) > step:
                break
            changed = record_from_json(RunSettings, current_settings(change["settings"]))
        except (ValueError, TypeError, KeyError, RecursionError, SettingError) as error:
            found = f"line {number} is not a change of settings ({error})"
            raise SavedRunError(folder / FILE, found, "lines as a run writes them") from error
        assert isinstance(changed, RunSettings)
        settings = changed
    return settings


def _lines(file: Path) -> list[bytes]:
    """Return the lines that were completely written; none if nothing was ever changed."""
    try:
        return file.read_bytes().split(b"\n")[:-1]
    except FileNotFoundError:
        return []
    except OSError as error:
        raise SavedRunError(file, f"cannot be read ({error})", "lines as a run writes them") from error
