"""The settings of a kept run, without its network."""

import json
from pathlib import Path

from nnstudio.runs.old_names import current_description
from nnstudio.runs.saved_run import SavedRunError
from nnstudio.runs.settings import RunSettings
from nnstudio.spec.errors import SettingError
from nnstudio.spec.record import record_from_json


def read_saved_settings(folder: Path) -> RunSettings:
    """Return the settings with which the run in ``folder`` began; raise `SavedRunError` naming the bad file."""
    file = folder / "run.json"
    try:
        description = current_description(json.loads(file.read_text(encoding="utf-8")))
        settings = record_from_json(RunSettings, description["settings"])
    except (OSError, ValueError, TypeError, KeyError, RecursionError, SettingError) as error:
        raise SavedRunError(file, f"not a run's description ({error})", "run.json as a run writes it") from error
    assert isinstance(settings, RunSettings)
    return settings
