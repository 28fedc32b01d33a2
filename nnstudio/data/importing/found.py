"""The formats' common interface, and the pictures that a reader finds in the user's files."""

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from nnstudio.data.dataset import Pictures, Progress
from nnstudio.errors import DataError

MAX_PICTURES = 1_000_000
"""The maximum number of pictures in one set; they are kept in memory, one byte for each pixel."""


@dataclass(frozen=True, eq=False)
class Labelled:
    """Pictures, shape (count, height, width), and the name of the class of each."""

    pictures: Pictures
    labels: Sequence[str]


@dataclass(frozen=True, eq=False)
class Found:
    """Everything that a reader has found. ``test`` is None if the files contain no test set.

    ``notes`` say which rules were applied, ``skipped`` what was left out and why, both as text for the user.
    """

    training: Labelled
    test: Labelled | None
    notes: Sequence[str] = ()
    skipped: Sequence[str] = ()


class UnreadablePicturesError(DataError):
    """Some pictures cannot be read; ``readable`` holds the others, which can be imported without them."""

    def __init__(self, path: Path, found: str, readable: Found) -> None:
        super().__init__(path, found, "Replace them or move them elsewhere.")
        self.readable = readable

    @property
    def readable_count(self) -> int:
        """How many pictures can be read."""
        sets = (self.readable.training, self.readable.test)
        return sum(len(each.labels) for each in sets if each is not None)


Importing = Generator[Progress, None, Found]
"""Yields progress, so that the caller can show it or stop; its return value is what was found."""


@dataclass(frozen=True)
class Source:
    """A file or folder to be imported, with what is needed to recognise its format.

    ``start`` holds the first bytes of a file, unpacked if it is gzipped, and is empty for a folder; ``names`` are the
    names of a folder's entries, and empty for a file.
    """

    path: Path
    start: bytes = b""
    names: tuple[str, ...] = field(default=())
    is_folder: bool = False


@dataclass(frozen=True)
class Format:
    """A file format that can be imported: its name, a test that recognises it, and its reader."""

    name: str
    recognises: Callable[[Source], bool]
    read: Callable[[Path], Importing]
