"""``nnstudio runs list``: the kept runs as a table or as JSON."""

import argparse
import json

from nnstudio.cli.arguments import add_folders, add_json
from nnstudio.cli.command import Command
from nnstudio.cli.exit_codes import ExitCode
from nnstudio.cli.kept_runs import KeptRuns, percent_or_dash, print_table
from nnstudio.number_text import duration
from nnstudio.runs.store.run_summary import RunSummary

HEADINGS = ("name", "began", "data", "network", "epochs", "best valid.", "test", "time", "state", "folder")


def list_runs(arguments: argparse.Namespace) -> ExitCode:
    """Print the runs that the arguments choose, the newest last."""
    kept = KeptRuns(arguments)
    runs = [run for run in kept.list.runs if _is_chosen(run, kept.list.names[run.key], arguments)]
    if arguments.json:
        print(json.dumps([kept.as_json(run) for run in runs]))
        return ExitCode.SUCCESS
    if runs:
        print_table([HEADINGS, *(_row(run, kept.list.names[run.key]) for run in runs)])
    return ExitCode.SUCCESS


def _is_chosen(run: RunSummary, name: str, arguments: argparse.Namespace) -> bool:
    noted = run.metadata
    if noted.is_hidden and not arguments.all:
        return False
    searched = f"{name} {run.key} {run.dataset} {run.network} {noted.notes} {' '.join(noted.tags)}".lower()
    has_words = all(word.lower() in searched for word in (arguments.search or "").split())
    return has_words and set(arguments.tags) <= set(noted.tags) and (noted.is_starred or not arguments.starred)


def _row(run: RunSummary, name: str) -> tuple[str, ...]:
    star = "* " if run.metadata.is_starred else ""
    tags = "".join(f" #{tag}" for tag in run.metadata.tags)
    return (
        f"{star}{name}{tags}",
        f"{run.moment:%Y-%m-%d %H:%M}" if run.moment else "–",
        run.dataset or "–",
        run.network or "–",
        f"{run.position:.4g}",
        percent_or_dash(run.best_validation),
        percent_or_dash(run.test),
        duration(run.seconds) if run.seconds is not None else "–",
        str(run.state),
        run.key,
    )


def add_choice(parser: argparse.ArgumentParser) -> None:
    """Add the arguments that choose runs for the list."""
    parser.add_argument("--search", metavar="WORDS", help="only runs with all these words in name, data, notes or tags")
    parser.add_argument(
        "--tag",
        metavar="TAG",
        action="append",
        default=[],
        dest="tags",
        help="only runs with this tag; may be repeated",
    )
    parser.add_argument("--starred", action="store_true", help="only runs with a star")
    parser.add_argument("--all", action="store_true", help="hidden runs too")
    add_json(parser)


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    add_choice(parser)
    add_folders(parser)


COMMAND = Command(
    "list",
    list_runs,
    _add_arguments,
    help="list the runs",
    description="List the runs of the runs folder in the order in which they began, also those that are training.",
)
