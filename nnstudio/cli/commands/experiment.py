"""``nnstudio experiment``: many runs that differ in chosen settings and seeds, and a table of what came out."""

import argparse
import json
import os
import sys

from tqdm import tqdm

from nnstudio.cli.arguments import add_changes, add_folders, add_report, chosen_runs_folder, data_folders
from nnstudio.cli.command import Command
from nnstudio.cli.exit_codes import ExitCode
from nnstudio.cli.interruption import Interruption
from nnstudio.cli.run_settings import changed
from nnstudio.data.datasets import default_source
from nnstudio.runs.experiments.experiment import Experiment
from nnstudio.runs.experiments.experiment_file import experiment_keys, find_experiment
from nnstudio.runs.experiments.record import ExperimentRecord, TrialState, record_of
from nnstudio.runs.experiments.result_table import TABLE_FORMATS, as_columns, as_text, json_of
from nnstudio.runs.experiments.results import ExperimentResults
from nnstudio.runs.experiments.weight_table import weight_rows, weights_of
from nnstudio.runs.settings import RunSettings
from nnstudio.spec.paths import replace
from nnstudio.training.experiment_run import ExperimentProgress, ExperimentRun, default_workers
from nnstudio.training.trial_messages import TrialBegan, TrialBlocked, TrialEnded, TrialFailed, TrialMessage

EPILOG = """\
an experiment is a file of JSON. "grid" has a list of values for each setting, by its path, and every combination is
trained; "variants" are presets or settings with a label; "seeds" is a list, over which the table has means and
standard deviations:

  {"label": "Batch size and L2", "preset": "l2-20-7-5-long", "seeds": [0, 1, 2],
   "grid": {"training.batch_size": [32, 64, 128], "training.penalties.l2": [0.01, 0.04]}}

the same command again goes on where an experiment was interrupted, and prints the table once all is done. Runs that
failed are tried again. One seed gives all runs the same split and batches, and equal networks equal initial weights.
"""


def run_experiment(arguments: argparse.Namespace) -> ExitCode:
    """Carry out what is left of the experiment and print its results."""
    folders, runs = data_folders(arguments), chosen_runs_folder(arguments)
    experiment = _experiment(arguments, replace(RunSettings(), "data.dataset", default_source(folders)))
    record = record_of(experiment, runs, anew=arguments.again)
    report = _Report(experiment, arguments.quiet, has_bar=not arguments.no_progress)
    left = sum(outcome.state is not TrialState.DONE for outcome in record.outcomes())
    workers = arguments.workers or default_workers(left)
    run = ExperimentRun(record, folders, workers)
    report.begin(left, min(workers, left))
    with Interruption() as interruption:
        try:
            for event in run.events():
                report.show(event, run.progress)
                if interruption.take():
                    run.cancel()
        finally:
            report.close()
    if run.is_cancelled:
        print("Interrupted; the same command goes on from here.", file=sys.stderr)
        return ExitCode.INTERRUPTED
    outcomes = record.outcomes()
    _print(record, arguments)
    has_failed = any(outcome.state is not TrialState.DONE for outcome in outcomes)
    return ExitCode.FAILED if has_failed else ExitCode.SUCCESS


def _experiment(arguments: argparse.Namespace, base: RunSettings) -> Experiment:
    experiment = find_experiment(arguments.experiment, base, lambda settings: changed(settings, arguments))
    if arguments.seed is None:
        return experiment
    return experiment.with_seeds((experiment.points[0].settings.seed,))


def _print(record: ExperimentRecord, arguments: argparse.Namespace) -> None:
    """Print the table, with that of the weights below it if it is text; with ``--json`` one line of JSON comes last."""
    results = ExperimentResults.of(record.experiment, record.outcomes())
    layers = [weights_of(point.outcomes[0]) for point in results.points]
    if arguments.format:
        print(TABLE_FORMATS[arguments.format](results))
    elif not arguments.json:
        print(as_text(results))
        if any(layers):
            print("\n" + as_columns(weight_rows(results, layers), 1))
    if arguments.json:
        content = json_of(results)
        for point, found in zip(content["points"], layers, strict=True):
            point["weights"] = [{"norm": each.norm, "fraction_near_zero": each.fraction_near_zero} for each in found]
        print(json.dumps(content | {"record": str(record.path)}, ensure_ascii=False, allow_nan=False))


class _Report:
    """Reports on stderr which trials begin and end, and how far all are."""

    def __init__(self, experiment: Experiment, is_quiet: bool, has_bar: bool) -> None:
        self._experiment = experiment
        self._is_quiet = is_quiet
        self._has_bar = has_bar and not is_quiet and sys.stderr.isatty()
        self._bar: tqdm | None = None

    def begin(self, left: int, workers: int) -> None:
        """Say what is about to happen."""
        experiment, total = self._experiment, len(self._experiment.trials)
        done = f", {total - left} of them done before" if left < total else ""
        by = f"; {workers} at a time" if left else ""
        self._say(f"{experiment.label}: {total} run{'s' * (total != 1)}{done}{by}")
        if experiment.teaches:
            self._say(experiment.teaches)
        if self._has_bar and left:
            form = "{percentage:3.0f}% {bar} {n:.1f} of {total} [{elapsed}{postfix}]"
            self._bar = tqdm(total=total, leave=False, bar_format=form)

    def show(self, event: TrialMessage | None, progress: ExperimentProgress) -> None:
        """Show ``event``, if there is one, and how far the experiment is."""
        match event:
            case TrialBegan(index=index, folder=folder):
                self._say(f"{self._name(index)}: {folder}")
            case TrialEnded(index=index):
                self._say(f"{self._name(index)}: done, {progress.done} of {progress.total}")
            case TrialBlocked(index=index, text=text):
                self._say(f"{self._name(index)}: waits: {text}")
            case TrialFailed(index=index, error=error):
                self._say(f"{self._name(index)}: failed: {error}")
        if self._bar is not None:
            self._bar.update(progress.fraction * progress.total - self._bar.n)
            if progress.seconds_left is not None:
                self._bar.set_postfix_str(f"about {tqdm.format_interval(progress.seconds_left)} left", refresh=False)

    def close(self) -> None:
        """Remove the bar."""
        if self._bar is not None:
            self._bar.close()
            self._bar = None

    def _name(self, index: int) -> str:
        return self._experiment.trial_name(self._experiment.trials[index])

    def _say(self, text: str) -> None:
        if self._is_quiet:
            return
        if self._bar is not None:
            self._bar.write(text, file=sys.stderr)
        else:
            print(text, file=sys.stderr, flush=True)


def _workers(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 256:
        raise argparse.ArgumentTypeError(f"found {text!r}, allowed is a whole number from 1 to 256")
    return int(text)


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "experiment", metavar="FILE|KEY", help=f"a file of JSON, or one of {', '.join(experiment_keys())}"
    )
    parser.add_argument(
        "--workers",
        type=_workers,
        metavar="N",
        help=f"how many runs train at a time (default: {os.cpu_count()}, one a core)",
    )
    parser.add_argument("--again", action="store_true", help="train all runs anew, also those that are done")
    parser.add_argument("--format", choices=tuple(TABLE_FORMATS), help="of the table (default: text)")
    add_changes(parser)
    add_report(parser)
    add_folders(parser)


COMMAND = Command(
    "experiment",
    run_experiment,
    _add_arguments,
    help="train many runs that differ in some settings, and print one table",
    description="Train many runs that differ in chosen settings and in the seed, several at a time, and print one "
    "table: accuracies, losses, epochs and time, with the spread over seeds. The other arguments change all runs.",
    epilog=EPILOG,
)
