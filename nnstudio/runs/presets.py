"""Presets: settings with a name and a sentence on what they teach. To add one, write a file in `resources/presets`."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nnstudio.resources import resource_folder
from nnstudio.runs.settings import RunSettings
from nnstudio.spec.errors import Problem, SettingError
from nnstudio.spec.paths import replace
from nnstudio.spec.record import record_from_json, record_to_json
from nnstudio.spec.setting import suggestion


@dataclass(frozen=True)
class Preset:
    """All settings but the seed; what they teach; and ``expects``, the figures that a run reaches with them.

    ``is_breakable`` tells settings that show what goes wrong; what ``expects`` is then what to watch.
    """

    key: str
    label: str
    teaches: str
    expects: str
    settings: RunSettings
    is_breakable: bool = False

    def applied_to(self, settings: RunSettings) -> RunSettings:
        """Return the preset's settings with the seed of ``settings``."""
        result = replace(self.settings, "seed", settings.seed)
        assert isinstance(result, RunSettings)
        return result

    def to_json(self) -> dict[str, Any]:
        """Return all members; the settings are in the form that ``nnstudio train --settings`` reads."""
        texts = {"key": self.key, "label": self.label, "teaches": self.teaches, "expects": self.expects}
        return texts | {"breakable": self.is_breakable, "settings": record_to_json(self.settings)}


def load_presets(folder: Path | None = None) -> dict[str, Preset]:
    """Return the presets of ``folder`` (by default the application's) by key, the breakable ones last.

    Raises `SettingError` for a bad one.
    """
    presets = [_load(file) for file in sorted((folder or resource_folder("presets")).glob("*.json"))]
    return {preset.key: preset for preset in sorted(presets, key=lambda preset: preset.is_breakable)}


def find_preset(key: str) -> Preset:
    """Return the preset ``key``; raise `SettingError` naming all presets if there is none of that key."""
    presets = load_presets()
    if key not in presets:
        raise SettingError(Problem("--preset", repr(key), ", ".join(presets) + suggestion(key, list(presets))))
    return presets[key]


def _load(file: Path) -> Preset:
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        label, teaches, expects = (str(content[name]) for name in ("label", "teaches", "expects"))
        settings, is_breakable = record_from_json(RunSettings, content["settings"]), bool(content.get("breakable"))
        return Preset(file.stem, label, teaches, expects, settings, is_breakable)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise SettingError(Problem(str(file), f"{error}", "label, teaches, expects and settings")) from error
