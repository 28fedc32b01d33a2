"""A network at one moment of its training, with the histograms that the window shows."""

from dataclasses import dataclass

from nnstudio.engine.arrays import Floats
from nnstudio.engine.network import Network
from nnstudio.inspection.histograms import Histogram, HistogramScale


@dataclass(frozen=True, eq=False)
class Snapshot:
    """The parameters, shape (network.layout.count,), after ``step`` batches; one histogram per layer with weights."""

    step: int
    network: Network
    parameters: Floats
    histograms: tuple[Histogram, ...]


class SnapshotReader:
    """Makes the snapshots of one run; their histograms have the same range, so that they can be compared."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._scales: list[HistogramScale] = []

    def read(self, step: int, parameters: Floats) -> Snapshot:
        """Return the snapshot of ``parameters`` after ``step`` batches."""
        parameters.setflags(write=False)
        weights = self._network.layout.weights(parameters)
        if not self._scales:
            self._scales = [HistogramScale() for _ in weights]
        histograms = tuple(scale.count(layer) for scale, layer in zip(self._scales, weights, strict=True))
        return Snapshot(step, self._network, parameters, histograms)
