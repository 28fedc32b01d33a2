"""``nnstudio datasets download``: a data set from the web into the data folder."""

import argparse
import re
import sys
from collections.abc import Generator
from dataclasses import replace

from tqdm import tqdm

from nnstudio.cli.arguments import add_folders, add_silence, data_folders
from nnstudio.cli.command import Command
from nnstudio.cli.commands.datasets_import import closing_text
from nnstudio.cli.exit_codes import ExitCode
from nnstudio.cli.interruption import Interruption
from nnstudio.data.dataset import Progress
from nnstudio.data.datasets import downloads
from nnstudio.data.download import download
from nnstudio.data.folders import DataFolders
from nnstudio.data.openml import download_from_openml

OPENML_NUMBER = r"openml:([1-9][0-9]{0,8})"


def download_dataset(arguments: argparse.Namespace) -> ExitCode:
    """Download a data set; complete files that are already present are not downloaded again."""
    downloading = _downloading(arguments.dataset, tuple(arguments.mirrors or ()), data_folders(arguments))
    has_bar = sys.stderr.isatty() and not (arguments.quiet or arguments.no_progress)
    with Interruption() as interruption, tqdm(unit="", unit_scale=True, leave=False, disable=not has_bar) as bar:
        while not interruption.has_come:
            try:
                progress = next(downloading)
            except StopIteration as end:
                said: str = end.value
                break
            bar.set_description(progress.what, refresh=False)
            bar.total = progress.total or None
            bar.update(progress.done - bar.n)
        else:
            downloading.close()
            print("Interrupted. The download so far is kept; the same command continues it.", file=sys.stderr)
            return ExitCode.INTERRUPTED
    if not arguments.quiet:
        print(said, file=sys.stderr)
    return ExitCode.SUCCESS


def _downloading(dataset: str, mirrors: tuple[str, ...], folders: DataFolders) -> Generator[Progress, None, str]:
    """Download ``dataset``; yield progress and return what to say at the end."""
    if number := re.fullmatch(OPENML_NUMBER, dataset):
        report = yield from download_from_openml(int(number[1]), folders, mirrors)
        return closing_text(report)
    remote = downloads()[dataset]
    if mirrors:
        remote = replace(remote, mirrors=mirrors)
    yield from download(remote, folders.data)
    return f"{remote.label} is in {folders.data / remote.folder}"


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "dataset",
        metavar="DATASET",
        type=_dataset,
        help=f"which data set: {', '.join(downloads())}, or openml:NUMBER such as openml:554 (MNIST as 70,000 rows)",
    )
    parser.add_argument(
        "--mirror",
        metavar="URL",
        action="append",
        type=_web_folder,
        dest="mirrors",
        help="download its files from this address instead of the default ones; may be given many times",
    )
    add_silence(parser)
    add_folders(parser)


def _dataset(text: str) -> str:
    if text not in downloads() and not re.fullmatch(OPENML_NUMBER, text):
        known = ", ".join(downloads())
        raise argparse.ArgumentTypeError(f"found {text!r}; allowed: {known}, or openml:NUMBER such as openml:554")
    return text


def _web_folder(text: str) -> str:
    if not text.startswith(("http://", "https://")):
        raise argparse.ArgumentTypeError(f"found {text!r}; allowed: an address that begins with http:// or https://")
    return text.rstrip("/") + "/"


COMMAND = Command(
    "download",
    download_dataset,
    _add_arguments,
    help="download a data set into the data folder",
    description="Download a data set into the data folder. Every file is checked. An interrupted download "
    "continues where it ended. A set of openml.org (openml:NUMBER) becomes an imported data set; it must be an ARFF "
    "file of square pictures with a class each. Exit code: 0 done, 1 failed, 2 bad arguments, 130 interrupted.",
)
