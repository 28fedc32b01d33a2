"""Arguments that several commands have, and the folders that they choose."""

import argparse
import math
from pathlib import Path

from nnstudio.data.datasets import DATASETS
from nnstudio.data.folders import DATA_VARIABLE, DataFolders
from nnstudio.engine.activations import Relu
from nnstudio.engine.layers import Dense
from nnstudio.runs.folder import RUNS_VARIABLE, runs_folder
from nnstudio.runs.models.foreign import ForeignModel
from nnstudio.runs.saved_run import WEIGHTS
from nnstudio.spec.errors import Problem, SettingError
from nnstudio.spec.paths import set_text

ORIENTATIONS = {"inputs-units": False, "units-inputs": True}
"""Whether weights are transposed, by what the command line calls it: the shape of a matrix."""


def add_settings(parser: argparse.ArgumentParser) -> None:
    """Add the arguments that `settings_from` reads."""
    parser.add_argument("--preset", metavar="KEY", help='settings by name; "nnstudio presets" lists them')
    parser.add_argument("--settings", metavar="FILE", help="settings from a JSON file, such as a run's run.json")
    add_changes(parser)


def add_changes(parser: argparse.ArgumentParser) -> None:
    """Add the arguments that `changed` reads."""
    parser.add_argument("--dataset", choices=DATASETS.keys, help="the data set (default: mnist where it is present)")
    parser.add_argument("--epochs", metavar="N", help="how many times the network sees all training pictures")
    parser.add_argument("--lr", metavar="RATE", help="the learning rate of the optimizer")
    parser.add_argument("--batch-size", metavar="N", help="how many pictures are used for one step")
    parser.add_argument("--seed", metavar="N", help="the start of all random numbers")
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


def add_model(parser: argparse.ArgumentParser) -> None:
    """Add the argument for the run or model file whose network is used, and what `foreign_model` reads."""
    parser.add_argument("run", metavar="RUN|FILE", help="the folder of a run, or a model file (.npz, .safetensors)")
    group = parser.add_argument_group("for a file of weights w1, b1, w2 … that another program wrote")
    group.add_argument("--activation", metavar="NAME", help="the activation of its hidden layers, such as relu")
    group.add_argument(
        "--inputs", metavar="SCALING", help="unit: pixels from 0 to 1; raw: 0 to 255; or MEAN,DEVIATION of 0 to 1"
    )
    group.add_argument("--orientation", choices=tuple(ORIENTATIONS), help="of its weights (default: as they fit)")
    group.add_argument("--input-shape", metavar="HEIGHTxWIDTH", help="of a picture (default: square)")


def foreign_model(arguments: argparse.Namespace) -> ForeignModel:
    """Return what the arguments say about a file of another program; raise `SettingError` naming what is wrong."""
    activation = None
    if arguments.activation:
        declared = Dense(activation=Relu())
        activation = set_text(declared, f"activation={arguments.activation}").activation
    shape = None
    if arguments.input_shape:
        sides = arguments.input_shape.lower().split("x")
        if len(sides) != 2 or not all(side.isdecimal() and 0 < int(side) < 10_000 for side in sides):
            raise SettingError(Problem("--input-shape", repr(arguments.input_shape), "HEIGHTxWIDTH, such as 28x28"))
        shape = (int(sides[0]), int(sides[1]))
    orientation = ORIENTATIONS[arguments.orientation] if arguments.orientation else None
    return ForeignModel(activation, _scaling(arguments.inputs), orientation, shape)


def _scaling(text: str | None) -> str | tuple[float, float] | None:
    if text in (None, "unit", "raw"):
        return text
    try:
        mean, deviation = (float(each) for each in text.split(","))
        if math.isfinite(mean) and math.isfinite(deviation) and deviation > 0:
            return mean, deviation
    except ValueError:
        pass
    raise SettingError(Problem("--inputs", repr(text), "unit, raw, or MEAN,DEVIATION, such as 0.1307,0.3081"))


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
