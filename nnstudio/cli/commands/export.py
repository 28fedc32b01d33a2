"""``nnstudio export``: the network or the metrics of a run in a format for other programs."""

import argparse
import json
from pathlib import Path

from nnstudio.cli.arguments import add_json, add_model, add_weights, foreign_model
from nnstudio.cli.command import Command
from nnstudio.cli.exit_codes import ExitCode
from nnstudio.runs.formats import FORMATS
from nnstudio.runs.formats.format import ROWS, Exported
from nnstudio.runs.formats.open_model import open_model

EPILOG = "formats:\n" + "\n".join(f"  {each.key:<12} {each.help}" for each in FORMATS.values())


def export(arguments: argparse.Namespace) -> ExitCode:
    """Write the file and print where it is."""
    form, path = FORMATS[arguments.format], Path(arguments.output)
    model = open_model(Path(arguments.run), arguments.weights, foreign_model(arguments))
    form.export(Exported(model, arguments.rows), path)
    if arguments.json:
        print(json.dumps({"output": str(path), "format": form.key, "source": str(model.source)}))
    else:
        print(f"{form.label}: {path}")
    return ExitCode.SUCCESS


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    add_model(parser)
    parser.add_argument("--format", required=True, choices=tuple(FORMATS), help="what to write; see below")
    parser.add_argument("--output", required=True, metavar="PATH", help="the file to write; for tensorboard a folder")
    parser.add_argument(
        "--rows",
        choices=tuple(ROWS),
        default="evaluations",
        help="for csv and jsonl: what a row is (default: evaluations)",
    )
    add_weights(parser)
    add_json(parser)


COMMAND = Command(
    "export",
    export,
    _add_arguments,
    help="write a network or the metrics of a run for other programs",
    description="Write the network of a run, or of a model file, or the metrics of a run, in another format.",
    epilog=EPILOG,
)
