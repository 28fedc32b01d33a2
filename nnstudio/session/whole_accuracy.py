"""The accuracy on all validation pictures, with edits and without, measured after that of the small sample."""

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QElapsedTimer, QObject, Signal, Slot

from nnstudio.data.dataset import PictureSamples, Progress
from nnstudio.engine.arrays import Floats
from nnstudio.engine.network import Network
from nnstudio.engine.workspace import PredictionWorkspace, Silenced
from nnstudio.inspection.edits import Edits
from nnstudio.session.active_network import ActiveNetwork
from nnstudio.session.background_task import BackgroundTask
from nnstudio.session.pen_activity import PenActivity

CHUNK = 500
"""Pictures that are predicted in one step."""
IDLE_FACTOR = 10
"""While a network learns, a measurement is followed by a pause this many times as long."""


@dataclass(frozen=True, eq=False)
class WholeAccuracy:
    """The ``predicted`` classes of all ``samples`` by ``network``, shape (count,), and those with ``edits``."""

    network: ActiveNetwork
    samples: PictureSamples
    edits: Edits
    predicted: NDArray[np.intp]
    predicted_with_edits: NDArray[np.intp]

    @property
    def accuracy(self) -> float:
        """The fraction of the pictures that are predicted correctly without the edits."""
        return float((self.predicted == self.samples.labels).mean())

    @property
    def accuracy_with_edits(self) -> float:
        """The same with the edits."""
        return float((self.predicted_with_edits == self.samples.labels).mean())


class WholeAccuracyMeter(QObject):
    """Measures when `advance` is called and the network, the edits or the pictures have changed."""

    measured = Signal()
    """There is a newer `result`."""

    def __init__(self, pen: PenActivity, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.result: WholeAccuracy | None = None
        self._since = QElapsedTimer()
        self._lasted = 0
        self._task = BackgroundTask("whole accuracy", self, pen)
        self._task.succeeded.connect(self._on_measured)

    def advance(self, active: ActiveNetwork, samples: PictureSamples, edits: Edits) -> None:
        """Begin what is due for these three."""
        result = self.result
        is_same_set = result is not None and result.samples is samples and result.edits == edits
        if is_same_set and result is not None and result.network is active:
            return
        is_resting = is_same_set and self._since.isValid() and self._since.elapsed() < IDLE_FACTOR * self._lasted
        if self._task.is_active or is_resting:
            return
        self._since.start()
        self._task.start(_measure(active, samples, edits, result))

    def forget(self) -> None:
        """Forget the result, and end the measurement in progress."""
        self._task.cancel()
        self.result = None

    def close(self) -> None:
        """End all work."""
        self._task.close()

    @Slot(object)
    def _on_measured(self, result: WholeAccuracy) -> None:
        self._lasted = self._since.restart()
        self.result = result
        self.measured.emit()


def _measure(
    active: ActiveNetwork, samples: PictureSamples, edits: Edits, before: WholeAccuracy | None
) -> Generator[Progress, None, WholeAccuracy]:
    network, parameters = active.network, active.parameters
    if before is not None and before.network is active and before.samples is samples:
        predicted = before.predicted
    else:
        predicted = yield from _predict(network, parameters, samples, {})
    with_edits = predicted
    if edits:
        changed = edits.applied(network, parameters)
        with_edits = yield from _predict(network, changed, samples, edits.silenced(network))
    return WholeAccuracy(active, samples, edits, predicted, with_edits)


def _predict(
    network: Network, parameters: Floats, samples: PictureSamples, silenced: Silenced
) -> Generator[Progress, None, NDArray[np.intp]]:
    predicted = np.empty(samples.count, np.intp)
    for start in range(0, samples.count, CHUNK):
        indices = np.arange(start, min(start + CHUNK, samples.count))
        workspace = PredictionWorkspace(network, parameters, len(indices))
        samples.reader(workspace.inputs, workspace.labels).read(indices)
        with np.errstate(all="ignore"):
            *_, logits = workspace.outputs(silenced)
        predicted[indices] = logits.argmax(axis=1)
        yield Progress("Predicting all pictures", int(indices[-1]) + 1, samples.count)
    return predicted
