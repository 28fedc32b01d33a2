"""The arguments of every command, with the text of ``--help``."""

import argparse

from nnstudio import __version__
from nnstudio.cli.experiment import EXPERIMENTS
from nnstudio.cli.import_dataset import add_parser as add_import
from nnstudio.data.datasets import DATASETS, downloads
from nnstudio.data.folders import DATA_VARIABLE
from nnstudio.inspection.novelty import DEFAULT_SIGNIFICANCE
from nnstudio.runs.folder import RUNS_VARIABLE
from nnstudio.runs.saved_run import WEIGHTS

DESCRIPTION = "See a neural network learn to read digits. Without a command, the window opens."

TRAIN_EPILOG = """\
examples:
  nnstudio train --epochs 5
  nnstudio train --dataset mnist --set training.optimizer=sgd --set learning_rate=0.05 --json
  nnstudio train --set network.layers='[dense 128 relu, dense 64 relu]'

a setting is named by its path; levels may be left out where that is not ambiguous. A record is its kind followed
by its values in order, or by name=value: "dense 128 relu" is "dense units=128 activation=relu". Lists stand in
[ ], separated by commas. "nnstudio settings" lists every setting with its default and what is allowed.
"""


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line."""
    parser = argparse.ArgumentParser(prog="nnstudio", description=DESCRIPTION)
    parser.add_argument("--version", action="version", version=f"nnstudio {__version__}")
    _add_folders(parser)
    commands = parser.add_subparsers(dest="command", title="commands", metavar="COMMAND")
    _add_train(commands)
    settings = commands.add_parser("settings", help="list every setting with its default and what is allowed")
    _add_settings(settings)
    _add_folders(settings)
    _add_evaluate(commands)
    _add_fine_tune(commands)
    _add_experiment(commands)
    _add_datasets(commands)
    commands.add_parser("presets", help="list the presets and what each teaches")
    _add_self_test(commands)
    return parser


def _add_train(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    train = commands.add_parser(
        "train",
        help="train a network without a window",
        description="Train a network without a window. Progress goes to stderr, results to stdout; the run is kept "
        "in a folder of its own. Exit code: 0 done, 1 failed, 2 bad arguments, 130 interrupted (the run is kept).",
        epilog=TRAIN_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    _add_settings(train)
    train.add_argument("--resume", metavar="RUN", help="go on with the run in this folder, with its settings")
    _add_report(train)
    _add_folders(train)


def _add_evaluate(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    evaluate = commands.add_parser(
        "evaluate",
        help="judge the network of a run",
        description="Print accuracy, precision and recall of each class, what is taken for what, and how many look "
        "like nothing that the network was trained on.",
    )
    evaluate.add_argument("run", metavar="RUN", help="the folder of a run, as train prints it")
    evaluate.add_argument("--dataset", choices=DATASETS.keys, help="whose test pictures (default: the run's own)")
    evaluate.add_argument("--ink", metavar="FILE", help="strokes that people drew, one digit to a line of JSON")
    evaluate.add_argument(
        "--each", action="store_true", help="first print a line of JSON for each digit: how it is read"
    )
    evaluate.add_argument(
        "--significance",
        type=_fraction,
        default=DEFAULT_SIGNIFICANCE,
        metavar="SHARE",
        help="flag what is stranger than all but this fraction of held-out pictures (default: %(default)s)",
    )
    evaluate.add_argument("--weights", choices=tuple(WEIGHTS), default="last", help="which of the run's networks")
    evaluate.add_argument("--json", action="store_true", help="print one line of JSON")
    _add_folders(evaluate)


def _fraction(text: str) -> float:
    try:
        fraction = float(text)
    except ValueError:
        fraction = -1.0
    if not 0 <= fraction <= 1:
        raise argparse.ArgumentTypeError(f"found {text!r}, allowed is a number from 0 to 1, such as 0.02")
    return fraction


def _add_fine_tune(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    fine_tune = commands.add_parser(
        "fine-tune",
        help="teach the network of a run a person's own digits",
        description="Go on training the network of a run, shortly, on digits that a person drew and on pictures that "
        "it learned from before. The result is a new run. From five digits of a class on, one in five is kept aside "
        "to judge it.",
    )
    fine_tune.add_argument("run", metavar="RUN", help="the folder of a run, as train prints it")
    fine_tune.add_argument(
        "--ink", metavar="FILE", help="the digits, one to a line of JSON (default: those kept at the drawing pad)"
    )
    fine_tune.add_argument("--weights", choices=tuple(WEIGHTS), default="last", help="which of the run's networks")
    _add_report(fine_tune)
    _add_folders(fine_tune)


def _add_experiment(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    experiment = commands.add_parser(
        "experiment",
        help="run presets side by side and print one table",
        description="Run several presets from the same first weights and the same order of batches, and print one "
        "table: accuracies, losses, epochs, and how large the weights of each layer are.",
    )
    experiment.add_argument("experiment", choices=tuple(EXPERIMENTS), help="which presets")
    _add_settings(experiment)
    _add_report(experiment)
    _add_folders(experiment)


def _add_datasets(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    datasets = commands.add_parser(
        "datasets",
        help="list the data sets and where they lie; download one, import your own",
        description="List the data sets: whether each is there, where it lies, how large it is.",
    )
    datasets.add_argument("--json", action="store_true", help="print one line of JSON")
    _add_folders(datasets)
    actions = datasets.add_subparsers(dest="datasets_command", title="commands", metavar="COMMAND")
    _add_download(actions)
    _add_folders(add_import(actions))


def _add_download(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    download = actions.add_parser(
        "download",
        help="download a data set into the data folder",
        description="Download a data set into the data folder. Every file is checked. A download that was interrupted "
        "goes on where it ended. Exit code: 0 done, 1 failed, 2 bad arguments, 130 interrupted.",
    )
    download.add_argument("dataset", choices=tuple(downloads()), help="which data set")
    download.add_argument(
        "--mirror",
        metavar="URL",
        action="append",
        type=_web_folder,
        dest="mirrors",
        help="fetch its files from this address instead of the usual ones; may be given many times",
    )
    _add_silence(download)
    _add_folders(download)


def _web_folder(text: str) -> str:
    if not text.startswith(("http://", "https://")):
        raise argparse.ArgumentTypeError(f"found {text!r}; allowed: an address that begins with http:// or https://")
    return text.rstrip("/") + "/"


def _add_report(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="end the output with one line of JSON")
    _add_silence(parser)


def _add_silence(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--quiet", action="store_true", help="write nothing to stderr but errors")
    parser.add_argument("--no-progress", action="store_true", help="show no progress bar")


def _add_settings(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--dataset", choices=DATASETS.keys, help="the data set (default: mnist where it is present)")
    parser.add_argument("--preset", metavar="KEY", help='settings by name; "nnstudio presets" lists them')
    parser.add_argument("--epochs", metavar="N", help="how often every training picture is seen")
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


def _add_folders(parser: argparse.ArgumentParser) -> None:
    # Given before or after the command; a command must not overwrite with its default what stood before it.
    parser.add_argument(
        "--data-dir",
        metavar="DIR",
        default=argparse.SUPPRESS,
        help=f"where data sets lie (else {DATA_VARIABLE}, else the user's data folder)",
    )
    parser.add_argument(
        "--runs-dir",
        metavar="DIR",
        default=argparse.SUPPRESS,
        help=f"where runs are kept (else {RUNS_VARIABLE}, else the user's data folder)",
    )


def _add_self_test(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    self_test = commands.add_parser(
        "self-test",
        help="open the window, train for a few seconds, draw a digit and have it read",
        description="Open the real window (offscreen where there is no display), train the built-in handwriting for "
        "a few seconds, draw a digit with real mouse events and print what was read. Exit code: 0 right, 1 wrong.",
    )
    self_test.add_argument("--screenshot", metavar="FILE", help="save what the window shows as a PNG file")
    self_test.add_argument("--theme", choices=("light", "dark"), default="light", help="the theme of the window")
    self_test.add_argument("--digit", choices=tuple("0123456789"), default="3", help="the digit to draw")
    self_test.add_argument(
        "--size", metavar="WxH", default="1280x800", help="the size of the window in pixels (default: 1280x800)"
    )
    _add_folders(self_test)
