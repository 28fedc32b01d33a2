"""Presets: settings with a name and a sentence on what they teach. To add one: a file in ``resources/presets``."""

import json
from dataclasses import dataclass
from pathlib import Path

from nnstudio.resources import resource_folder
from nnstudio.runs.settings import RunSettings
from nnstudio.spec.errors import Problem, SettingError
from nnstudio.spec.paths import replace
from nnstudio.spec.record import record_from_json
from nnstudio.spec.setting import suggestion


@dataclass(frozen=True)
class Preset:
    """Settings without a data set and a seed, which are the user's to choose."""

    key: str
    label: str
    teaches: str
    settings: RunSettings

    def applied_to(self, settings: RunSettings) -> RunSettings:
        """Return the preset's settings with the data set and the seed of ``settings``."""
        chosen = replace(self.settings, "data.dataset", settings.data.dataset)
        result = replace(chosen, "seed", settings.seed)
        assert isinstance(result, RunSettings)
        return result


def load_presets(folder: Path | None = None) -> dict[str, Preset]:
    """Return the presets of ``folder`` (by default the application's) by key; raise `SettingError` for a bad one."""
    files = sorted((folder or resource_folder("presets")).glob("*.json"))
    return {file.stem: _load(file) for file in files}


def find_preset(key: str) -> Preset:
    """Return the preset ``key``; raise `SettingError` naming those there are."""
    presets = load_presets()
    if key not in presets:
        raise SettingError(Problem("--preset", repr(key), ", ".join(presets) + suggestion(key, list(presets))))
    return presets[key]


def _load(file: Path) -> Preset:
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        settings = record_from_json(RunSettings, content["settings"])
        return Preset(file.stem, str(content["label"]), str(content["teaches"]), settings)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SettingError(Problem(str(file), f"{error}", "label, teaches and settings")) from error
