"""A trainer that is started before the window is built, so that another core gets it ready meanwhile."""

from types import TracebackType

from nnstudio.data.datasets import default_source
from nnstudio.data.folders import DataFolders
from nnstudio.training.host import Trainer, TrainerProcess
from nnstudio.training.messages import Preload


class EarlyStart:
    """Starts a trainer now, which at once generates the usual data set if it has to be generated.

    The first call returns that trainer, every later one starts another. Leaving the ``with`` block ends the first one.
    """

    def __init__(self, folders: DataFolders) -> None:
        self._first = TrainerProcess()
        self._first.send(Preload(default_source(folders), folders))
        self._is_taken = False

    def __call__(self) -> Trainer:
        """Return the trainer that was started early, or start another one if somebody has it already."""
        if self._is_taken:
            return TrainerProcess()
        self._is_taken = True
        return self._first

    def __enter__(self) -> "EarlyStart":
        """Do nothing: the trainer has been started."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the trainer that was started early, if nobody has done so."""
        self._first.close()
