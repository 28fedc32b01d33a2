"""The entry point: runs the named command and turns errors into exit codes."""

import argparse
import io
import multiprocessing
import os
import sys
from typing import TextIO

from nnstudio import __version__
from nnstudio.cli.arguments import add_folders
from nnstudio.cli.command import Command
from nnstudio.cli.exit_codes import ExitCode
from nnstudio.cli.window import run_window
from nnstudio.errors import DataError
from nnstudio.runs.folder import RunFolderError
from nnstudio.runs.saved_run import SavedRunError
from nnstudio.spec.errors import SettingError


def main(words: list[str] | None = None) -> int:
    """Run the command in ``words`` (default: the process's arguments); return the exit code."""
    multiprocessing.freeze_support()
    _accept_any_text(sys.stdout, sys.stderr)
    words = sys.argv[1:] if words is None else words
    arguments = _program(words).parser().parse_args(words)
    command: Command = arguments.command
    try:
        return command.run(arguments)
    except BrokenPipeError:
        # The reader of our output has closed it, as `head` does; Python must not try to flush the rest.
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


def _accept_any_text(*streams: TextIO | None) -> None:
    """Let ``streams`` write "?" for what their encoding lacks: on Windows, that of a file has no thin spaces."""
    for stream in streams:
        if isinstance(stream, io.TextIOWrapper):  # not so without a console, or where output is captured
            stream.reconfigure(errors="replace")


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--version", action="version", version=f"nnstudio {__version__}")
    add_folders(parser)


def _program(words: list[str]) -> Command:
    """Return the whole program, or, if there are no ``words``, only the window, which needs none of the commands."""
    commands: tuple[Command, ...] = ()
    if words:
        # Only now: with the code of all commands the window would open a third later.
        from nnstudio.cli.commands import COMMANDS

        commands = COMMANDS
    return Command(
        "nnstudio",
        run_window,
        _add_arguments,
        description="See a neural network learn to read digits. Without a command, the window opens.",
        commands=commands,
    )
