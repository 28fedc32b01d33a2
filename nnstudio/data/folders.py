"""Where a user's data sets lie, and where what the program makes again at will is kept."""

import os
from dataclasses import dataclass
from pathlib import Path

import platformdirs

APPLICATION = "nnstudio"
DATA_VARIABLE = "NNSTUDIO_DATA_DIR"


@dataclass(frozen=True)
class DataFolders:
    """``data`` holds data sets the user brought or downloaded, ``cache`` what can be generated again."""

    data: Path
    cache: Path

    @classmethod
    def find(cls, data: str | None = None) -> "DataFolders":
        """Return the folder asked for, else that of NNSTUDIO_DATA_DIR, else the user's data folder."""
        chosen = data or os.environ.get(DATA_VARIABLE)
        usual = platformdirs.user_data_path(APPLICATION, appauthor=False)
        cache = platformdirs.user_cache_path(APPLICATION, appauthor=False)
        return cls(Path(chosen).expanduser().resolve() if chosen else usual, cache)
