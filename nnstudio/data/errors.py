"""What can be wrong with the files a user has."""

from pathlib import Path


class DataError(ValueError):
    """A file or folder that cannot be used: which one, what was found, and how to mend it."""

    def __init__(self, path: Path, found: str, mend: str) -> None:
        super().__init__(f"{path}: {found}. {mend}")
        self.path = path
