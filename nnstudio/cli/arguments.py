"""Arguments that several commands have, and the folders that they choose."""

import argparse
from pathlib import Path

from nnstudio.data.datasets import DATASETS
from nnstudio.data.folders import DATA_VARIABLE, DataFolders
from nnstudio.runs.folder import RUNS_VARIABLE, runs_folder
from nnstudio.runs.saved_run import WEIGHTS


def add_settings(parser: argparse.ArgumentParser) -> None:
    """Add the arguments that `settings_from` reads."""
    parser.add_argument("--dataset", choices=DATASETS.keys, help="the data set (default: mnist where it is present)")
    parser.add_argument("--preset", metavar="KEY", help='settings by name; "nnstudio presets" lists them')
    parser.add_argument("--epochs", metavar="N", help="how many times the network sees all training pictures")
    parser.add_argument("--lr", metavar="RATE", help="the learning rate of the optimizer")
    parser.add_argument("--batch-size", metavar="N", help="how many pictures are used for one step")
    parser.add_argument("--seed", metavar="N", help="the start of all random numbers")
    parser.add_argument("--settings", metavar="FILE", help="settings from a JSON file, such as a run's run.json")
    parser.add_argument(
        "--set",
        metavar="PATH=VALUE",
        action="append",
        default=[],
        dest="assignments",
        help="change one setting; may be given many times",
    )


def add_run(parser: argparse.ArgumentParser) -> None:
    """Add the argument for the run whose network is used."""
    parser.add_argument("run", metavar="RUN", help="the folder of a run, as train prints it")


def add_weights(parser: argparse.ArgumentParser) -> None:
    """Add the choice of the run's weights."""
    parser.add_argument("--weights", choices=tuple(WEIGHTS), default="last", help="which of the run's weights")


def add_report(parser: argparse.ArgumentParser) -> None:
    """Add the reporting options of a command that trains."""
    parser.add_argument("--json", action="store_true", help="end the output with one line of JSON")
    add_silence(parser)


def add_json(parser: argparse.ArgumentParser) -> None:
    """Add the option of printing JSON instead of text."""
    parser.add_argument("--json", action="store_true", help="print one line of JSON")


def add_silence(parser: argparse.ArgumentParser) -> None:
    """Add the options that keep stderr quiet."""
    parser.add_argument("--quiet", action="store_true", help="write nothing to stderr but errors")
    parser.add_argument("--no-progress", action="store_true", help="show no progress bar")


def add_folders(parser: argparse.ArgumentParser) -> None:
    """Add the folders that `data_folders` and `chosen_runs_folder` read."""
    # These can come before or after the command, whose default must not overwrite a value given before it.
    parser.add_argument(
        "--data-dir",
        metavar="DIR",
        default=argparse.SUPPRESS,
        help=f"the folder of data sets (default: {DATA_VARIABLE}, else the user's data folder)",
    )
    parser.add_argument(
        "--runs-dir",
        metavar="DIR",
        default=argparse.SUPPRESS,
        help=f"the folder of runs (default: {RUNS_VARIABLE}, else the user's data folder)",
    )


def data_folders(arguments: argparse.Namespace) -> DataFolders:
    """Return the folders of data sets."""
    return DataFolders.find(getattr(arguments, "data_dir", None))


def chosen_runs_folder(arguments: argparse.Namespace) -> Path:
    """Return the folder of runs."""
    return runs_folder(getattr(arguments, "runs_dir", None))
