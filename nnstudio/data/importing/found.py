"""What a reader finds in the user's files, before it becomes a data set."""

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from nnstudio.data.dataset import Pictures, Progress

MAX_PICTURES = 1_000_000
"""Pictures of one part; they are held in memory, a byte for each pixel."""


@dataclass(frozen=True, eq=False)
class Labelled:
    """Pictures, shape (count, height, width), and for each the name of its class."""

    pictures: Pictures
    labels: Sequence[str]


@dataclass(frozen=True, eq=False)
class Found:
    """All that a reader has found. ``test`` is None where the files have no test part.

    ``notes`` are the rules that were applied, ``skipped`` what was left out and why, both in words.
    """

    training: Labelled
    test: Labelled | None
    notes: Sequence[str] = ()
    skipped: Sequence[str] = ()


Importing = Generator[Progress, None, Found]
"""Yields progress, so that the caller can show it or stop; its return value is what was found."""


@dataclass(frozen=True)
class Source:
    """A file or folder that is to be imported, with what tells its format.

    ``start`` are the first bytes of a file, unpacked where it is gzipped, and nothing for a folder; ``names`` are
    the names of what lies in a folder, and none for a file.
    """

    path: Path
    start: bytes = b""
    names: tuple[str, ...] = field(default=())
    is_folder: bool = False


@dataclass(frozen=True)
class Format:
    """One kind of files that can be imported: its name, how it is told from others, and its reader."""

    name: str
    recognises: Callable[[Source], bool]
    read: Callable[[Path], Importing]
