"""``nnstudio datasets``: what there is to learn from, and getting more: downloads, pictures of one's own."""

import argparse
import json
import sys
from dataclasses import dataclass, replace
from os.path import commonpath

from tqdm import tqdm

from nnstudio.cli.exit_codes import ExitCode
from nnstudio.cli.import_dataset import import_dataset
from nnstudio.cli.interruption import Interruption
from nnstudio.data.dataset import DatasetSource, StoredFiles
from nnstudio.data.datasets import DATASETS, downloads
from nnstudio.data.download import download
from nnstudio.data.folders import DataFolders

HEADINGS = ("key", "data set", "pictures", "size", "where it lies")


def datasets(arguments: argparse.Namespace, folders: DataFolders) -> ExitCode:
    """Do what the arguments ask: list the data sets, or what the command below ``datasets`` says."""
    match arguments.datasets_command:
        case "download":
            return download_dataset(arguments, folders)
        case "import":
            return import_dataset(arguments, folders)
        case _:
            return list_datasets(arguments, folders)


def list_datasets(arguments: argparse.Namespace, folders: DataFolders) -> ExitCode:
    """Print every data set with what is known of it."""
    entries = [_Entry.of(source, folders) for kind in DATASETS for source in kind.all_in(folders)]
    if arguments.json:
        print(json.dumps([entry.as_json() for entry in entries]))
        return ExitCode.SUCCESS
    rows = [HEADINGS, *(entry.as_row() for entry in entries)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
    return ExitCode.SUCCESS


def download_dataset(arguments: argparse.Namespace, folders: DataFolders) -> ExitCode:
    """Download a data set; what is there and whole is not fetched again."""
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
        print("Interrupted. What has come is kept: the same command goes on from there.", file=sys.stderr)
        return ExitCode.INTERRUPTED
    if not arguments.quiet:
        print(f"{remote.label} is in {folders.data / remote.folder}", file=sys.stderr)
    return ExitCode.SUCCESS


@dataclass(frozen=True)
class _Entry:
    """A data set as the list shows it."""

    source: DatasetSource
    is_present: bool
    stored_files: StoredFiles

    @classmethod
    def of(cls, source: DatasetSource, folders: DataFolders) -> "_Entry":
        return cls(source, source.is_present(folders), source.stored_files(folders))

    @property
    def location(self) -> str | None:
        """The file, or the folder of several files."""
        files = [str(file) for file in self.stored_files.files]
        return commonpath(files) if files else None

    def as_json(self) -> dict[str, object]:
        """Return its members for ``--json``."""
        remote = self.source.remote
        return {
            "key": self.source.key,
            "label": self.source.title,
            "present": self.is_present,
            "path": self.location,
            "bytes": self.stored_files.size,
            "training_count": self.stored_files.training_count,
            "test_count": self.stored_files.test_count,
            "download_bytes": remote.size if remote else None,
        }

    def as_row(self) -> tuple[str, ...]:
        """Return its cells for a person."""
        counts = (self.stored_files.training_count, self.stored_files.test_count)
        pictures = "–" if None in counts else f"{counts[0]} + {counts[1]} test"
        size = _megabytes(self.stored_files.size) if self.is_present else "–"
        return self.source.key, self.source.title, pictures, size, self._position_text()

    def _position_text(self) -> str:
        if self.is_present:
            return self.location or "–"
        if self.source.remote is None:
            return self.source.missing_text
        return f"not here; nnstudio datasets download {self.source.key} ({_megabytes(self.source.remote.size)})"


def _megabytes(size: int) -> str:
    return f"{size / 1e6:.1f} MB"
