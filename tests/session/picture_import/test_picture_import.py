"""Importing pictures in the background: what is reported, and that nothing is kept of a cancelled import."""

import threading
import time

from PySide6.QtCore import QCoreApplication, QObject, Qt, QThread, Signal, Slot

from nnstudio.data.dataset import Progress
from nnstudio.data.imported import imported_names
from nnstudio.session.background_task import REPORTING_INTERVAL
from nnstudio.session.picture_import import ImportFailed, PictureImport
from tests.session.picture_import.conftest import TIMEOUT, broken, ends


def wait_without_events(condition):
    """Wait without the event loop, so that no signal is delivered."""
    deadline = time.monotonic() + TIMEOUT / 1000
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.001)


def test_an_import_keeps_the_pictures_and_returns_the_report(qtbot, importer, user, pictures, reported):
    with qtbot.waitSignal(importer.imported, timeout=TIMEOUT) as done:
        importer.start(pictures)
    report = done.args[0]
    assert (report.name, report.source, report.class_names) == ("mine", pictures, ("0", "1", "2"))
    assert report.file.is_file()
    assert imported_names(user) == ("mine",)
    assert isinstance(reported[0][1], Progress)
    assert ends(reported) == ["imported"]


def test_an_importer_is_busy_from_the_start_until_the_end_is_reported(qtbot, importer, pictures):
    busy = []
    importer.imported.connect(lambda _report: busy.append(importer.is_busy))
    assert importer.is_busy is False
    with qtbot.waitSignal(importer.imported, timeout=TIMEOUT):
        importer.start(pictures)
        assert importer.is_busy is True
    assert busy == [False]


def test_one_import_can_follow_another(qtbot, importer, user, pictures):
    for _ in range(2):
        with qtbot.waitSignal(importer.imported, timeout=TIMEOUT):
            importer.start(pictures)
    assert imported_names(user) == ("mine", "mine-2")


def test_a_second_import_is_not_started_while_one_is_in_progress(qtbot, importer, user, waiting, tmp_path, reported):
    importer.start(waiting)
    importer.start(tmp_path / "nothing.csv")
    with qtbot.waitSignal(importer.imported, timeout=TIMEOUT):
        waiting.released.set()
    assert ends(reported) == ["imported"]
    assert imported_names(user) == ("mine",)


def test_pictures_are_read_in_a_separate_thread_and_reported_in_that_of_the_window(qtbot, importer, waiting):
    is_window_thread = []
    importer.imported.connect(lambda _report: is_window_thread.append(QThread.currentThread() == importer.thread()))
    waiting.released.set()
    with qtbot.waitSignal(importer.imported, timeout=TIMEOUT):
        importer.start(waiting)
    assert waiting.threads == ["picture import"]
    assert is_window_thread == [True]


def test_a_refused_file_is_reported_with_the_reason_and_without_details(qtbot, importer, user, tmp_path, reported):
    path = tmp_path / "none.npz"
    with qtbot.waitSignal(importer.failed, timeout=TIMEOUT) as failed:
        importer.start(path)
    failure = failed.args[0]
    assert failure.message.startswith(f"{path}: ")
    assert failure == ImportFailed(failure.message, "")
    assert ends(reported) == ["failed"]
    assert not importer.is_busy
    assert imported_names(user) == ()


def test_a_lack_of_memory_is_reported_with_advice(qtbot, importer):
    with qtbot.waitSignal(importer.failed, timeout=TIMEOUT) as failed:
        importer.start(broken(MemoryError("7 GB")))
    assert failed.args == [
        ImportFailed("This needs more memory than there is (7 GB). Import a part of it.", ""),
    ]


def test_an_error_of_the_program_is_reported_with_its_traceback_and_the_next_import_works(qtbot, importer, pictures):
    with qtbot.waitSignal(importer.failed, timeout=TIMEOUT) as failed:
        importer.start(broken(ArithmeticError("a fault for this test")))
    failure = failed.args[0]
    assert failure.message == "The import failed: ArithmeticError('a fault for this test')"
    lines = failure.details.splitlines()
    assert lines[0] == "Traceback (most recent call last):"
    assert lines[-1] == "ArithmeticError: a fault for this test"
    assert all(line.startswith("  ") for line in lines[1:-1])
    with qtbot.waitSignal(importer.imported, timeout=TIMEOUT):
        importer.start(pictures)


def test_an_import_that_is_cancelled_midway_keeps_nothing(qtbot, importer, user, waiting, reported):
    importer.start(waiting)
    assert waiting.reached.wait(TIMEOUT / 1000)
    importer.cancel()
    with qtbot.waitSignal(importer.cancelled, timeout=TIMEOUT):
        waiting.released.set()
    assert ends(reported) == ["cancelled"]
    assert not importer.is_busy
    assert imported_names(user) == ()


def test_a_cancelled_import_can_be_started_again(qtbot, importer, user, waiting, pictures):
    importer.start(waiting)
    importer.cancel()
    with qtbot.waitSignal(importer.cancelled, timeout=TIMEOUT):
        waiting.released.set()
    with qtbot.waitSignal(importer.imported, timeout=TIMEOUT):
        importer.start(pictures)
    assert imported_names(user) == ("mine",)


def test_cancelling_an_import_that_is_already_kept_reports_that_it_is_kept(qtbot, importer, user, pictures, reported):
    importer.start(pictures)
    wait_without_events(lambda: imported_names(user))
    importer.cancel()
    qtbot.waitUntil(lambda: not importer.is_busy, timeout=TIMEOUT)
    assert ends(reported) == ["imported"]


def test_cancelling_and_closing_without_an_import_does_nothing(importer, reported):
    importer.cancel()
    importer.close()
    importer.close()
    QCoreApplication.processEvents()
    assert reported == []


def test_closing_waits_for_the_thread_and_nothing_is_reported_afterwards(importer, user, pictures, reported):
    importer.start(pictures)
    wait_without_events(lambda: imported_names(user))
    importer.close()
    QCoreApplication.processEvents()
    assert imported_names(user) == ("mine",)
    assert not importer.is_busy
    assert reported == []


def test_closing_cancels_the_import_in_progress(importer, user, waiting, reported):
    importer.start(waiting)
    assert waiting.reached.wait(TIMEOUT / 1000)
    threading.Timer(0.05, waiting.released.set).start()
    importer.close()
    QCoreApplication.processEvents()
    assert imported_names(user) == ()
    assert not importer.is_busy
    assert reported == []


def test_closing_does_not_prevent_a_requested_deletion(qtbot, user):
    importer = PictureImport(user)
    with qtbot.waitSignal(importer.destroyed, timeout=TIMEOUT):
        importer.deleteLater()
        importer.close()


def test_closing_drops_no_signals_of_other_objects(importer):
    class Other(QObject):
        reported = Signal(str)

        @Slot(str)
        def receive(self, text):
            received.append(text)

    received, other = [], Other()
    other.reported.connect(other.receive, Qt.ConnectionType.QueuedConnection)
    other.reported.emit("still there")
    importer.close()
    assert received == []
    QCoreApplication.processEvents()
    assert received == ["still there"]


def test_many_steps_give_few_progress_reports_the_first_at_once(qtbot, importer, pictures, reported, monkeypatch):
    def many(_path, _folders):
        for number in range(1000):
            yield Progress("Reading", number, 1000)
        return "report"

    monkeypatch.setattr("nnstudio.session.picture_import.import_pictures", many)
    begun = time.monotonic()
    with qtbot.waitSignal(importer.imported, timeout=TIMEOUT):
        importer.start(pictures)
    progress = [argument for name, argument in reported if name == "progressed"]
    assert progress[0] == Progress("Reading", 0, 1000)
    assert len(progress) <= 2 + (time.monotonic() - begun) / REPORTING_INTERVAL


def test_a_long_import_reports_progress_repeatedly(qtbot, importer, pictures, reported, monkeypatch):
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


def test_an_importer_belongs_to_its_parent(qtbot, user):
    parent = QObject()
    assert PictureImport(user, parent).parent() is parent
