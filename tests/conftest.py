"""What every test stands on: folders of its own, small data, and a watch over what it leaves behind."""

import gc
import gzip
import multiprocessing
import os
import struct
import threading
from pathlib import Path

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from nnstudio.data.folders import DataFolders
from nnstudio.runs.settings import RunSettings
from nnstudio.spec.paths import set_text
from tests.warm_trainer import WarmTrainer

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# As many tests run as there are cores; threads for matrix products beside them would only wait for one another.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
threadpool_limits(1, user_api="blas")

_named = os.environ.pop("NNSTUDIO_DATA_DIR", None)
SHARED_DATA = Path(_named).resolve() if _named else Path(__file__).parents[2] / "shared" / "data"


def pytest_collection_finish(session):
    """Take what is there before the first test out of every later look for what a test leaves behind: it is much."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def _own_folders(tmp_path_factory, monkeypatch):
    """Keep tests away from the folders of whoever runs them; the generated handwriting is cached for the session."""
    home = tmp_path_factory.getbasetemp() / "home"
    for variable, name in (("XDG_CACHE_HOME", "cache"), ("XDG_DATA_HOME", "data"), ("XDG_CONFIG_HOME", "config")):
        monkeypatch.setenv(variable, str(home / name))
    for variable in ("NNSTUDIO_DATA_DIR", "NNSTUDIO_RUNS_DIR"):
        monkeypatch.delenv(variable, raising=False)


@pytest.fixture(autouse=True)
def _nothing_left_behind(request):
    """Fail a test that leaves a thread, a process or a running timer."""
    threads_before = set(threading.enumerate())
    has_qt = "qtbot" in request.fixturenames
    qt_before = set(_running_qt_parts()) if has_qt else set()
    yield
    idle = _warm.idle_process_id
    left = [f"process {child.name}" for child in multiprocessing.active_children() if child.pid != idle]
    for thread in set(threading.enumerate()) - threads_before:
        # pyqtgraph, hypothesis and tqdm keep daemons for the whole session; ours are named.
        if thread.name in {"outbox"} or not thread.daemon:
            thread.join(timeout=2)
            if thread.is_alive():
                left.append(f"thread {thread.name}")
    if has_qt:
        gc.collect()
        left += [text for identity, text in _running_qt_parts() if (identity, text) not in qt_before]
    assert not left, f"left behind: {', '.join(left)}"


def _running_qt_parts():
    """Yield an identity and words for every timer that runs and every thread besides the main one."""
    from PySide6.QtCore import QCoreApplication, QThread, QTimer
    from shiboken6 import getCppPointer, isValid

    application = QCoreApplication.instance()
    for thing in gc.get_objects():
        if isinstance(thing, QTimer) and isValid(thing) and thing.isActive():
            yield getCppPointer(thing)[0], f"timer of {thing.parent()!r}"
        elif isinstance(thing, QThread) and isValid(thing) and thing.isRunning() and thing != application.thread():
            yield getCppPointer(thing)[0], f"QThread {thing.objectName()}"


_warm = WarmTrainer()


@pytest.fixture(scope="session")
def warm_trainer():
    """The trainer's process that tests which are not about its beginning or its end may borrow."""
    yield _warm
    _warm.close()


@pytest.fixture
def real_data():
    """The folder of real MNIST and real pen strokes; tests that need it are skipped without it."""
    if not (SHARED_DATA / "mnist" / "train-images-idx3-ubyte.gz").is_file():
        pytest.skip(f"real MNIST is not at {SHARED_DATA}; name its folder with NNSTUDIO_DATA_DIR")
    return SHARED_DATA


def write_idx(path: Path, array: np.ndarray) -> None:
    """Write ``array`` as a gzipped IDX file of bytes."""
    header = struct.pack(f">BBBB{array.ndim}I", 0, 0, 8, array.ndim, *array.shape)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(header + array.astype(np.uint8).tobytes(), compresslevel=1))


def write_small_mnist(folder: Path, training: int = 600, test: int = 100) -> None:
    """Write four files in MNIST's format whose classes are blurred patterns that a network learns at once."""
    rng = np.random.default_rng(7)
    patterns = rng.random((10, 28, 28)) > 0.7
    for name, count in (("train", training), ("t10k", test)):
        labels = rng.integers(0, 10, count)
        pictures = patterns[labels] * rng.integers(120, 255, (count, 1, 1)) + rng.integers(0, 40, (count, 28, 28))
        write_idx(folder / "mnist" / f"{name}-images-idx3-ubyte.gz", np.minimum(pictures, 255))
        write_idx(folder / "mnist" / f"{name}-labels-idx1-ubyte.gz", labels)


@pytest.fixture(scope="session")
def _small_mnist_folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("small")
    write_small_mnist(folder)
    return folder


@pytest.fixture
def folders(_small_mnist_folder, tmp_path):
    """Data folders with a small set in MNIST's format."""
    return DataFolders(_small_mnist_folder, tmp_path / "cache")


@pytest.fixture
def settings():
    """Settings of a run that takes a moment: a small network on the small MNIST."""
    return small_settings()


def small_settings(*assignments: str) -> RunSettings:
    """Return the settings of a short run, changed by ``assignments`` such as ``epochs=3``."""
    changed = RunSettings()
    usual = ("dataset=mnist", "validation_count=100", "network.layers=[dense 16 relu]", "batch_size=20", "epochs=2")
    for assignment in (*usual, *assignments):
        changed = set_text(changed, assignment)
    return changed
