"""``nnstudio train``: a run without a window."""

import argparse
import json
import sys
from pathlib import Path

from nnstudio.cli.arguments import add_folders, add_report, add_settings, chosen_runs_folder, data_folders
from nnstudio.cli.command import Command
from nnstudio.cli.exit_codes import ExitCode
from nnstudio.cli.headless_run import Report, run_to_end
from nnstudio.cli.interruption import Interruption
from nnstudio.cli.run_settings import read_settings, settings_from
from nnstudio.runs.checkpoint import read_checkpoint
from nnstudio.runs.events import RunEnded, RunEndReason
from nnstudio.runs.live_changes import settings_at
from nnstudio.runs.result_text import result_text
from nnstudio.runs.settings import RunSettings

EPILOG = """\
examples:
  nnstudio train --epochs 5
  nnstudio train --dataset mnist --set training.optimizer=sgd --set learning_rate=0.05 --json
  nnstudio train --set network.layers='[dense 128 relu, dense 64 relu]'

a setting is named by its path; levels may be left out where that is not ambiguous. A record is its kind followed
by its values in order, or by name=value: "dense 128 relu" is "dense units=128 activation=relu". Lists are written
in [ ], separated by commas. "nnstudio settings" lists every setting with its default and what is allowed.
"""


def train(arguments: argparse.Namespace) -> ExitCode:
    """Train a run and print the result."""
    folders, state, saved = data_folders(arguments), None, None
    if arguments.resume:
        run = Path(arguments.resume)
        state = read_checkpoint(run)
        saved = settings_at(state.step, run, read_settings(run / "run.json"))
    settings = settings_from(arguments, folders, saved)
    report = Report(arguments.quiet, has_bar=not arguments.no_progress)
    try:
        with Interruption() as interruption:
            ended = run_to_end(settings, folders, chosen_runs_folder(arguments), report, interruption, state)
    finally:
        report.close()
    return print_result(arguments, ended, settings, interruption)


def print_result(
    arguments: argparse.Namespace, ended: RunEnded | None, settings: RunSettings, interruption: Interruption
) -> ExitCode:
    """Print how a run of ``settings`` ended, None if it did not begin, and return the exit code."""
    if ended is None:
        print("Interrupted before training began; nothing was kept.", file=sys.stderr)
        return ExitCode.INTERRUPTED
    if arguments.json:
        print(json.dumps(ended.summary() | {"seed": settings.seed, "dataset": settings.data.dataset.key}))
    else:
        weights, result = next(iter(ended.results.items()))
        print(f"test accuracy {result.test.accuracy:.2%} ({weights} weights)\n{result_text(ended)}")
    if interruption.has_come:
        return ExitCode.INTERRUPTED
    return ExitCode.FAILED if ended.reason is RunEndReason.DIVERGED else ExitCode.SUCCESS


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    add_settings(parser)
    parser.add_argument("--resume", metavar="RUN", help="continue the run in this folder, with its settings")
    add_report(parser)
    add_folders(parser)


COMMAND = Command(
    "train",
    train,
    _add_arguments,
    help="train a network without a window",
    description="Train a network without a window. Progress goes to stderr, results to stdout; the run is kept "
    "in a folder of its own. Exit code: 0 done, 1 failed, 2 bad arguments, 130 interrupted (the run is kept).",
    epilog=EPILOG,
)
