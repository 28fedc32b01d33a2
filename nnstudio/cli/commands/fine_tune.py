"""``nnstudio fine-tune``: train a run's network further on the user's digits."""

import argparse
import json
import sys
from pathlib import Path

from nnstudio.cli.arguments import add_folders, add_report, add_run, add_weights, chosen_runs_folder, data_folders
from nnstudio.cli.command import Command
from nnstudio.cli.exit_codes import ExitCode
from nnstudio.cli.headless_run import Report, drive
from nnstudio.cli.interruption import Interruption
from nnstudio.data.folders import DataFolders
from nnstudio.data.my_digits import MyDigitsFile
from nnstudio.ink.file import DrawnDigit, read_ink_file
from nnstudio.runs.events import Origin, RunEnded, RunEndReason
from nnstudio.runs.fine_tuning import prepare_fine_tuning
from nnstudio.runs.saved_run import open_run


def fine_tune(arguments: argparse.Namespace) -> ExitCode:
    """Fine-tune the network of a run and print the result."""
    folders = data_folders(arguments)
    base = open_run(Path(arguments.run), arguments.weights)
    digits = tuple(read_ink_file(Path(arguments.ink))) if arguments.ink else _my_digits(folders)
    report = Report(arguments.quiet, has_bar=not arguments.no_progress)
    try:
        with Interruption() as interruption:
            steps = prepare_fine_tuning(base, digits, folders, chosen_runs_folder(arguments))
            run = drive(steps, report, interruption)
    finally:
        report.close()
    if run is None:
        print("Interrupted before training began; nothing was kept.", file=sys.stderr)
        return ExitCode.INTERRUPTED
    ended, origin = run.ended, run.started.origin
    assert ended is not None
    assert origin is not None
    print(json.dumps(ended.summary() | origin.summary()) if arguments.json else _text(origin, ended))
    if interruption.has_come:
        return ExitCode.INTERRUPTED
    return ExitCode.FAILED if ended.reason is RunEndReason.DIVERGED else ExitCode.SUCCESS


def _my_digits(folders: DataFolders) -> tuple[DrawnDigit, ...]:
    """Return the digits saved at the drawing pad; report and skip damaged lines."""
    my_digits = MyDigitsFile(folders.my_digits)
    my_digits.reload()
    for fault in my_digits.faults:
        print(f"nnstudio: left out: {fault}", file=sys.stderr)
    return my_digits.digits


def _text(origin: Origin, ended: RunEnded) -> str:
    assert ended.last.my_digits is not None
    which = f"{origin.held_out} held out" if origin.held_out else f"all {origin.learned_digits}, which it learned from"
    return (
        f"your digits ({which}) {origin.my_digits_before.accuracy:.2%} → {ended.last.my_digits.accuracy:.2%}, "
        f"test {origin.test_before.accuracy:.2%} → {ended.last.test.accuracy:.2%}"
    )


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    add_run(parser)
    parser.add_argument(
        "--ink", metavar="FILE", help="the digits, one per line of JSON (default: those saved at the drawing pad)"
    )
    add_weights(parser)
    add_report(parser)
    add_folders(parser)


COMMAND = Command(
    "fine-tune",
    fine_tune,
    _add_arguments,
    help="train the network of a run further on your digits",
    description="Train the network of a run a little further, on your digits and on pictures that it learned from "
    "before. The result is a new run. One in five digits of each class is held out for evaluation.",
)
