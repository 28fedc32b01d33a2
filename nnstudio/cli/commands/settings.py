"""``nnstudio settings``: every setting, its value and its allowed values."""

import argparse

from nnstudio.cli.arguments import add_folders, add_settings, data_folders
from nnstudio.cli.command import Command
from nnstudio.cli.exit_codes import ExitCode
from nnstudio.cli.run_settings import settings_from
from nnstudio.spec.paths import entries
from nnstudio.spec.record import Nested, OneOf


def list_settings(arguments: argparse.Namespace) -> ExitCode:
    """Print the settings that the arguments select, one below the other."""
    for entry in entries(settings_from(arguments, data_folders(arguments))):
        if isinstance(entry.setting, Nested):
            continue
        is_variant = isinstance(entry.setting, OneOf)
        value = entry.value.key if is_variant else entry.setting.to_text(entry.value)
        print(f"{entry.path} = {value}")
        print(f"    {entry.setting.help}")
        formula = entry.value.formula if is_variant else entry.setting.formula
        if formula:
            print(f"    {formula}")
        notes = ["may change while training"] * entry.setting.live + ["advanced"] * entry.setting.is_advanced
        print("    " + "; ".join([entry.setting.allowed(), *notes]))
    return ExitCode.SUCCESS


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    add_settings(parser)
    add_folders(parser)


COMMAND = Command(
    "settings", list_settings, _add_arguments, help="list every setting with its default and what is allowed"
)
