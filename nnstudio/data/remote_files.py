"""The files of a data set on the web: their addresses, and the checksums that prove a download complete."""

from dataclasses import dataclass


@dataclass(frozen=True)
class RemoteFile:
    """One file: its name on every mirror, its size in bytes and its SHA-256 in hexadecimal."""

    name: str
    size: int
    sha256: str


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
