"""The data folder, the cache folder, and the file of the user's labelled drawings."""

import os
from dataclasses import dataclass
from pathlib import Path

import platformdirs

APPLICATION = "nnstudio"
DATA_VARIABLE = "NNSTUDIO_DATA_DIR"
MY_DIGITS = "my-digits.jsonl"


@dataclass(frozen=True)
class DataFolders:
    """``data`` holds data sets that the user imported or downloaded, ``cache`` files that can be generated again.

    ``personal`` holds the user's own drawings, which must survive an emptied cache; None means the same as ``data``.
    """

    data: Path
    cache: Path
    personal: Path | None = None

    @classmethod
    def find(cls, named: str | None = None) -> "DataFolders":
        """Return the folders, with ``data`` from ``named``, else NNSTUDIO_DATA_DIR, else the user's data folder.

        ``personal`` is that folder too if it can be written, else the user's data folder.
        """
        cache = platformdirs.user_cache_path(APPLICATION, appauthor=False)
        chosen = named or os.environ.get(DATA_VARIABLE)
        personal = platformdirs.user_data_path(APPLICATION, appauthor=False)
        if not chosen:
            return cls(personal, cache, personal)
        data = Path(chosen).expanduser().resolve()
        return cls(data, cache, data if os.access(data, os.W_OK) else personal)

    @property
    def my_digits(self) -> Path:
        """The file of the drawings that the user has labelled."""
        return (self.personal or self.data) / MY_DIGITS
