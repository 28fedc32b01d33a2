"""``nnstudio resume``: a run goes on in its own folder."""

import argparse
import sys
from pathlib import Path

from nnstudio.cli.arguments import add_folders, add_report, add_run, data_folders
from nnstudio.cli.command import Command
from nnstudio.cli.commands.train import print_result
from nnstudio.cli.exit_codes import ExitCode
from nnstudio.cli.headless_run import Report, drive
from nnstudio.cli.interruption import Interruption
from nnstudio.runs.more_epochs import EPOCHS
from nnstudio.runs.recorded_run import read_recorded_run
from nnstudio.runs.saved_run import open_run
from nnstudio.runs.training_on import prepare_to_go_on, prepare_to_train_on
from nnstudio.spec.errors import Problem, SettingError
from nnstudio.spec.paths import set_text


def resume(arguments: argparse.Namespace) -> ExitCode:
    """Let a run go on in its folder, and print the result."""
    folders, folder = data_folders(arguments), Path(arguments.run)
    recorded = read_recorded_run(open_run(folder))
    settings = recorded.settings
    if arguments.epochs is not None:
        settings = set_text(settings, f"{EPOCHS}={arguments.epochs}")
        steps = prepare_to_train_on(folder, settings, folders)
    elif recorded.ended is None:
        steps = prepare_to_go_on(folder, folders)
    else:
        found = f"a run that is over ({recorded.ended.explanation})"
        raise SettingError(Problem(str(folder), found, "one that was interrupted, or more epochs by --epochs"))
    report = Report(arguments.quiet, has_bar=not arguments.no_progress)
    try:
        with Interruption() as interruption:
            run = drive(steps, report, interruption)
    finally:
        report.close()
    if run is None:
        print("Interrupted before training went on; the run is as it was.", file=sys.stderr)
        return ExitCode.INTERRUPTED
    return print_result(arguments, run.ended, settings, interruption)


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    add_run(parser)
    parser.add_argument(
        "--epochs", metavar="N", help="train until it has this many epochs in all, or endless; needed if it is over"
    )
    add_report(parser)
    add_folders(parser)


COMMAND = Command(
    "resume",
    resume,
    _add_arguments,
    help="go on with a run in its own folder",
    description="Go on with a run in its own folder: one that was interrupted, from its last checkpoint and with the "
    "live changes that were made after it, so that it becomes bit for bit what it would have become; or one that is "
    "over, with more epochs. With --epochs, live changes made after the checkpoint hold from there on at once. "
    "`nnstudio train --resume` goes on in a new folder.",
)
