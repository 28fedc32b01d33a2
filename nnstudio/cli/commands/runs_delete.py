"""``nnstudio runs delete``: runs are moved aside, can be restored for a while, or are removed for good."""

import argparse
import json
import sys

from nnstudio.cli.arguments import add_folders, add_json
from nnstudio.cli.command import Command
from nnstudio.cli.exit_codes import ExitCode
from nnstudio.cli.kept_runs import KeptRuns
from nnstudio.runs.store.run_store import KEPT_DAYS


def delete_runs(arguments: argparse.Namespace) -> ExitCode:
    """Delete or restore the runs, and print their folders."""
    kept = KeptRuns(arguments)
    store = kept.store
    if arguments.empty:
        count = store.purge(days=0)
        print(json.dumps({"removed_for_good": count}) if arguments.json else f"{count} deleted runs removed for good")
        return ExitCode.SUCCESS
    if not arguments.runs:
        print("nnstudio: name a run, or use --empty", file=sys.stderr)
        return ExitCode.BAD_ARGUMENTS
    if arguments.restore:
        keys = list(dict.fromkeys(arguments.runs))
        store.restore(keys)
        said, done = "restored", keys
    else:
        keys = list(dict.fromkeys(kept.find(text).key for text in arguments.runs))
        said, done = "deleted", store.delete(keys)
    store.save()
    if arguments.json:
        print(json.dumps({said: [str(store.folder / key) for key in done]}))
    else:
        for key in done:
            print(f"{said} {key}" + (f"; nnstudio runs delete --restore {key}" if said == "deleted" else ""))
    return ExitCode.SUCCESS


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("runs", metavar="RUN", nargs="*", help="a run, by name or folder; with --restore its folder")
    choice = parser.add_mutually_exclusive_group()
    choice.add_argument("--restore", action="store_true", help="bring deleted runs back")
    choice.add_argument("--empty", action="store_true", help="remove everything that was deleted for good")
    add_json(parser)
    add_folders(parser)


COMMAND = Command(
    "delete",
    delete_runs,
    _add_arguments,
    help="delete runs, or bring them back",
    description=f"Delete runs: they are moved aside, and removed for good after {KEPT_DAYS} days or by --empty. A run "
    "that is being trained is not deleted.",
)
