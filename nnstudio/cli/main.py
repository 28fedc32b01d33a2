"""The entry point: runs the command that is named and turns errors into exit codes."""

import argparse
import multiprocessing
import os
import sys

from nnstudio import __version__
from nnstudio.cli.arguments import add_folders
from nnstudio.cli.command import Command
from nnstudio.cli.commands import COMMANDS
from nnstudio.cli.exit_codes import ExitCode
from nnstudio.cli.window import run_window
from nnstudio.errors import DataError
from nnstudio.runs.folder import RunFolderError
from nnstudio.runs.saved_run import SavedRunError
from nnstudio.spec.errors import SettingError


def main(words: list[str] | None = None) -> int:
    """Run the command that ``words`` (default: the process's arguments) ask for; return the exit code."""
    multiprocessing.freeze_support()
    arguments = NNSTUDIO.parser().parse_args(words)
    command: Command = arguments.command
    try:
        return command.run(arguments)
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


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--version", action="version", version=f"nnstudio {__version__}")
    add_folders(parser)


NNSTUDIO = Command(
    "nnstudio",
    run_window,
    _add_arguments,
    description="See a neural network learn to read digits. Without a command, the window opens.",
    commands=COMMANDS,
)
