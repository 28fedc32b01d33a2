"""Where a user's data sets lie, and where what the program makes again at will is kept."""

import os
from dataclasses import dataclass
from pathlib import Path

import platformdirs

APPLICATION = "nnstudio"
DATA_VARIABLE = "NNSTUDIO_DATA_DIR"
MY_DIGITS = "my-digits.jsonl"


@dataclass(frozen=True)
class DataFolders:
    """``data`` holds data sets the user brought or downloaded, ``cache`` what can be generated again.

    ``personal`` holds what the person made, which no emptied cache may take along; None is the same as ``data``.
    """

    data: Path
    cache: Path
    personal: Path | None = None

    @classmethod
    def find(cls, named: str | None = None) -> "DataFolders":
        """Return the folder ``named``, else that of NNSTUDIO_DATA_DIR, else the user's data folder.

        What the person makes is kept there too if it can be written, else in the user's data folder.
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
