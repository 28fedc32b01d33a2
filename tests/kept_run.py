"""A run with a snapshot after each of its batches, which tests of what is kept of a run share."""

import pytest

from nnstudio.data.folders import DataFolders
from nnstudio.runs import snapshot_recorder
from nnstudio.runs.preparation import prepare
from nnstudio.steps import finish
from tests.conftest import small_settings, write_small_mnist

SETTINGS = small_settings("dataset=fashion-mnist")
"""Of 50 batches in two epochs, on pictures whose novelty detector is fitted at once."""


def train_kept_run(tmp_path_factory):
    """Return the folder of the run, trained to its end."""
    data = tmp_path_factory.mktemp("clothes")
    write_small_mnist(data)
    (data / "mnist").rename(data / "fashion-mnist")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(snapshot_recorder, "LARGEST_SHARE", 1000.0)
        run = finish(prepare(SETTINGS, DataFolders(data, data / "cache"), tmp_path_factory.mktemp("runs")))
        while run.ended is None:
            run.advance()
    return run.started.folder
