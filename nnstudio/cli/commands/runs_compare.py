"""``nnstudio runs compare``: the settings that differ among some runs, and their results."""

import argparse
import json

from nnstudio.cli.arguments import add_folders, add_json
from nnstudio.cli.command import Command
from nnstudio.cli.exit_codes import ExitCode
from nnstudio.cli.kept_runs import KeptRuns, print_table
from nnstudio.runs.store.comparison import compare


def compare_runs(arguments: argparse.Namespace) -> ExitCode:
    """Print a row for each setting that differs and each result, with a column for each run."""
    kept = KeptRuns(arguments)
    runs = [kept.find(text) for text in dict.fromkeys(arguments.runs)]
    comparison = compare(runs, kept.list)
    if arguments.json:
        content = {
            "runs": [kept.as_json(run) for run in runs],
            "differences": {line.path: list(line.texts) for line in comparison.settings},
            "over_seeds": [group.as_json() for group in comparison.groups],
        }
        print(json.dumps(content))
        return ExitCode.SUCCESS
    lines = [(line.label, *line.texts) for line in (*comparison.settings, *comparison.results)]
    print_table([("", *comparison.names), *lines])
    for group in comparison.groups:
        if len(group.keys) > 1:
            print(f"{group.name}: {group.text}")
    return ExitCode.SUCCESS


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("first", metavar="RUN", help="a run, by name or folder")
    parser.add_argument("others", metavar="RUN", nargs="+", help="the runs to compare it with")
    add_json(parser)
    add_folders(parser)


def _run(arguments: argparse.Namespace) -> ExitCode:
    arguments.runs = [arguments.first, *arguments.others]
    return compare_runs(arguments)


COMMAND = Command(
    "compare",
    _run,
    _add_arguments,
    help="compare runs: the settings that differ, and the results",
    description="Compare runs: the settings that differ and the results, and of runs that differ only in their seed "
    "the mean and the standard deviation.",
)
