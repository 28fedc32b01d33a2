"""``nnstudio datasets``: the list of data sets; its subcommands add more."""

import argparse
import json
from dataclasses import dataclass
from os.path import commonpath

from nnstudio.cli.arguments import add_folders, add_json, data_folders
from nnstudio.cli.command import Command
from nnstudio.cli.commands import datasets_download, datasets_import
from nnstudio.cli.exit_codes import ExitCode
from nnstudio.data.dataset import DatasetSource, StoredFiles
from nnstudio.data.datasets import DATASETS
from nnstudio.data.folders import DataFolders

HEADINGS = ("key", "data set", "pictures", "size", "location")


def list_datasets(arguments: argparse.Namespace) -> ExitCode:
    """Print every data set with its size and location."""
    folders = data_folders(arguments)
    entries = [_Entry.of(source, folders) for kind in DATASETS for source in kind.all_in(folders)]
    if arguments.json:
        print(json.dumps([entry.as_json() for entry in entries]))
        return ExitCode.SUCCESS
    rows = [HEADINGS, *(entry.as_row() for entry in entries)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
    return ExitCode.SUCCESS


@dataclass(frozen=True)
class _Entry:
    """One data set in the list."""

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
        """Return its cells for the printed table."""
        counts = (self.stored_files.training_count, self.stored_files.test_count)
        pictures = "–" if None in counts else f"{counts[0]} + {counts[1]} test"
        size = _megabytes(self.stored_files.size) if self.is_present else "–"
        return self.source.key, self.source.title, pictures, size, self._location_text()

    def _location_text(self) -> str:
        if self.is_present:
            return self.location or "–"
        if self.source.remote is None:
            return self.source.missing_text
        return f"not downloaded; nnstudio datasets download {self.source.key} ({_megabytes(self.source.remote.size)})"


def _megabytes(size: int) -> str:
    return f"{size / 1e6:.1f} MB"


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    add_json(parser)
    add_folders(parser)


COMMAND = Command(
    "datasets",
    list_datasets,
    _add_arguments,
    help="list the data sets; download one, or import your pictures",
    description="List the data sets: whether each is present, its location and its size.",
    commands=(datasets_download.COMMAND, datasets_import.COMMAND),
)
