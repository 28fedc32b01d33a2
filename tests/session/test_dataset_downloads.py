"""Downloads of data sets as the window sees them, from real servers on this machine."""

import gc
from contextlib import closing

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QObject, QThread
from shiboken6 import isValid

from nnstudio.data.dataset import Progress
from nnstudio.data.datasets import downloads
from nnstudio.data.folders import DataFolders
from nnstudio.data.remote_files import RemoteFile, RemoteFiles
from nnstudio.errors import DownloadError
from nnstudio.session.dataset_library import DatasetLibrary
from tests.conftest import write_idx
from tests.local_mirror import LocalMirror, files_of

TIMEOUT = 10_000
FILES = {"pictures.gz": np.random.default_rng(3).bytes(40_000), "labels.gz": np.random.default_rng(4).bytes(500)}
BEGUN = Progress("Downloading Small", 0, 40_500)


@pytest.fixture
def mirror(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with closing(LocalMirror(dict(FILES))) as server:
        yield server


@pytest.fixture
def data(tmp_path):
    """The folders that downloads go to."""
    return DataFolders(tmp_path / "downloaded", tmp_path / "cache")


@pytest.fixture
def owner():
    return QObject()


@pytest.fixture
def make(qtbot, owner):
    """Return a function that makes libraries, which are closed after the test."""
    made = []

    def make(folders, remotes=None, parent=None):
        made.append(DatasetLibrary(folders, remotes, parent))
        return made[-1]

    yield make
    for library in made:
        library.close()


def fetch(qtbot, download):
    with qtbot.waitSignal(download.changed, timeout=TIMEOUT, check_params_cb=lambda _: not download.is_active):
        download.start()


def emitted_by(signal):
    received = []
    signal.connect(received.append)
    return received


def names_of_threads():
    """Return the names of the Qt threads that run besides that of the window."""
    main = QCoreApplication.instance().thread()
    threads = [each for each in gc.get_objects() if isinstance(each, QThread) and isValid(each) and each != main]
    return sorted({each.objectName() for each in threads if each.isRunning()})


def test_the_given_files_can_be_downloaded_and_by_default_all_there_are(make, folders, mirror):
    small = mirror.remote("honest")
    assert make(folders, {"small": small}).remote("small") is small
    assert make(folders, {"small": small}).remote("mnist") is None
    assert make(folders, {}).remote("mnist") is None
    assert make(folders).remote("mnist") == downloads()["mnist"]


def test_a_library_belongs_to_its_parent_and_its_downloads_to_the_library(make, data, mirror, owner):
    library = make(data, {"small": mirror.remote("honest")}, owner)
    assert library.parent() is owner
    assert library.download("small").parent() is library


def test_every_data_set_has_one_download(make, data, mirror):
    remotes = {key: mirror.remote("honest", folder=key) for key in ("one", "two")}
    library = make(data, remotes)
    assert library.download("one") is library.download("one")
    assert library.download("one") is not library.download("two")
    assert library.download("two").remote is remotes["two"]
    with pytest.raises(KeyError):
        library.download("three")


def test_a_download_writes_its_files_to_the_data_folder_and_reports_its_progress(qtbot, make, data, mirror):
    library = make(data, {"small": mirror.remote("honest")})
    keys, reports = emitted_by(library.download_changed), []
    download = library.download("small")
    assert (download.is_active, download.progress, download.error, download.was_cancelled) == (False, None, None, False)
    download.changed.connect(lambda key: reports.append((key, download.progress, download.is_active)))
    fetch(qtbot, download)
    assert files_of(data.data / "small") == FILES
    assert reports[0] == ("small", BEGUN, True)
    assert reports[-1] == ("small", None, False)
    assert len(reports) > 2
    assert {each.total for _, each, _ in reports[:-1]} == {40_500}
    assert set(keys) == {"small"}
    assert len(keys) == len(reports)
    assert (download.error, download.was_cancelled) == (None, False)


def test_a_failed_download_has_its_error_until_the_next_attempt(qtbot, make, data, mirror):
    download = make(data, {"small": mirror.remote("busy")}).download("small")
    fetch(qtbot, download)
    assert isinstance(download.error, DownloadError)
    assert "503" in str(download.error)
    assert (download.progress, download.was_cancelled) == (None, False)
    states = []
    download.changed.connect(lambda _key: states.append((download.is_active, download.error)))
    fetch(qtbot, download)
    assert states[0] == (True, None)
    assert download.error is not None


def test_a_cancelled_download_is_marked_until_it_is_resumed(qtbot, make, data, mirror):
    download = make(data, {"small": mirror.remote("stalls")}).download("small")

    def half_is_received():
        return download.progress is not None and download.progress.done == 20_000

    download.start()
    qtbot.waitUntil(half_is_received, timeout=TIMEOUT)
    download.cancel()
    qtbot.waitUntil(lambda: not download.is_active, timeout=TIMEOUT)
    assert (download.progress, download.error, download.was_cancelled) == (None, None, True)
    download.remote = mirror.remote("honest")
    states = []
    download.changed.connect(lambda _key: states.append((download.is_active, download.was_cancelled)))
    fetch(qtbot, download)
    assert states[0] == (True, False)
    assert ("honest", "pictures.gz", 20_000) in mirror.requests
    assert files_of(data.data / "small") == FILES
    assert download.was_cancelled is False


def test_a_running_download_is_not_started_again(qtbot, make, data, mirror):
    download = make(data, {"small": mirror.remote("stalls")}).download("small")
    download.start()
    qtbot.waitUntil(lambda: download.progress.done > 0, timeout=TIMEOUT)
    reports = emitted_by(download.changed)
    before = download.progress
    download.start()
    assert reports == []
    assert download.progress == before
    assert names_of_threads() == ["download of small"]
    download.cancel()
    qtbot.waitUntil(lambda: not download.is_active, timeout=TIMEOUT)
    assert len(mirror.requests) == 1


def test_downloads_of_two_data_sets_run_side_by_side(qtbot, make, data, mirror):
    remotes = {"slow": mirror.remote("stalls", folder="slow"), "fast": mirror.remote("honest", folder="fast")}
    library = make(data, remotes)
    library.download("slow").start()
    fetch(qtbot, library.download("fast"))
    assert library.download("slow").is_active
    assert files_of(data.data / "fast") == FILES


def test_closing_the_library_ends_its_downloads_and_keeps_what_was_received(qtbot, make, data, mirror):
    library = make(data, {"small": mirror.remote("stalls")})
    download = library.download("small")
    download.start()
    qtbot.waitUntil(lambda: download.progress.done == 20_000, timeout=TIMEOUT)
    reports = emitted_by(library.download_changed)
    library.close()
    QCoreApplication.processEvents()
    assert names_of_threads() == []
    assert reports == []
    assert (data.data / "small" / "pictures.gz.part").read_bytes() == FILES["pictures.gz"][:20_000]


@pytest.fixture
def chosen(tmp_path):
    """The folder of a small data set that the user has already."""
    write_idx(tmp_path / "mine" / "images.gz", np.zeros((4, 2, 2)))
    write_idx(tmp_path / "mine" / "labels.gz", np.arange(4))
    return tmp_path / "mine"


@pytest.fixture
def small(chosen):
    files = (RemoteFile(name, size, "0" * 64) for name, size in (("images.gz", 30_000), ("labels.gz", 500)))
    return RemoteFiles("Small", "small", (), tuple(files))


def test_a_data_set_can_be_copied_from_the_users_files_instead(qtbot, make, data, chosen, small):
    download = make(data, {"small": small}).download("small")
    states = []
    download.changed.connect(lambda key: states.append((key, download.progress)))
    with qtbot.waitSignal(download.changed, timeout=TIMEOUT, check_params_cb=lambda _: not download.is_active):
        download.copy([chosen / "images.gz"])
        assert download.is_active
    assert files_of(data.data / "small") == files_of(chosen)
    assert (states[0], states[-1]) == (("small", Progress("Copying Small", 0, 30_500)), ("small", None))
    assert (download.error, download.was_cancelled) == (None, False)


def test_files_that_cannot_be_copied_are_an_error(qtbot, make, data, chosen, small):
    (chosen / "labels.gz").unlink()
    download = make(data, {"small": small}).download("small")
    with qtbot.waitSignal(download.changed, timeout=TIMEOUT, check_params_cb=lambda _: not download.is_active):
        download.copy([chosen / "images.gz"])
    assert "no labels among the chosen files" in str(download.error)
    assert not data.data.exists()


def test_nothing_is_copied_while_the_same_data_set_is_downloaded(qtbot, make, data, mirror, tmp_path):
    download = make(data, {"small": mirror.remote("stalls")}).download("small")
    download.start()
    qtbot.waitUntil(lambda: download.progress.done == 20_000, timeout=TIMEOUT)
    before, reports = download.progress, emitted_by(download.changed)
    download.copy([tmp_path / "pictures.gz"])
    assert (download.progress, reports) == (before, [])
    assert names_of_threads() == ["download of small"]
    download.cancel()
    qtbot.waitUntil(lambda: not download.is_active, timeout=TIMEOUT)
    assert download.error is None
