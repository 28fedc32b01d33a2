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
    """Settings without a seed and, unless it ``has_dataset``, without a data set: those are the user's to choose."""

    key: str
    label: str
    teaches: str
    settings: RunSettings
    has_dataset: bool

    def applied_to(self, settings: RunSettings) -> RunSettings:
        """Return the preset's settings with the seed of ``settings``, and with their data set where it has none."""
        dataset = self.settings.data.dataset if self.has_dataset else settings.data.dataset
        result = replace(replace(self.settings, "data.dataset", dataset), "seed", settings.seed)
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
        has_dataset = "dataset" in content["settings"].get("data", {})
        return Preset(file.stem, str(content["label"]), str(content["teaches"]), settings, has_dataset)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise SettingError(Problem(str(file), f"{error}", "label, teaches and settings")) from error
