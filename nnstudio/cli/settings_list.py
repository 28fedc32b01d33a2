"""``nnstudio settings`` and ``nnstudio presets``: what there is to choose from."""

import argparse

from nnstudio.cli.exit_codes import ExitCode
from nnstudio.cli.run_settings import settings_from
from nnstudio.data.folders import DataFolders
from nnstudio.runs.presets import load_presets
from nnstudio.spec.paths import entries
from nnstudio.spec.record import Nested, OneOf


def list_presets() -> ExitCode:
    """Print every preset with what it teaches."""
    presets = load_presets()
    width = max(len(key) for key in presets)
    for preset in presets.values():
        print(f"{preset.key:{width}}  {preset.teaches}")
    return ExitCode.SUCCESS


def list_settings(arguments: argparse.Namespace, folders: DataFolders) -> ExitCode:
    """Print the settings that the arguments give, one below the other."""
    for entry in entries(settings_from(arguments, folders)):
        if isinstance(entry.setting, Nested):
            continue
        is_variant = isinstance(entry.setting, OneOf)
        value = entry.value.key if is_variant else entry.setting.to_text(entry.value)
        print(f"{entry.path} = {value}")
        print(f"    {entry.setting.help}")
        print(f"    {entry.setting.allowed()}{'; may change while training' if entry.setting.live else ''}")
    return ExitCode.SUCCESS
