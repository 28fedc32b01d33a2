"""``nnstudio presets``: the presets by key, what each teaches and the figures to expect."""

import argparse
import json

from nnstudio.cli.command import Command
from nnstudio.cli.exit_codes import ExitCode
from nnstudio.runs.presets import load_presets


def list_presets(arguments: argparse.Namespace) -> ExitCode:
    """Print every preset, as text or as a JSON list."""
    presets = load_presets()
    if arguments.json:
        print(json.dumps([preset.to_json() for preset in presets.values()], ensure_ascii=False))
        return ExitCode.SUCCESS
    is_breakable = False
    for preset in presets.values():
        if preset.is_breakable and not is_breakable:
            print("\nto see what goes wrong:")
        is_breakable = preset.is_breakable
        print(f"{preset.key}: {preset.label}\n    {preset.teaches}\n    {preset.expects}")
    return ExitCode.SUCCESS


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print a JSON list with the settings of each")


COMMAND = Command(
    "presets", list_presets, _add_arguments, help="list the presets, what each teaches and the figures to expect"
)
