"""The File menu writes the network that is shown and a report on its run."""

import pytest
from PySide6.QtWidgets import QFileDialog, QWidget

from nnstudio.runs.formats.open_model import open_model
from nnstudio.ui.file_writer import FileWriter
from tests.conftest import small_settings
from tests.runs.report.test_report import trained
from tests.ui.window import show_in_window


@pytest.fixture
def writer(qtbot, folders, monkeypatch):
    monkeypatch.setattr(QFileDialog, "open", lambda _dialog: None)  # the offscreen platform warns about its size
    window = show_in_window(qtbot, QWidget(), 300, 200)
    writer = FileWriter(window, folders)
    yield writer
    writer.close()


@pytest.fixture
def run(folders, tmp_path):

    return trained(small_settings("epochs=1"), folders, tmp_path)


def asked(writer, ask, *arguments):
    """Ask and close the dialog; return what is said."""
    ask(*arguments)
    writer.dialog.reject()
    said = []
    writer.said.connect(said.append)
    return said


def test_a_network_is_saved_in_the_format_of_its_ending(writer, run, tmp_path, wait_until):
    said = asked(writer, writer.ask_network, run)
    writer.write(str(tmp_path / "mine.npz"))
    wait_until(lambda: said[-1] == f"Written: {tmp_path / 'mine.npz'}")
    assert open_model(tmp_path / "mine.npz").network.layout.count == open_model(run).network.layout.count
    writer.write(str(tmp_path / "script.py"))
    wait_until(lambda: said[-1] == f"Written: {tmp_path / 'script.py'}")


def test_a_name_without_an_ending_gets_one(writer, run, tmp_path, wait_until):
    said = asked(writer, writer.ask_network, run)
    writer.write(str(tmp_path / "mine"))
    wait_until(lambda: said[-1] == f"Written: {tmp_path / 'mine.npz'}")


def test_a_report_is_written(writer, run, tmp_path, wait_until):
    said = asked(writer, writer.ask_report, [run], "report")
    writer.write(str(tmp_path / "mine.html"))
    wait_until(lambda: said[-1] == f"Written: {tmp_path / 'mine.html'}")


def test_a_place_that_cannot_be_written_is_said(writer, run, tmp_path, wait_until):
    said = asked(writer, writer.ask_network, run)
    writer.write(str(tmp_path / "no" / "mine.npz"))
    wait_until(lambda: "Nothing was written" in said[-1])
