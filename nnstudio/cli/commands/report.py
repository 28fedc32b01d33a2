"""``nnstudio report``: a report on runs as one HTML file."""

import argparse
import json
import sys
from pathlib import Path

from tqdm import tqdm

from nnstudio.cli.arguments import add_folders, add_report, data_folders
from nnstudio.cli.command import Command
from nnstudio.cli.exit_codes import ExitCode
from nnstudio.data.dataset import Progress
from nnstudio.runs.report.report import MOST_DETAILED, write_report
from nnstudio.steps import finish


def report(arguments: argparse.Namespace) -> ExitCode:
    """Write the report and print where it is."""
    target = Path(arguments.output)
    has_bar = not arguments.quiet and not arguments.no_progress and sys.stderr.isatty()
    with tqdm(disable=not has_bar, leave=False) as bar:

        def show(progress: Progress) -> None:
            bar.set_description(progress.what, refresh=False)
            bar.total, bar.n = progress.total, progress.done
            bar.refresh()

        steps = write_report(
            [Path(run) for run in arguments.runs], target, data_folders(arguments), arguments.title, arguments.details
        )
        source = finish(steps, show)
    if arguments.json:
        content = {"output": str(target), "runs": len(source.runs), "detailed": len(source.detailed)}
        print(json.dumps(content | {"experiments": len(source.experiments), "bytes": target.stat().st_size}))
    else:
        print(f"Report: {target}")
    return ExitCode.SUCCESS


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "runs", metavar="RUN", nargs="+", help="the folder of a run, or the .experiment.json of an experiment"
    )
    parser.add_argument("--output", required=True, metavar="FILE", help="the HTML file to write")
    parser.add_argument("--title", default="", help="the heading (default: of what the report is about)")
    parser.add_argument(
        "--details",
        type=int,
        default=MOST_DETAILED,
        metavar="N",
        help="show at most so many runs one by one (default: 12)",
    )
    add_report(parser)
    add_folders(parser)


COMMAND = Command(
    "report",
    report,
    _add_arguments,
    help="write a report on runs as one HTML file",
    description="Write a report as one HTML file that needs nothing else: settings, results, curves, confusion matrix, "
    "worst mistakes, sample predictions and weights of each run, tables and curves that compare runs, and for an "
    "experiment its results with a heat map.",
)
