"""A model from wherever it was kept: the folder of a run, or a file in a format that can be opened again."""

from pathlib import Path

from nnstudio.runs.formats import FORMATS
from nnstudio.runs.models.foreign import ForeignModel
from nnstudio.runs.models.model import Model
from nnstudio.runs.saved_run import SavedRunError, open_run

READERS = {format.ending: format.read for format in FORMATS.values() if format.read is not None}
EXPECTED = f"the folder of a run, or a model file that ends in {' or '.join(READERS)}"
NO_HINTS = ForeignModel()


def is_model_file(path: Path) -> bool:
    """Return whether ``path`` is a file, and its name that of a model."""
    return path.suffix.lower() in READERS and path.is_file()


def open_model(path: Path, weights: str = "last", hints: ForeignModel = NO_HINTS) -> Model:
    """Return the model in ``path``; ``weights`` are those of a run, ``hints`` are for a file of another program.

    Raises `SavedRunError` saying what is wrong, `SettingError` for what ``hints`` lack, or `DataError` if a library is
    missing.
    """
    read = READERS.get(path.suffix.lower())
    if path.is_dir() or (read is None and not path.exists()):
        return Model.of(open_run(path, weights))
    if not path.exists():
        raise SavedRunError(path, "no such file", EXPECTED)
    if read is None or not path.is_file():
        raise SavedRunError(path, "not a run or a model", EXPECTED)
    return read(path, hints)
