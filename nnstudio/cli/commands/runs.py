"""``nnstudio runs``: the kept runs; its subcommands list, show, compare, tag and delete them."""

import argparse

from nnstudio.cli.arguments import add_folders
from nnstudio.cli.command import Command
from nnstudio.cli.commands import runs_compare, runs_delete, runs_list, runs_show, runs_tag
from nnstudio.cli.exit_codes import ExitCode


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    runs_list.add_choice(parser)
    add_folders(parser)


def _list(arguments: argparse.Namespace) -> ExitCode:
    return runs_list.list_runs(arguments)


COMMAND = Command(
    "runs",
    _list,
    _add_arguments,
    help="list, show, compare, tag or delete the runs that were kept",
    description="List the runs of the runs folder, also those that are training now. RUN is a run's name, the name of "
    "its folder or the folder.",
    commands=(
        runs_list.COMMAND,
        runs_show.COMMAND,
        runs_compare.COMMAND,
        runs_tag.COMMAND,
        runs_delete.COMMAND,
    ),
)
