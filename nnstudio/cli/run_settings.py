"""The settings that the arguments of a command select."""

import argparse
import json
from pathlib import Path
from typing import Any

from nnstudio.data.datasets import default_source
from nnstudio.data.folders import DataFolders
from nnstudio.runs.old_names import current_settings
from nnstudio.runs.presets import find_preset
from nnstudio.runs.settings import RunSettings
from nnstudio.spec.errors import Problem, SettingError
from nnstudio.spec.paths import replace, set_text
from nnstudio.spec.record import record_from_json

SETTINGS_FILE = "a JSON file of settings, such as a run's run.json"


def settings_from(arguments: argparse.Namespace, folders: DataFolders, saved: RunSettings | None = None) -> RunSettings:
    """Return the ``saved`` settings of a resumed run, or those of ``--settings`` or ``--preset``.

    The other arguments change them: ``--set`` after the others, and ``--lr`` last, because it is a setting of the
    optimizer, which ``--set`` may choose. Raises `SettingError` naming what is wrong.
    """
    if saved is not None:
        settings = saved
    elif arguments.settings:
        settings = read_settings(Path(arguments.settings))
    else:
        settings = replace(RunSettings(), "data.dataset", default_source(folders))
    if arguments.preset:
        settings = find_preset(arguments.preset).applied_to(settings)
    return changed(settings, arguments)


def changed(settings: RunSettings, arguments: argparse.Namespace) -> RunSettings:
    """Return ``settings`` as the arguments of `add_changes` change them; raise `SettingError` naming what is wrong."""
    named = {
        "data.dataset": arguments.dataset,
        "training.epochs": arguments.epochs,
        "training.batch_size": arguments.batch_size,
        "seed": arguments.seed,
    }
    for path, text in named.items():
        if text is not None:
            settings = set_text(settings, f"{path}={text}")
    for assignment in arguments.assignments:
        settings = set_text(settings, assignment)
    if arguments.lr is not None:
        settings = set_text(settings, f"training.optimizer.learning_rate={arguments.lr}")
    return settings


def read_settings(path: Path) -> RunSettings:
    """Return the settings in a JSON file, such as a run's; raise `SettingError` naming what is wrong."""
    try:
        content: Any = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise SettingError(Problem(str(path), "no such file", SETTINGS_FILE)) from error
    except (OSError, ValueError, RecursionError) as error:
        raise SettingError(Problem(str(path), f"{error}", SETTINGS_FILE)) from error
    if isinstance(content, dict) and "settings" in content:
        content = content["settings"]
    settings = record_from_json(RunSettings, current_settings(content))
    assert isinstance(settings, RunSettings)
    return settings
