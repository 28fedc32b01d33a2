"""The threads of a run are those that its real network needs, in the trainer's process and on the command line."""

import os
import signal
import threading
from multiprocessing import Pipe
from types import SimpleNamespace

import numpy as np
import pytest
from threadpoolctl import threadpool_info

from nnstudio.cli.headless_run import Report, run_to_end
from nnstudio.cli.interruption import Interruption
from nnstudio.data.dataset import Dataset
from nnstudio.data.folders import DataFolders
from nnstudio.data.imported import Imported, imported_file, keep
from nnstudio.engine.events import Evaluated
from nnstudio.runs.events import BatchesFinished
from nnstudio.spec.paths import replace
from nnstudio.training.child import serve
from nnstudio.training.messages import Quit, RunFailed, Start, Until
from tests.conftest import small_settings

CLASSES = 1000


@pytest.fixture
def folders(tmp_path):
    """Data folders with one picture of each of a thousand classes."""
    folders = DataFolders(tmp_path / "data", tmp_path / "cache")
    pictures = np.random.default_rng(0).integers(0, 256, (CLASSES, 784), dtype=np.uint8)
    parts = (pictures, np.arange(CLASSES, dtype=np.uint16))
    names = tuple(f"class {number}" for number in range(CLASSES))
    keep(Dataset(*parts, *(part[:100] for part in parts), names), imported_file(folders, "many"))
    return folders


@pytest.fixture
def settings(monkeypatch):
    """Settings of a network that is small with ten classes and large with a thousand, on a machine of two cores."""
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    return replace(small_settings("layers=[]", "batch_size=100", "epochs=1"), "data.dataset", Imported("many"))


def blas_threads():
    return {pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"}


def test_on_the_command_line(folders, settings, tmp_path):
    seen = []

    class Watching(Report):
        def show(self, event):
            if isinstance(event, Evaluated):
                seen.append(blas_threads())

    with Interruption() as interruption:
        run_to_end(settings, folders, tmp_path / "runs", Watching(is_quiet=True, has_bar=False), interruption)
    assert seen == [{2}, {2}]
    assert blas_threads() == {1}


def test_in_the_trainer(folders, settings, tmp_path):
    """Serve in this process, whose threads can be inspected; a thread acts as the window."""
    ours, trainers = Pipe()
    sent, seen = SimpleNamespace(value=0), []

    def window():
        ours.send(Start(replace(settings, "training.epochs", 0), folders, tmp_path / "runs", Until.END))
        while not isinstance(ours.recv(), BatchesFinished | RunFailed):
            pass
        seen.append(blas_threads())
        ours.send(Quit())
        sent.value = 2

    thread = threading.Thread(target=window)
    thread.start()
    before = signal.getsignal(signal.SIGINT)
    try:
        serve(trainers, sent)
    finally:
        signal.signal(signal.SIGINT, before)
        thread.join()
        ours.close()
        trainers.close()
    assert seen == [{2}]
