"""``nnstudio presets``: the presets by key."""

import argparse

from nnstudio.cli.command import Command
from nnstudio.cli.exit_codes import ExitCode
from nnstudio.runs.presets import load_presets


def list_presets(_arguments: argparse.Namespace) -> ExitCode:
    """Print every preset with what it teaches."""
    presets = load_presets()
    width = max(len(key) for key in presets)
    for preset in presets.values():
        print(f"{preset.key:{width}}  {preset.teaches}")
    return ExitCode.SUCCESS


COMMAND = Command("presets", list_presets, help="list the presets and what each teaches")
