"""Importing pictures beside the window: what is told of it, and that giving it up keeps nothing."""

import threading
import time
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QObject, Qt, QThread, Signal, Slot

from nnstudio.data.dataset import Progress
from nnstudio.data.folders import DataFolders
from nnstudio.data.imported import imported_names
from nnstudio.session.background_task import REPORTING_INTERVAL
from nnstudio.session.picture_import import ImportFailed, PictureImport

TIMEOUT = 10_000


@pytest.fixture
def user(tmp_path):
    return DataFolders(tmp_path / "data", tmp_path / "cache")


@pytest.fixture
def importer(qtbot, user):
    importer = PictureImport(user)
    yield importer
    importer.close()


@pytest.fixture
def reported(importer):
    """All that is told, by the name of the signal, in order."""
    heard = []
    importer.progressed.connect(lambda progress: heard.append(("progressed", progress)))
    importer.imported.connect(lambda report: heard.append(("imported", report)))
    importer.failed.connect(lambda failure: heard.append(("failed", failure)))
    importer.cancelled.connect(lambda: heard.append(("cancelled", None)))
    return heard


@pytest.fixture
def pictures(tmp_path):
    """A file of 24 pictures of three classes."""
    rng = np.random.default_rng(1)
    path = tmp_path / "mine.npz"
    np.savez(path, x_train=rng.integers(0, 256, (24, 28, 28), np.uint8), y_train=np.arange(24) % 3)
    return path


@pytest.fixture
def waiting(pictures):
    """The same file, of which nothing is read before it is let go; it notes the thread that reads it."""

    class Waiting(type(pictures)):
        def expanduser(self):
            self.threads.append(QThread.currentThread().objectName())
            self.reached.set()
            assert self.released.wait(TIMEOUT / 1000)
            return Path(self)

    path = Waiting(pictures)
    Waiting.threads, Waiting.reached, Waiting.released = [], threading.Event(), threading.Event()
    yield path
    path.released.set()


def broken(error):
    """Return a path that fails as files do not at will."""

    class Broken(type(Path())):
        def expanduser(self):
            raise error

    return Broken("pictures")


def wait_without_events(condition):
    """Wait without the event loop: what the import reports stays unheard."""
    deadline = time.monotonic() + TIMEOUT / 1000
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.001)


def ends(reported):
    return [name for name, _ in reported if name != "progressed"]


def test_an_import_keeps_the_pictures_and_gives_the_report(qtbot, importer, user, pictures, reported):
    with qtbot.waitSignal(importer.imported, timeout=TIMEOUT) as done:
        importer.start(pictures)
    report = done.args[0]
    assert (report.name, report.source, report.class_names) == ("mine", pictures, ("0", "1", "2"))
    assert report.file.is_file()
    assert imported_names(user) == ("mine",)
    assert isinstance(reported[0][1], Progress)
    assert ends(reported) == ["imported"]


def test_it_is_busy_from_the_start_until_the_end_is_told(qtbot, importer, pictures):
    busy = []
    importer.imported.connect(lambda _report: busy.append(importer.is_busy))
    assert importer.is_busy is False
    with qtbot.waitSignal(importer.imported, timeout=TIMEOUT):
        importer.start(pictures)
        assert importer.is_busy is True
    assert busy == [False]


def test_one_import_follows_the_other(qtbot, importer, user, pictures):
    for _ in range(2):
        with qtbot.waitSignal(importer.imported, timeout=TIMEOUT):
            importer.start(pictures)
    assert imported_names(user) == ("mine", "mine-2")


def test_a_second_import_is_not_begun_while_one_goes_on(qtbot, importer, user, waiting, tmp_path, reported):
    importer.start(waiting)
    importer.start(tmp_path / "nothing.csv")
    with qtbot.waitSignal(importer.imported, timeout=TIMEOUT):
        waiting.released.set()
    assert ends(reported) == ["imported"]
    assert imported_names(user) == ("mine",)


def test_it_is_read_in_a_thread_of_its_own_and_told_in_that_of_the_window(qtbot, importer, waiting):
    told_in = []
    importer.imported.connect(lambda _report: told_in.append(QThread.currentThread() == importer.thread()))
    waiting.released.set()
    with qtbot.waitSignal(importer.imported, timeout=TIMEOUT):
        importer.start(waiting)
    assert waiting.threads == ["picture import"]
    assert told_in == [True]


def test_a_file_that_is_refused_says_why_and_has_no_details(qtbot, importer, user, tmp_path, reported):
    path = tmp_path / "none.npz"
    with qtbot.waitSignal(importer.failed, timeout=TIMEOUT) as failed:
        importer.start(path)
    failure = failed.args[0]
    assert failure.message.startswith(f"{path}: ")
    assert failure == ImportFailed(failure.message, "")
    assert ends(reported) == ["failed"]
    assert not importer.is_busy
    assert imported_names(user) == ()


def test_too_little_memory_is_said_in_words_that_help(qtbot, importer):
    with qtbot.waitSignal(importer.failed, timeout=TIMEOUT) as failed:
        importer.start(broken(MemoryError("7 GB")))
    assert failed.args == [
        ImportFailed("This needs more memory than there is (7 GB). Import a part of it.", ""),
    ]


def test_a_fault_of_ours_is_told_with_its_details_and_the_next_import_works(qtbot, importer, pictures):
    with qtbot.waitSignal(importer.failed, timeout=TIMEOUT) as failed:
        importer.start(broken(ArithmeticError("a fault for this test")))
    failure = failed.args[0]
    assert failure.message == "The import failed: ArithmeticError('a fault for this test')"
    assert failure.details.startswith("Traceback")
    with qtbot.waitSignal(importer.imported, timeout=TIMEOUT):
        importer.start(pictures)


def test_an_import_that_is_given_up_in_its_midst_keeps_nothing(qtbot, importer, user, waiting, reported):
    importer.start(waiting)
    assert waiting.reached.wait(TIMEOUT / 1000)
    importer.cancel()
    with qtbot.waitSignal(importer.cancelled, timeout=TIMEOUT):
        waiting.released.set()
    assert ends(reported) == ["cancelled"]
    assert not importer.is_busy
    assert imported_names(user) == ()


def test_an_import_that_was_given_up_can_be_begun_anew(qtbot, importer, user, waiting, pictures):
    importer.start(waiting)
    importer.cancel()
    with qtbot.waitSignal(importer.cancelled, timeout=TIMEOUT):
        waiting.released.set()
    with qtbot.waitSignal(importer.imported, timeout=TIMEOUT):
        importer.start(pictures)
    assert imported_names(user) == ("mine",)


def test_giving_up_an_import_that_is_already_kept_says_that_it_is_kept(qtbot, importer, user, pictures, reported):
    importer.start(pictures)
    wait_without_events(lambda: imported_names(user))
    importer.cancel()
    qtbot.waitUntil(lambda: not importer.is_busy, timeout=TIMEOUT)
    assert ends(reported) == ["imported"]


def test_giving_up_and_closing_where_nothing_goes_on_does_nothing(importer, reported):
    importer.cancel()
    importer.close()
    importer.close()
    QCoreApplication.processEvents()
    assert reported == []


def test_closing_waits_for_the_thread_and_nothing_is_told_any_more(importer, user, pictures, reported):
    importer.start(pictures)
    wait_without_events(lambda: imported_names(user))
    importer.close()
    QCoreApplication.processEvents()
    assert imported_names(user) == ("mine",)
    assert not importer.is_busy
    assert reported == []


def test_closing_gives_up_what_goes_on(importer, user, waiting, reported):
    importer.start(waiting)
    assert waiting.reached.wait(TIMEOUT / 1000)
    threading.Timer(0.05, waiting.released.set).start()
    importer.close()
    QCoreApplication.processEvents()
    assert imported_names(user) == ()
    assert not importer.is_busy
    assert reported == []


def test_closing_leaves_a_deletion_that_was_asked_for(qtbot, user):
    importer = PictureImport(user)
    with qtbot.waitSignal(importer.destroyed, timeout=TIMEOUT):
        importer.deleteLater()
        importer.close()


def test_closing_takes_nothing_from_what_others_are_to_hear(importer):
    class Other(QObject):
        reported = Signal(str)

        @Slot(str)
        def hear(self, word):
            heard.append(word)

    heard, other = [], Other()
    other.reported.connect(other.hear, Qt.ConnectionType.QueuedConnection)
    other.reported.emit("still there")
    importer.close()
    assert heard == []
    QCoreApplication.processEvents()
    assert heard == ["still there"]


def test_many_steps_are_told_in_a_few_words_the_first_at_once(qtbot, importer, pictures, reported, monkeypatch):
    def many(_path, _folders):
        for number in range(1000):
            yield Progress("Reading", number, 1000)
        return "report"

    monkeypatch.setattr("nnstudio.session.picture_import.import_pictures", many)
    begun = time.monotonic()
    with qtbot.waitSignal(importer.imported, timeout=TIMEOUT):
        importer.start(pictures)
    text = [progress for name, progress in reported if name == "progressed"]
    assert text[0] == Progress("Reading", 0, 1000)
    assert len(text) <= 2 + (time.monotonic() - begun) / REPORTING_INTERVAL


def test_a_long_import_is_told_of_again_and_again(qtbot, importer, pictures, reported, monkeypatch):
    released = threading.Event()

    def long(_path, _folders):
        number = 0
        while not released.wait(0.005):
            yield Progress("Reading", number, 1000)
            number += 1
        return "report"

    monkeypatch.setattr("nnstudio.session.picture_import.import_pictures", long)
    importer.start(pictures)
    try:
        qtbot.waitUntil(lambda: len(reported) >= 4, timeout=5000)
    finally:
        released.set()
    assert [name for name, _ in reported[:4]] == ["progressed"] * 4
    with qtbot.waitSignal(importer.imported, timeout=TIMEOUT):
        pass


def test_an_importer_belongs_to_whoever_has_it(qtbot, user):
    parent = QObject()
    assert PictureImport(user, parent).parent() is parent
