"""``nnstudio datasets download``: a data set from the web into the data folder."""

import argparse
import sys
from dataclasses import replace

from tqdm import tqdm

from nnstudio.cli.arguments import add_folders, add_silence, data_folders
from nnstudio.cli.command import Command
from nnstudio.cli.exit_codes import ExitCode
from nnstudio.cli.interruption import Interruption
from nnstudio.data.datasets import downloads
from nnstudio.data.download import download


def download_dataset(arguments: argparse.Namespace) -> ExitCode:
    """Download a data set; complete files that are already present are not downloaded again."""
    folders = data_folders(arguments)
    remote = downloads()[arguments.dataset]
    if arguments.mirrors:
        remote = replace(remote, mirrors=tuple(arguments.mirrors))
    has_bar = sys.stderr.isatty() and not (arguments.quiet or arguments.no_progress)
    form = {"total": remote.size, "unit": "B", "unit_scale": True, "leave": False, "disable": not has_bar}
    with Interruption() as interruption, tqdm(desc=remote.label, **form) as bar:
        fetching = download(remote, folders.data)
        for progress in fetching:
            bar.update(progress.done - bar.n)
            if interruption.has_come:
                fetching.close()
                break
    if interruption.has_come:
        print("Interrupted. The download so far is kept; the same command continues it.", file=sys.stderr)
        return ExitCode.INTERRUPTED
    if not arguments.quiet:
        print(f"{remote.label} is in {folders.data / remote.folder}", file=sys.stderr)
    return ExitCode.SUCCESS


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("dataset", choices=tuple(downloads()), help="which data set")
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
    "continues where it ended. Exit code: 0 done, 1 failed, 2 bad arguments, 130 interrupted.",
)
