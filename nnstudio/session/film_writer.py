"""Writes a film of pictures as an animated GIF, in the background."""

from collections.abc import Generator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal, Slot

from nnstudio.atomic_file import write_atomically
from nnstudio.data.dataset import Progress
from nnstudio.session.background_task import BackgroundTask

Frame = NDArray[np.uint8]
"""A picture of shape (height, width, 3): red, green and blue."""
FRAME_MILLISECONDS, LAST_MILLISECONDS = 120, 1500
COLORS = 128
"""In each picture; more would make the file larger than what one sees."""


class FilmWriter(QObject):
    """Writes one film at a time."""

    written = Signal(str)
    """The film is in this file."""
    cancelled = Signal()
    failed = Signal(str)
    """It could not be written: a message for the user."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._path = Path()
        self._task = BackgroundTask("film", self)
        self._task.succeeded.connect(self._on_succeeded)
        self._task.cancelled.connect(self.cancelled)
        self._task.failed.connect(self._on_failed)

    @property
    def is_active(self) -> bool:
        """Whether a film is being written."""
        return self._task.is_active

    def write(self, path: Path, frames: Sequence[Frame]) -> None:
        """Write ``frames``, at least one, all of one size, to ``path``."""
        self._path = path
        self._task.start(_writing(path, frames))

    def cancel(self) -> None:
        """Write no more of the film; it leaves no file."""
        self._task.cancel()

    def close(self) -> None:
        """End the writing; a film that is not complete leaves no file."""
        self._task.close()

    @Slot()
    def _on_succeeded(self) -> None:
        self.written.emit(str(self._path))

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else error
        self.failed.emit(f"{self._path} was not saved: {reason}.")


def _writing(path: Path, frames: Sequence[Frame]) -> Generator[Progress, None, None]:
    from PIL import Image

    pictures = []
    for number, frame in enumerate(frames):
        yield Progress("Writing the film", number, len(frames))
        pictures.append(Image.fromarray(frame).quantize(COLORS))
    first, *rest = pictures
    durations = [FRAME_MILLISECONDS] * len(rest) + [LAST_MILLISECONDS]
    write_atomically(
        path,
        lambda file: first.save(
            file, format="GIF", save_all=True, append_images=rest, duration=durations, loop=0, optimize=False
        ),
    )
