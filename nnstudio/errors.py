"""Errors about the user's files."""

from pathlib import Path


class DataError(ValueError):
    """A file or folder cannot be used; the message names it, says what was found and what the user can do."""

    def __init__(self, path: Path, found: str, remedy: str) -> None:
        super().__init__(f"{path}: {found}. {remedy}")
        self.path = path
        self.found = found


class MissingDataError(DataError):
    """A data set is not in the data folder; the message says how to get it."""

    def __init__(self, path: Path, label: str, remedy: str) -> None:
        super().__init__(path, "not found", remedy)
        self.args = (f"{label} is not on this computer ({path}: not found). {remedy}",)
        self.label = label


class RemoteDataError(DataError):
    """A data set on the web cannot be used; the message begins with its address."""

    def __init__(self, address: str, found: str, remedy: str) -> None:
        super().__init__(Path(address), found, remedy)
        self.args = (f"{address}: {found}. {remedy}",)


class DownloadError(DataError):
    """No mirror delivered a file; ``faults`` has one line for each mirror, beginning with its address."""

    def __init__(self, path: Path, faults: tuple[str, ...]) -> None:
        remedy = "Check the connection and download again; what was received is kept."
        super().__init__(path, "could not be fetched from any address: " + "; ".join(faults), remedy)
        self.faults = faults
