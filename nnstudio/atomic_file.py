"""Writing a file so that it is either the old one or the whole new one, never a part."""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any


def write_atomically(path: Path, write: Callable[[IO[bytes]], Any]) -> None:
    """Let ``write`` fill a temporary file in the same folder, then put it in the place of ``path``.

    Raises OSError where the folder cannot be written; ``path`` is then as it was.
    """
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}-", delete=False) as file:
        try:
            write(file)
            file.flush()
            os.fsync(file.fileno())
        except BaseException:
            file.close()
            Path(file.name).unlink(missing_ok=True)
            raise
    Path(file.name).replace(path)
