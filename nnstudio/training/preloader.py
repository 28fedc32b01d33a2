"""Loading a data set before a run needs it, while the trainer waits for its next command."""

from collections.abc import Generator

from nnstudio.data.dataset import DatasetSource, Loading, Progress
from nnstudio.data.folders import DataFolders


class Preloader:
    """Loads one data set step by step; what takes long is then in the cache folder, for the run that needs it."""

    def __init__(self) -> None:
        self._chosen: tuple[DatasetSource, DataFolders] | None = None
        self._loading: Loading | None = None

    @property
    def is_active(self) -> bool:
        """Whether something may be left to load."""
        return self._loading is not None

    def begin(self, source: DatasetSource, folders: DataFolders) -> None:
        """Load ``source`` and nothing else from now on, if it has to generate its pictures."""
        if self._chosen != (source, folders):
            self.close()
            self._chosen = source, folders
            self._loading = source.load(folders) if source.has_to_generate(folders) else None

    def advance(self) -> Progress | None:
        """Take one step and return how far loading has come, or None when nothing is left to load.

        An error ends loading and is not reported: the run that needs the data set will meet and report it.
        """
        if self._loading is None:
            return None
        try:
            return next(self._loading)
        except Exception:  # StopIteration among them: the data set itself is dropped, the cache has it
            self._loading = None
            return None

    def finish(self, source: DatasetSource, folders: DataFolders) -> Generator[Progress, None, None]:
        """Take all steps that are left, if ``source`` is what is being loaded; otherwise stop loading.

        If the returned generator is closed before its end, `advance` continues from there.
        """
        if self._chosen != (source, folders):
            self.close()
        while (progress := self.advance()) is not None:
            yield progress

    def close(self) -> None:
        """Stop loading."""
        if self._loading is not None:
            self._loading.close()
        self._chosen = self._loading = None
