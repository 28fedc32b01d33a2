"""The picture by which the Inside view lights the network: the pad's drawing, or one that was chosen."""

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot

from nnstudio.data.dataset import Pictures
from nnstudio.session.active_network import ActiveNetwork
from nnstudio.session.drawing_reader import DrawingReader
from nnstudio.session.session import TrainingSession


@dataclass(frozen=True, eq=False)
class NamedPicture:
    """A ``picture``, bytes of shape (height, width), its class, None where it is not known, and what it is called.

    ``title`` is short, ``name`` stands in the middle of a sentence. ``index`` is that of a picture of the validation
    set, None for any other.
    """

    picture: Pictures
    label: int | None
    title: str
    name: str
    index: int | None = None


class LitPicture(QObject):
    """Follows the pad until a picture is chosen, and again once that picture does not fit the network."""

    changed = Signal()
    """`current` may be another picture."""

    def __init__(self, session: TrainingSession, reader: DrawingReader, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reader = reader
        self._active: ActiveNetwork | None = session.active_network
        self._chosen: NamedPicture | None = None
        self._class_names: tuple[str, ...] = ()
        self._drawing: NamedPicture | None = None
        reader.predicted.connect(self._on_predicted)
        session.network_changed.connect(self._on_network_changed)

    @property
    def is_drawing(self) -> bool:
        """Whether the pad's drawing is followed."""
        return self._chosen is None

    @property
    def current(self) -> NamedPicture | None:
        """The picture, which fits the active network; None without a network, or while the pad is empty."""
        return self._chosen if self._chosen is not None else self._drawn()

    @Slot(object)
    def choose(self, picture: NamedPicture) -> bool:
        """Show ``picture`` instead of the drawing; return False where the active network cannot take it."""
        if self._active is None or not _fits(picture, self._active):
            return False
        self._chosen, self._class_names = picture, self._active.class_names
        self.changed.emit()
        return True

    @Slot()
    def follow_drawing(self) -> None:
        """Show the pad's drawing again."""
        if self._chosen is not None:
            self._chosen = None
            self.changed.emit()

    def _drawn(self) -> NamedPicture | None:
        prediction, active = self._reader.prediction, self._active
        if prediction is None or active is None or prediction.picture.shape != active.network.input_shape:
            return None
        if len(prediction.probabilities) != active.network.classes:  # it is of the network before
            return None
        if self._drawing is None or not np.array_equal(self._drawing.picture, prediction.picture):
            self._drawing = NamedPicture(prediction.picture, None, "Your drawing", "your drawing")
        return self._drawing

    @Slot()
    def _on_predicted(self) -> None:
        if self._chosen is None:
            self.changed.emit()

    @Slot(object)
    def _on_network_changed(self, active: ActiveNetwork) -> None:
        self._active = active
        chosen = self._chosen
        if chosen is not None and (active.class_names != self._class_names or not _fits(chosen, active)):
            self.follow_drawing()


def _fits(picture: NamedPicture, active: ActiveNetwork) -> bool:
    is_class = picture.label is None or picture.label < active.network.classes
    return picture.picture.shape == active.network.input_shape and picture.picture.dtype == np.uint8 and is_class
