"""``nnstudio datasets import``: the user's pictures become a data set."""

import argparse
import json
import sys
from pathlib import Path

from tqdm import tqdm

from nnstudio.cli.arguments import add_folders, add_json, data_folders
from nnstudio.cli.command import Command
from nnstudio.cli.exit_codes import ExitCode
from nnstudio.data.dataset import Progress
from nnstudio.data.importing.data_import import Importing, ImportReport, import_pictures, import_readable
from nnstudio.data.importing.found import UnreadablePicturesError
from nnstudio.errors import DataError
from nnstudio.steps import finish

EPILOG = """\
a path is one of:
  a folder of images, one subfolder for each class, or train/CLASS and test/CLASS
  a folder of IDX files, or a file of pictures next to its labels; plain or .gz
  a .npz with x_train, y_train, x_test, y_test
  a CSV file (also .gz) of a label and the pixels of a square picture; a folder with one of train and one of test
  an ARFF or Parquet file such as OpenML's MNIST (Parquet needs the library pyarrow)
  strokes, one digit per line of JSON

pictures are resized to 28x28 by area averaging, keeping their aspect ratio; colours become grey; dark on light is
inverted.
"""


def import_dataset(arguments: argparse.Namespace) -> ExitCode:
    """Import the pictures and print the report."""
    folders = data_folders(arguments)
    try:
        report = _run(import_pictures(Path(arguments.path), folders, arguments.name))
    except UnreadablePicturesError as error:
        if not arguments.skip_bad:
            remedy = f"Replace them, or import the other {error.readable_count} with --skip-bad."
            raise DataError(error.path, error.found, remedy) from error
        report = _run(import_readable(error, folders, arguments.name))
    if arguments.json:
        print(json.dumps(report.summary(), ensure_ascii=False))
    else:
        print(closing_text(report))
    return ExitCode.SUCCESS


def _run(importing: Importing) -> ImportReport:
    """Run ``importing`` to its end, with a progress bar on a terminal."""
    with tqdm(leave=False, disable=not sys.stderr.isatty()) as bar:

        def show(progress: Progress) -> None:
            bar.set_description(progress.what, refresh=False)
            bar.total = progress.total
            bar.n = progress.done
            bar.refresh()

        return finish(importing, show)


def closing_text(report: ImportReport) -> str:
    """Return what was imported, where it is, and the command that trains on it."""
    command = f"nnstudio train --set data.dataset='imported {report.name}' --set split=fraction"
    return f"{report.text()}\nSaved in {report.file}\nTrain with: {command}"


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("path", metavar="PATH", help="a file or a folder")
    parser.add_argument("--name", metavar="NAME", help="what to call the data set (default: after the path)")
    parser.add_argument("--skip-bad", action="store_true", help="leave out pictures that cannot be read, and name them")
    add_json(parser)
    add_folders(parser)


COMMAND = Command(
    "import",
    import_dataset,
    _add_arguments,
    help="import your pictures as a data set",
    description="Import your pictures and save them as one named file in the data folder.",
    epilog=EPILOG,
)
