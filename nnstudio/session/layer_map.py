"""The map of one layer by a method that takes seconds, computed in the background for the newest measurement."""

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QElapsedTimer, QObject, Signal, Slot

from nnstudio.data.dataset import Progress
from nnstudio.inspection.embedding import PRINCIPAL, Embedding, MapMethod, embed
from nnstudio.inspection.sample_activity import SampleActivity
from nnstudio.session.background_task import BackgroundTask

IDLE_FACTOR = 5
"""While a network learns, a map is followed by a pause this many times as long."""


@dataclass(frozen=True, eq=False)
class EmbeddedLayer:
    """The map of ``layer``, the number of a layer of units, for ``activity`` by ``method``."""

    activity: SampleActivity
    layer: int
    method: MapMethod
    embedding: Embedding


class LayerMap(QObject):
    """Computes when `advance` is called and something has changed; principal components are not its concern."""

    changed = Signal()
    """`result`, `problem` or `is_active` is another one."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.method = PRINCIPAL
        self.result: EmbeddedLayer | None = None
        self.problem = ""
        """Why there is no map; empty while there is one, or will be."""
        self._is_cancelled = False
        self._wanted: tuple[SampleActivity, int, MapMethod] | None = None
        self._since = QElapsedTimer()
        self._lasted = 0
        self._task = BackgroundTask("map of a layer", self)
        self._task.succeeded.connect(self._on_embedded)
        self._task.failed.connect(self._on_failed)
        self._task.cancelled.connect(self._on_cancelled)

    @property
    def is_active(self) -> bool:
        """Whether a map is being computed."""
        return self._task.is_active

    def choose(self, method: MapMethod) -> None:
        """Map by ``method`` from now on."""
        self.method, self._is_cancelled, self.problem = method, False, ""
        self._wanted = None
        self._task.cancel()
        self.changed.emit()

    def result_for(self, layer: int) -> EmbeddedLayer | None:
        """Return the newest map of ``layer`` by the chosen method, if there is one."""
        result = self.result
        return result if result is not None and (result.layer, result.method) == (layer, self.method) else None

    def advance(self, activity: SampleActivity | None, layer: int) -> None:
        """Begin the map of ``layer``, the number of a layer of units, for ``activity`` if it is due."""
        if self.method is PRINCIPAL or activity is None or layer < 0 or layer >= len(activity.outputs):
            return
        wanted = activity, layer, self.method
        before = self._wanted
        is_other = before is None or before[1:] != wanted[1:] or before[0].network is not activity.network
        if is_other:
            self._is_cancelled = False
        is_done = not is_other and before is not None and before[0] is activity
        is_resting = not is_other and self._since.isValid() and self._since.elapsed() < IDLE_FACTOR * self._lasted
        if is_done or self._is_cancelled or (not is_other and (self._task.is_active or is_resting)):
            return
        self._wanted = wanted
        self.problem = ""
        if not np.isfinite(activity.outputs[layer]).all():
            self.problem = "There is no map: not all activations are finite."
            self.changed.emit()
            return
        self._since.start()
        self._task.start(_embed(*wanted))
        self.changed.emit()

    @Slot()
    def cancel(self) -> None:
        """End the map that is being computed; another one is computed once another layer or method is chosen."""
        self._is_cancelled = True
        self._task.cancel()

    def close(self) -> None:
        """End all work."""
        self._task.close()

    @Slot(object)
    def _on_embedded(self, result: EmbeddedLayer) -> None:
        self._lasted = self._since.restart()
        self.result = result
        self.changed.emit()

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        self.problem = f"The map could not be computed: {error}"
        self.changed.emit()

    @Slot()
    def _on_cancelled(self) -> None:
        if self._is_cancelled:
            self.problem = "Cancelled. Choose the method again to compute the map."
        self.changed.emit()


def _embed(activity: SampleActivity, layer: int, method: MapMethod) -> Generator[Progress, None, EmbeddedLayer]:
    embedding = yield from embed(method, activity.outputs[layer])
    return EmbeddedLayer(activity, layer, method, embedding)
