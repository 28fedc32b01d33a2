"""The files of a data set on the web: their addresses, and the checksums that prove a download complete."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

_NAMES = {"sha256": "SHA-256", "md5": "MD5"}


@dataclass(frozen=True)
class Checksum:
    """What proves a file complete: the name of the algorithm as in `hashlib`, and the digest in hexadecimal."""

    algorithm: Literal["sha256", "md5"]
    digest: str

    @property
    def name(self) -> str:
        """The algorithm's usual name."""
        return _NAMES[self.algorithm]

    def is_of(self, path: Path) -> bool:
        """Return whether the file has this checksum; raise OSError if it cannot be read."""
        with path.open("rb") as file:
            return hashlib.file_digest(file, self.algorithm).hexdigest() == self.digest


@dataclass(frozen=True)
class Content:
    """What is in a gzipped file: its size in bytes and its SHA-256 in hexadecimal."""

    size: int
    sha256: str


@dataclass(frozen=True)
class RemoteFile:
    """One file: its name on every mirror, its size in bytes and its SHA-256 in hexadecimal.

    ``content`` is what is in it, by which an unpacked copy is recognised, if that is known.
    """

    name: str
    size: int
    sha256: str
    content: Content | None = None

    @property
    def checksum(self) -> Checksum:
        """Its SHA-256, to check a file with."""
        return Checksum("sha256", self.sha256)


@dataclass(frozen=True)
class RemoteFiles:
    """All files of a data set.

    ``folder`` is their folder inside the data folder. ``mirrors`` are addresses that end in a slash, in the order in
    which they are tried; mirrors need not be trusted, because every file is checked.
    """

    label: str
    folder: str
    mirrors: tuple[str, ...]
    files: tuple[RemoteFile, ...]

    @property
    def size(self) -> int:
        """The total size of all files in bytes."""
        return sum(file.size for file in self.files)
