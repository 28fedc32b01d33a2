"""``nnstudio runs tag``: tags, a name, a star or notes for runs."""

import argparse
import json
import sys
from dataclasses import replace

from nnstudio.cli.arguments import add_folders, add_json
from nnstudio.cli.command import Command
from nnstudio.cli.exit_codes import ExitCode
from nnstudio.cli.kept_runs import KeptRuns
from nnstudio.runs.run_metadata import RunMetadata


def tag_runs(arguments: argparse.Namespace) -> ExitCode:
    """Change what is noted about the runs, and print it."""
    kept = KeptRuns(arguments)
    runs = [kept.find(text) for text in arguments.runs]
    if arguments.name is not None and len(runs) > 1:
        print("nnstudio: --name is for one run, not for several", file=sys.stderr)
        return ExitCode.BAD_ARGUMENTS

    def change(noted: RunMetadata) -> RunMetadata:
        changes = {"name": arguments.name, "notes": arguments.notes}
        changes |= {"is_starred": arguments.star, "is_hidden": arguments.hide}
        changed = replace(noted, **{name: value for name, value in changes.items() if value is not None})
        return changed.tagged(*arguments.add).untagged(*arguments.remove)

    kept.store.change([run.key for run in runs], change)
    kept.list = kept.store.current()
    kept.store.save()
    changed = [kept.find(run.key) for run in runs]
    if arguments.json:
        print(json.dumps([kept.as_json(run) for run in changed]))
    else:
        for run in changed:
            print(f"{kept.list.names[run.key]}: {', '.join(run.metadata.tags) or 'no tags'}")
    return ExitCode.SUCCESS


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("runs", metavar="RUN", nargs="+", help="a run, by name or folder")
    parser.add_argument("--add", metavar="TAG", action="append", default=[], help="add this tag; may be repeated")
    parser.add_argument("--remove", metavar="TAG", action="append", default=[], help="remove this tag; may be repeated")
    parser.add_argument("--name", metavar="NAME", help="name the run; an empty name gives it back its own")
    parser.add_argument("--notes", metavar="TEXT", help="replace the notes")
    parser.add_argument("--star", action=argparse.BooleanOptionalAction, help="give it a star, or take it away")
    parser.add_argument("--hide", action=argparse.BooleanOptionalAction, help="hide it from lists, or show it again")
    add_json(parser)
    add_folders(parser)


COMMAND = Command(
    "tag",
    tag_runs,
    _add_arguments,
    help="add or remove tags; name, star, hide or annotate runs",
    description="Change what is noted about runs; without options, print their tags. Runs that are training can be "
    "changed too.",
)
