"""``nnstudio settings`` and ``nnstudio presets``: what there is to choose from."""

import argparse

from nnstudio.cli.exit_codes import ExitCode
from nnstudio.cli.run_settings import settings_from
from nnstudio.data.folders import DataFolders
from nnstudio.runs.presets import load_presets
from nnstudio.spec.paths import places
from nnstudio.spec.record import Group, Variant


def list_presets() -> ExitCode:
    """Print every preset with what it teaches."""
    presets = load_presets()
    width = max(len(key) for key in presets)
    for preset in presets.values():
        print(f"{preset.key:{width}}  {preset.teaches}")
    return ExitCode.SUCCESS


def list_settings(arguments: argparse.Namespace, folders: DataFolders) -> ExitCode:
    """Print the settings that the arguments give, one below the other."""
    for place in places(settings_from(arguments, folders)):
        if isinstance(place.setting, Group):
            continue
        is_variant = isinstance(place.setting, Variant)
        value = place.value.key if is_variant else place.setting.to_text(place.value)
        print(f"{place.path} = {value}")
        print(f"    {place.setting.help}")
        print(f"    {place.setting.allowed()}{'; may change while training' if place.setting.live else ''}")
    return ExitCode.SUCCESS
