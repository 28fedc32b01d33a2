"""``nnstudio resume``: a run goes on in its own folder."""

import argparse
import sys
from collections.abc import Generator
from pathlib import Path

from nnstudio.cli.arguments import add_folders, add_report, chosen_runs_folder, data_folders
from nnstudio.cli.command import Command
from nnstudio.cli.commands.train import print_result
from nnstudio.cli.exit_codes import ExitCode
from nnstudio.cli.headless_run import Report, drive
from nnstudio.cli.interruption import Interruption
from nnstudio.data.dataset import Progress
from nnstudio.data.folders import DataFolders
from nnstudio.runs.formats.open_model import is_model_file, open_model
from nnstudio.runs.more_epochs import EPOCHS
from nnstudio.runs.preparation import prepare
from nnstudio.runs.recorded_run import read_recorded_run
from nnstudio.runs.run import Run
from nnstudio.runs.saved_run import open_run
from nnstudio.runs.settings import RunSettings
from nnstudio.runs.training_on import prepare_to_go_on, prepare_to_train_on
from nnstudio.spec.errors import Problem, SettingError
from nnstudio.spec.paths import set_text

Steps = Generator[Progress, None, Run]


def resume(arguments: argparse.Namespace) -> ExitCode:
    """Let a run go on in its folder, or begin one with the weights of a model file, and print the result."""
    folders, folder = data_folders(arguments), Path(arguments.run)
    settings, steps = _from_model(arguments, folders) if is_model_file(folder) else _from_run(arguments, folders)
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


def _from_run(arguments: argparse.Namespace, folders: DataFolders) -> tuple[RunSettings, Steps]:
    folder = Path(arguments.run)
    recorded = read_recorded_run(open_run(folder))
    settings = recorded.settings
    if arguments.epochs is not None:
        settings = set_text(settings, f"{EPOCHS}={arguments.epochs}")
        return settings, prepare_to_train_on(folder, settings, folders)
    if recorded.ended is None:
        return settings, prepare_to_go_on(folder, folders)
    found = f"a run that is over ({recorded.ended.explanation})"
    raise SettingError(Problem(str(folder), found, "one that was interrupted, or more epochs by --epochs"))


def _from_model(arguments: argparse.Namespace, folders: DataFolders) -> tuple[RunSettings, Steps]:
    """Return a new run that begins with the weights of a model file, which has no state of its training."""
    model = open_model(Path(arguments.run))
    settings = model.settings
    if arguments.epochs is not None:
        settings = set_text(settings, f"{EPOCHS}={arguments.epochs}")
    if not arguments.quiet:
        print(
            "A model file has weights, but not the state of their training: a new run begins with them.",
            file=sys.stderr,
        )
    return settings, prepare(settings, folders, chosen_runs_folder(arguments), parameters=model.parameters)


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("run", metavar="RUN|FILE", help="the folder of a run, or a model file (.npz, .safetensors)")
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
    "`nnstudio train --resume` goes on in a new folder. A model file has no state of its training: a new run begins "
    "with its weights and settings.",
)
