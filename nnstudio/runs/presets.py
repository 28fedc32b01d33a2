"""Presets: settings with a name and a sentence on what they teach. To add one, write a file in `resources/presets`."""

import json
from dataclasses import dataclass
from pathlib import Path

from nnstudio.resources import resource_folder
from nnstudio.runs.settings import RunSettings
from nnstudio.spec.errors import Problem, SettingError
from nnstudio.spec.paths import replace
from nnstudio.spec.record import record_from_json
from nnstudio.spec.setting import suggestion

_USERS = frozenset(("dataset", "split"))
"""Members of the data settings that a preset leaves unchanged unless it names them."""


@dataclass(frozen=True)
class Preset:
    """Settings without a seed, and without a data set or a split unless ``has`` names them."""

    key: str
    label: str
    teaches: str
    settings: RunSettings
    has: frozenset[str]

    def applied_to(self, settings: RunSettings) -> RunSettings:
        """Return the preset's settings with the seed of ``settings``, and their data set and split if it has none."""
        result = replace(self.settings, "seed", settings.seed)
        for name in _USERS - self.has:
            result = replace(result, f"data.{name}", getattr(settings.data, name))
        assert isinstance(result, RunSettings)
        return result


def load_presets(folder: Path | None = None) -> dict[str, Preset]:
    """Return the presets of ``folder`` (by default the application's) by key; raise `SettingError` for a bad one."""
    files = sorted((folder or resource_folder("presets")).glob("*.json"))
    return {file.stem: _load(file) for file in files}


def find_preset(key: str) -> Preset:
    """Return the preset ``key``; raise `SettingError` naming all presets if there is none of that key."""
    presets = load_presets()
    if key not in presets:
        raise SettingError(Problem("--preset", repr(key), ", ".join(presets) + suggestion(key, list(presets))))
    return presets[key]


def _load(file: Path) -> Preset:
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        settings = record_from_json(RunSettings, content["settings"])
        has = _USERS & content["settings"].get("data", {}).keys()
        return Preset(file.stem, str(content["label"]), str(content["teaches"]), settings, has)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise SettingError(Problem(str(file), f"{error}", "label, teaches and settings")) from error
