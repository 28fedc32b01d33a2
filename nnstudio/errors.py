"""Errors about the user's files."""

from pathlib import Path


class DataError(ValueError):
    """A file or folder cannot be used; the message names it, says what was found and what the user can do."""

    def __init__(self, path: Path, found: str, remedy: str) -> None:
        super().__init__(f"{path}: {found}. {remedy}")
        self.path = path
        self.found = found


class DownloadError(DataError):
    """No mirror delivered a file; ``faults`` has one line for each mirror, beginning with its address."""

    def __init__(self, path: Path, faults: tuple[str, ...]) -> None:
        remedy = "Check the connection and download again; what was received is kept."
        super().__init__(path, "could not be fetched from any address: " + "; ".join(faults), remedy)
        self.faults = faults
