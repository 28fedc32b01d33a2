"""``nnstudio self-test``: the real window trains, and predicts a digit drawn in it."""

import argparse
import os
import sys

from nnstudio.cli.arguments import add_folders, data_folders
from nnstudio.cli.command import Command
from nnstudio.cli.exit_codes import ExitCode
from nnstudio.cli.system_libraries import missing_packages, needed_libraries, no_display
from nnstudio.cli.window import window_problem


def run_self_test(arguments: argparse.Namespace) -> ExitCode:
    """Test the window, offscreen where there is no display."""
    if not missing_packages(needed_libraries()) and no_display():
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    problem = window_problem()
    if problem:
        print(problem, file=sys.stderr)
        return ExitCode.FAILED
    from nnstudio.cli.window_self_test import self_test  # only now: headless commands must not import Qt

    return self_test(arguments, data_folders(arguments))


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--screenshot", metavar="FILE", help="save what the window shows as a PNG file")
    parser.add_argument(
        "--view", metavar="NAME", default="live", help="the view to show, by the title of its tab, such as my-digits"
    )
    parser.add_argument("--theme", choices=("light", "dark"), default="light", help="the theme of the window")
    parser.add_argument("--digit", choices=tuple("0123456789"), default="3", help="the digit to draw")
    parser.add_argument(
        "--size", metavar="WxH", default="1280x800", help="the size of the window in pixels (default: 1280x800)"
    )
    add_folders(parser)


COMMAND = Command(
    "self-test",
    run_self_test,
    _add_arguments,
    help="open the window, train for a few seconds, draw a digit and predict it",
    description="Open the real window (offscreen where there is no display), train the built-in handwriting for "
    "a few seconds, draw a digit with real mouse events and print the prediction. Exit code: 0 right, 1 wrong.",
)
