"""What can be wrong with the files a user has."""

from pathlib import Path


class DataError(ValueError):
    """A file or folder that cannot be used: which one, what was found, and how to mend it."""

    def __init__(self, path: Path, found: str, mend: str) -> None:
        super().__init__(f"{path}: {found}. {mend}")
        self.path = path


class DownloadError(DataError):
    """A file that could not be fetched from any mirror; ``faults`` has a line for each, beginning with its address."""

    def __init__(self, path: Path, faults: tuple[str, ...]) -> None:
        mend = "Check the connection and download again; what has come is kept."
        super().__init__(path, "could not be fetched from any address: " + "; ".join(faults), mend)
        self.faults = faults
