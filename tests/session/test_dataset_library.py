"""Data sets are loaded in the background as a run would split them, one at a time."""

import threading
from dataclasses import dataclass, replace

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QThread

from nnstudio.data.dataset import DatasetSource, Progress
from nnstudio.data.fashion_mnist import FashionMnist
from nnstudio.data.mnist import Mnist
from nnstudio.data.settings import split_dataset
from nnstudio.engine.random_streams import RandomStreams
from nnstudio.errors import DataError
from nnstudio.session.dataset_library import DatasetLibrary
from nnstudio.steps import finish
from tests.conftest import small_settings

TIMEOUT = 10_000


@pytest.fixture
def library(qtbot, folders):
    library = DatasetLibrary(folders)
    yield library
    library.close()


@pytest.fixture
def reported(library):
    """All signals about loading, by name, in order."""
    received = []
    library.loading_progressed.connect(lambda progress: received.append(("progressed", progress)))
    library.loaded.connect(lambda data: received.append(("loaded", data)))
    library.loading_failed.connect(lambda error: received.append(("failed", error)))
    library.loading_cancelled.connect(lambda: received.append(("cancelled", None)))
    return received


@dataclass(frozen=True)
class Waiting(DatasetSource):
    """A data set that loads only once it is released; it records the thread that loads it."""

    key = "waiting"
    label = "Waiting"
    hint = "It waits."
    released: threading.Event
    threads: list[str]

    def is_present(self, folders):
        return True

    def load(self, folders):
        self.threads.append(QThread.currentThread().objectName())
        while not self.released.wait(0.01):
            yield Progress("Waiting", 0, 1)
        return (yield from Mnist().load(folders))


def with_source(settings, source):
    return replace(settings, data=replace(settings.data, dataset=source))


def load(qtbot, library, settings):
    with qtbot.waitSignal(library.loaded, timeout=TIMEOUT) as done:
        library.load(settings)
    return done.args[0]


@pytest.mark.parametrize("seed", [0, 5])
def test_the_loaded_splits_are_those_of_a_run_with_these_settings(qtbot, library, folders, seed):
    settings = small_settings(f"seed={seed}", "subset=200", "label_noise=0.2")
    loaded = load(qtbot, library, settings)
    expected = split_dataset(finish(Mnist().load(folders)), settings.data, RandomStreams.from_seed(seed).split)
    assert (loaded.seed, loaded.class_names, loaded.settings) == (seed, tuple("0123456789"), settings.data)
    for name, count in (("training", 200), ("validation", 100), ("test", 100)):
        samples, wanted = getattr(loaded.splits, name), getattr(expected, name)
        assert samples.count == count
        np.testing.assert_array_equal(samples.pictures, wanted.pictures)
        np.testing.assert_array_equal(samples.labels, wanted.labels)


@pytest.mark.parametrize(
    ("assignment", "is_of"),
    [
        ("epochs=9", True),
        ("data.augmentation.rotation=20", True),
        ("seed=1", False),
        ("validation_count=99", False),
        ("subset=50", False),
        ("dataset=fashion-mnist", False),
    ],
)
def test_loaded_data_belong_to_runs_with_the_same_seed_and_splits(qtbot, library, assignment, is_of):
    loaded = load(qtbot, library, small_settings("data.augmentation.rotation=10"))
    assert loaded.is_of(small_settings(assignment)) is is_of


def test_loading_reports_progress_before_its_end(qtbot, library, reported):
    loaded = load(qtbot, library, small_settings())
    assert reported[0] == ("progressed", Progress("Reading MNIST", 0, 4))
    assert reported[-1] == ("loaded", loaded)
    assert {name for name, _ in reported} == {"progressed", "loaded"}


def test_loading_fails_with_the_names_of_missing_files(qtbot, library, reported):
    with qtbot.waitSignal(library.loading_failed, timeout=TIMEOUT) as failed:
        library.load(small_settings("dataset=fashion-mnist"))
    assert isinstance(failed.args[0], DataError)
    assert "not found" in str(failed.args[0])
    assert "loaded" not in {name for name, _ in reported}
    assert load(qtbot, library, small_settings()).seed == 0


def test_loading_fails_for_settings_that_leave_no_training_set(qtbot, library):
    with qtbot.waitSignal(library.loading_failed, timeout=TIMEOUT) as failed:
        library.load(small_settings("validation_count=600"))
    assert "600" in str(failed.args[0])


def test_cancelled_loading_reports_that_and_no_data(qtbot, library, reported):
    source = Waiting(threading.Event(), [])
    with qtbot.waitSignal(library.loading_progressed, timeout=TIMEOUT):
        library.load(with_source(small_settings(), source))
    with qtbot.waitSignal(library.loading_cancelled, timeout=TIMEOUT):
        library.cancel_loading()
    assert reported[-1] == ("cancelled", None)
    assert "loaded" not in {name for name, _ in reported}
    assert source.threads == ["data set loading"]


def test_loading_that_is_started_later_replaces_the_loading_in_progress(qtbot, library, reported):
    library.load(with_source(small_settings(), Waiting(threading.Event(), [])))
    assert load(qtbot, library, small_settings("seed=3")).seed == 3
    assert [name for name, _ in reported if name != "progressed"] == ["loaded"]


def test_a_closed_library_loads_nothing(qtbot, library, reported):
    source = Waiting(threading.Event(), [])
    with qtbot.waitSignal(library.loading_progressed, timeout=TIMEOUT):
        library.load(with_source(small_settings(), source))
    reported.clear()
    library.close()
    library.load(with_source(small_settings(), source))
    QCoreApplication.processEvents()
    assert reported == []
    assert len(source.threads) == 1


def test_a_data_set_is_present_where_its_files_are(library, folders):
    assert library.folders is folders
    assert library.is_present(Mnist()) is True
    assert library.is_present(FashionMnist()) is False
