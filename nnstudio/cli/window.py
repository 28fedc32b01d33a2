"""``nnstudio`` without a command: the window, or why none can be opened."""

import argparse
import gc
import sys

from nnstudio.cli.arguments import chosen_runs_folder, data_folders
from nnstudio.cli.exit_codes import ExitCode
from nnstudio.cli.system_libraries import how_to_install, missing_packages, needed_libraries, no_display
from nnstudio.training.early_start import EarlyStart

HEADLESS_TEXT = (
    "To train without a window: nnstudio train --help. "
    "To try the window without a display: QT_QPA_PLATFORM=offscreen nnstudio self-test --screenshot window.png"
)


def run_window(arguments: argparse.Namespace) -> int:
    """Open the window and return the exit code when it is closed."""
    problem = window_problem()
    if problem:
        print(problem, file=sys.stderr)
        return ExitCode.FAILED
    # What is loaded and built now will not be garbage; later the window looks for it (ui/garbage_collection.py).
    gc.disable()
    folders, runs = data_folders(arguments), chosen_runs_folder(arguments)
    with EarlyStart(folders) as start_trainer:
        from nnstudio.app import open_window  # only now: headless commands must not import Qt

        return open_window(folders, runs, start_trainer)


def window_problem() -> str | None:
    """Return why no window can be opened and what to do about it, or None."""
    packages = missing_packages(needed_libraries())
    if packages:
        return how_to_install(packages)
    missing_display = no_display()
    return f"{missing_display}\n{HEADLESS_TEXT}" if missing_display else None
