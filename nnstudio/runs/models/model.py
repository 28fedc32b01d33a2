"""A network with its weights and all that predicting needs, wherever it was kept."""

from dataclasses import dataclass
from pathlib import Path

from nnstudio.engine.arrays import Floats
from nnstudio.engine.network import Network
from nnstudio.runs.saved_run import SavedRun
from nnstudio.runs.settings import RunSettings


@dataclass(frozen=True, eq=False)
class Model:
    """The network in ``source``, a run's folder or a file, with parameters of the shape (network.layout.count,).

    ``settings`` are those of the run that trained it. Where ``is_foreign``, another program did, and only its network
    is known; everything else in ``settings`` is a default.
    """

    source: Path
    settings: RunSettings
    class_names: tuple[str, ...]
    network: Network
    parameters: Floats
    is_foreign: bool = False

    @classmethod
    def of(cls, run: SavedRun) -> "Model":
        """Return the network of ``run``."""
        return cls(run.folder, run.settings, run.class_names, run.network, run.parameters)
