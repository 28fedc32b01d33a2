"""A network at one moment of its training, with the histograms that the window shows."""

from dataclasses import dataclass

from nnstudio.engine.arrays import Floats
from nnstudio.engine.network import Network
from nnstudio.inspection.histograms import Histogram, HistogramScale, shown_parameters


@dataclass(frozen=True, eq=False)
class Snapshot:
    """The parameters, shape (network.layout.count,), after ``step`` batches; one histogram for each of
    the `shown_parameters`."""

    step: int
    network: Network
    parameters: Floats
    histograms: tuple[Histogram, ...]


class SnapshotReader:
    """Makes the snapshots of one run; their histograms have the same range, so that they can be compared."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._shown = shown_parameters(network.layout)
        self._scales = [HistogramScale(parameter.initial) for _, parameter in self._shown]

    def read(self, step: int, parameters: Floats) -> Snapshot:
        """Return the snapshot of ``parameters`` after ``step`` batches."""
        parameters.setflags(write=False)
        views = self._network.layout.views(parameters)
        arrays = (views[index][parameter.name] for index, parameter in self._shown)
        histograms = tuple(scale.count(array) for scale, array in zip(self._scales, arrays, strict=True))
        return Snapshot(step, self._network, parameters, histograms)
