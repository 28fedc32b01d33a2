"""What every format is given to write, and how a format describes itself."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import Any

from nnstudio.errors import DataError
from nnstudio.runs.models.foreign import ForeignModel
from nnstudio.runs.models.model import Model
from nnstudio.runs.recorded_run import RecordedRun, read_recorded_run
from nnstudio.runs.saved_run import SavedRunError, open_run
from nnstudio.runs.tables import Table, batch_table, evaluation_table

ROWS = {"evaluations": evaluation_table, "batches": batch_table}
"""What a row of a table of metrics can be."""


@dataclass(eq=False)
class Exported:
    """What is exported: a ``model`` and, where its source is a run's folder, the run's metrics.

    ``rows`` is the key in `ROWS` of what one row of a table of metrics is.
    """

    model: Model
    rows: str = "evaluations"

    @cached_property
    def run(self) -> RecordedRun:
        """The run as recorded; raises `SavedRunError` where the source is a model file, which has no metrics."""
        source = self.model.source
        if not source.is_dir():
            raise SavedRunError(source, "a model file, which has no metrics", "the folder of a run")
        return read_recorded_run(open_run(source))

    @property
    def table(self) -> Table:
        """The metrics of the run."""
        return ROWS[self.rows](self.run.history)


@dataclass(frozen=True)
class Format:
    """A format of files to export to; ``key`` names it on the command line, ``ending`` its files.

    ``write`` is called by `export`; it may also raise OSError, and then leaves no file behind. ``read`` returns the
    model in a file, if models can be opened from this format. Where it is not ``is_of_network``, it is of metrics.
    """

    key: str
    label: str
    ending: str
    help: str
    write: Callable[[Exported, Path], None]
    read: Callable[[Path, ForeignModel], Model] | None = None
    is_of_network: bool = True

    def export(self, exported: Exported, path: Path) -> None:
        """Write what is ``exported`` to ``path``; raise `DataError` or `SavedRunError`, with no file left behind."""
        try:
            self.write(exported, path)
        except OSError as error:
            raise DataError(path, f"cannot be written ({error.strerror or error})", "Name another place.") from error


def library(name: str, extra: str, path: Path) -> Any:
    """Return the module ``name`` of an optional library; raise `DataError` about ``path`` saying how to install it."""
    try:
        return import_module(name)
    except ImportError:
        found = f"needs the library {name.partition('.')[0]}, which is not installed"
        raise DataError(path, found, f'Install it: python -m pip install "nnstudio[{extra}]".') from None
