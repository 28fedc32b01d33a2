"""The entry point: picks the command and turns errors into exit codes."""

import argparse
import multiprocessing
import os
import sys

from nnstudio.cli.arguments import build_parser
from nnstudio.cli.datasets import datasets
from nnstudio.cli.evaluate import evaluate_run
from nnstudio.cli.exit_codes import ExitCode
from nnstudio.cli.experiment import run_experiment
from nnstudio.cli.fine_tune import fine_tune
from nnstudio.cli.settings_list import list_presets, list_settings
from nnstudio.cli.system_libraries import how_to_install, missing_packages, needed_libraries, no_display
from nnstudio.cli.train import train
from nnstudio.data.folders import DataFolders
from nnstudio.errors import DataError
from nnstudio.runs.folder import RunFolderError, runs_folder
from nnstudio.runs.saved_run import SavedRunError
from nnstudio.spec.errors import SettingError

HEADLESS_TEXT = (
    "To train without a window: nnstudio train --help. "
    "To try the window without a display: QT_QPA_PLATFORM=offscreen nnstudio self-test --screenshot window.png"
)


def main(words: list[str] | None = None) -> int:
    """Run the command that ``words`` (default: the process's arguments) ask for; return the exit code."""
    multiprocessing.freeze_support()
    arguments = build_parser().parse_args(words)
    try:
        return _dispatch(arguments)
    except BrokenPipeError:
        # Whoever read our output has had enough, as `head` does; Python must not try to flush the rest.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.FAILED
    except SettingError as error:
        print(f"nnstudio: {error}", file=sys.stderr)
        return ExitCode.BAD_ARGUMENTS
    except MemoryError as error:
        print(
            f"nnstudio: this needs more memory than there is ({error}); use fewer units or a smaller batch",
            file=sys.stderr,
        )
        return ExitCode.FAILED
    except (DataError, RunFolderError, SavedRunError) as error:
        print(f"nnstudio: {error}", file=sys.stderr)
        return ExitCode.FAILED


def _dispatch(arguments: argparse.Namespace) -> int:
    folders = DataFolders.find(getattr(arguments, "data_dir", None))
    runs = getattr(arguments, "runs_dir", None)
    match arguments.command:
        case "train":
            return train(arguments, folders, runs)
        case "evaluate":
            return evaluate_run(arguments, folders)
        case "fine-tune":
            return fine_tune(arguments, folders, runs)
        case "experiment":
            return run_experiment(arguments, folders, runs)
        case "settings":
            return list_settings(arguments, folders)
        case "datasets":
            return datasets(arguments, folders)
        case "presets":
            return list_presets()
        case "self-test":
            return _self_test(arguments, folders)
        case _:
            return _open_window(folders, runs)


def _open_window(folders: DataFolders, runs: str | None) -> int:
    problem = _window_problem()
    if problem:
        print(problem, file=sys.stderr)
        return ExitCode.FAILED
    from nnstudio.app import open_window  # only now: headless commands must not import Qt

    return open_window(folders, runs_folder(runs))


def _self_test(arguments: argparse.Namespace, folders: DataFolders) -> int:
    if not missing_packages(needed_libraries()) and no_display():
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    problem = _window_problem()
    if problem:
        print(problem, file=sys.stderr)
        return ExitCode.FAILED
    from nnstudio.cli.self_test import self_test

    return self_test(arguments, folders)


def _window_problem() -> str | None:
    """Return why no window can be opened, in words that say what to do, or None."""
    packages = missing_packages(needed_libraries())
    if packages:
        return how_to_install(packages)
    missing_display = no_display()
    return f"{missing_display}\n{HEADLESS_TEXT}" if missing_display else None
