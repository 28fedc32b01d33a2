"""``nnstudio check-up``: what can be said about settings in seconds, before they are trained."""

import argparse
import json
import sys

from nnstudio.cli.arguments import add_folders, add_report, add_settings, data_folders
from nnstudio.cli.command import Command
from nnstudio.cli.exit_codes import ExitCode
from nnstudio.cli.headless_run import Report
from nnstudio.cli.interruption import Interruption
from nnstudio.cli.run_settings import settings_from
from nnstudio.runs.check_up import check_up
from nnstudio.runs.check_up_report import CheckUp
from nnstudio.runs.threads import single_thread


def run_check_up(arguments: argparse.Namespace) -> ExitCode:
    """Check the settings that the arguments select and print the findings."""
    folders = data_folders(arguments)
    steps = check_up(settings_from(arguments, folders), folders)
    report = Report(arguments.quiet, has_bar=not arguments.no_progress)
    try:
        with Interruption() as interruption, single_thread():
            while not interruption.has_come:
                try:
                    report.show(next(steps))
                except StopIteration as end:
                    report.close()
                    _print(end.value, arguments.json)
                    return ExitCode.SUCCESS
    finally:
        report.close()
    print("Interrupted; nothing was changed.", file=sys.stderr)
    return ExitCode.INTERRUPTED


def _print(result: CheckUp, is_json: bool) -> None:
    if is_json:
        print(json.dumps(result.to_json()))
        return
    for finding in result.findings:
        print(f"{finding.check}: {finding.verdict}\n    {finding.evidence}\n    {finding.reason}")
        if finding.remedy:
            print(f"    {finding.remedy}")


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    add_settings(parser)
    add_report(parser)
    add_folders(parser)


COMMAND = Command(
    "check-up",
    run_check_up,
    _add_arguments,
    help="check settings in a few seconds, before a run",
    description="Check settings without a run: the first loss against that of guessing, whether the network can learn "
    "one batch by heart, its gradients against numerical ones, and which learning rates make the loss fall. Nothing is "
    "kept. Each check ends with fine, look at this or fault.",
)
