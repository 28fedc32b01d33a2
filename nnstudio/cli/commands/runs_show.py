"""``nnstudio runs show``: all that a list can know of one run, with its settings."""

import argparse
import json

from nnstudio.cli.arguments import add_folders, add_json, add_run
from nnstudio.cli.command import Command
from nnstudio.cli.exit_codes import ExitCode
from nnstudio.cli.kept_runs import KeptRuns, print_table, settings_of


def show_run(arguments: argparse.Namespace) -> ExitCode:
    """Print the run, then every setting with which it began."""
    kept = KeptRuns(arguments)
    run = kept.find(arguments.run)
    content, settings = kept.as_json(run), settings_of(run)
    if arguments.json:
        print(json.dumps(content | {"settings": settings}))
        return ExitCode.SUCCESS
    texts = {name: ", ".join(value) if isinstance(value, list) else value for name, value in content.items()}
    rows = [(name, f"{value}") for name, value in texts.items() if value not in (None, "", False)]
    print_table([*rows, *settings.items()])
    return ExitCode.SUCCESS


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    add_run(parser)
    add_json(parser)
    add_folders(parser)


COMMAND = Command(
    "show",
    show_run,
    _add_arguments,
    help="show one run with its settings",
    description="Show how a run went, what is noted about it, and the settings with which it began.",
)
