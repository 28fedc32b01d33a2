"""``nnstudio experiment``: several presets with the same initial weights and the same batches, side by side."""

import argparse
import json
import sys

import numpy as np

from nnstudio.cli.arguments import add_folders, add_report, add_settings, chosen_runs_folder, data_folders
from nnstudio.cli.command import Command
from nnstudio.cli.exit_codes import ExitCode
from nnstudio.cli.headless_run import Report, run_to_end
from nnstudio.cli.interruption import Interruption
from nnstudio.cli.run_settings import settings_from
from nnstudio.engine.network import Network
from nnstudio.inspection.weight_summary import LayerWeights, summarize_weights
from nnstudio.runs.events import RunEnded
from nnstudio.runs.presets import find_preset

EXPERIMENTS = {"three-regularizers": ("baseline-20-7-5", "batch-norm-20-7-5", "l2-20-7-5")}
"""The presets of each experiment. One seed gives all of them the same initial weights, batches and split."""

Result = tuple[str, RunEnded, list[LayerWeights]]


def run_experiment(arguments: argparse.Namespace) -> ExitCode:
    """Run the presets one after the other and print one table, or one line of JSON."""
    folders, runs = data_folders(arguments), chosen_runs_folder(arguments)
    report = Report(arguments.quiet, has_bar=not arguments.no_progress)
    results: list[Result] = []
    with Interruption() as interruption:
        for key in EXPERIMENTS[arguments.experiment]:
            arguments.preset = key
            settings = settings_from(arguments, folders)
            if not arguments.quiet:
                print(f"{key}: {find_preset(key).teaches}", file=sys.stderr)
            ended = run_to_end(settings, folders, runs, report, interruption)
            if ended is None or interruption.has_come:
                print("Interrupted; the runs so far are kept.", file=sys.stderr)
                return ExitCode.INTERRUPTED
            network = Network(settings.network, ended.input_shape, ended.classes)
            results.append((key, ended, summarize_weights(network, np.load(ended.folder / "weights.npy"))))
    print(_as_json(results) if arguments.json else _as_table(results))
    return ExitCode.SUCCESS


def _as_json(results: list[Result]) -> str:
    return json.dumps(
        {
            key: ended.summary()
            | {"weights": [{"norm": layer.norm, "fraction_near_zero": layer.fraction_near_zero} for layer in layers]}
            for key, ended, layers in results
        }
    )


def _as_table(results: list[Result]) -> str:
    rows = [["", *(key for key, _, _ in results)]]
    rows += [[name, *(_cell(ended.summary()[path]) for _, ended, _ in results)] for name, path in _ROWS.items()]
    for index in range(len(results[0][2])):
        rows.append([f"layer {index + 1} norm", *(f"{layers[index].norm:.2f}" for *_, layers in results)])
        near = [f"{layers[index].fraction_near_zero:.1%}" for *_, layers in results]
        rows.append([f"layer {index + 1} near zero", *near])
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(
        "  ".join(
            [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
        )
        for row in rows
    )


_ROWS = {
    "train accuracy": "train_accuracy",
    "validation accuracy": "validation_accuracy",
    "test accuracy": "test_accuracy",
    "train loss": "train_loss",
    "validation loss": "validation_loss",
    "test loss": "test_loss",
    "epochs": "epochs",
    "best epoch": "best_epoch",
}


def _cell(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:.4f}" if isinstance(value, float) and not value.is_integer() else f"{value:g}"


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("experiment", choices=tuple(EXPERIMENTS), help="which presets")
    add_settings(parser)
    add_report(parser)
    add_folders(parser)


COMMAND = Command(
    "experiment",
    run_experiment,
    _add_arguments,
    help="run presets side by side and print one table",
    description="Run several presets with the same initial weights and the same batches, and print one "
    "table: accuracies, losses, epochs, and how large the weights of each layer are.",
)
