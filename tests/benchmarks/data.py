"""The data of benchmarks: real MNIST where it is present, else the built-in handwriting."""

from nnstudio.data.datasets import default_source
from nnstudio.data.folders import DataFolders
from nnstudio.runs.settings import RunSettings
from nnstudio.spec.paths import replace, set_text
from tests.conftest import SHARED_DATA


def benchmark_folders() -> DataFolders:
    """Return the folders that benchmarks read from."""
    return DataFolders(SHARED_DATA, DataFolders.find().cache)


def benchmark_settings(*assignments: str) -> RunSettings:
    """Return settings on the benchmarks' data, changed by ``assignments``."""
    settings = replace(RunSettings(), "data.dataset", default_source(benchmark_folders()))
    for assignment in assignments:
        settings = set_text(settings, assignment)
    return settings
