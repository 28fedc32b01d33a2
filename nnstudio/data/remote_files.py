"""Files of a data set on the web: where they are and how to tell that they came over whole."""

from dataclasses import dataclass


@dataclass(frozen=True)
class RemoteFile:
    """One file: its name at every mirror, its size in bytes and its SHA-256 in hexadecimal."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class RemoteFiles:
    """All files of a data set.

    ``folder`` is where they belong below the data folder. ``mirrors`` are addresses that end in a slash, in the order
    in which they are tried; a mirror needs no trust, as every file is checked.
    """

    label: str
    folder: str
    mirrors: tuple[str, ...]
    files: tuple[RemoteFile, ...]

    @property
    def size(self) -> int:
        """Bytes of all files together."""
        return sum(file.size for file in self.files)
