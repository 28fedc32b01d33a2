"""The card of a data set that is missing: a download, files that one has, or doing without."""

import os
import signal

import pytest
from PySide6.QtWidgets import QFileDialog

from nnstudio.data.built_in_handwriting import BuiltInHandwriting
from nnstudio.data.folders import DataFolders
from nnstudio.data.mnist import Mnist
from nnstudio.session.state import State
from nnstudio.ui.data.data_view import DataView
from tests.conftest import write_small_mnist
from tests.ui.data.conftest import figures, press, remotes
from tests.ui.geometry import cut_texts

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def folders(tmp_path):
    """Separate folders for each test, which moves the data set away."""
    write_small_mnist(tmp_path / "data")
    return DataFolders(tmp_path / "data", tmp_path / "cache", tmp_path / "mine")


def test_one_can_do_without_a_data_set_that_cannot_be_downloaded(open_view, empty, mirror, wait_until):
    view = open_view(empty, remotes=remotes(mirror, "busy"))
    press(view.notice.button)
    wait_until(lambda: view.notice.problem != "")
    press(view.notice.alternative_button)
    assert view._workspace.settings.data.dataset == BuiltInHandwriting()


def choose_files(view, *files):
    """Choose ``files`` in the dialog that the card opens."""
    press(view.notice.files_button)
    (dialog,) = view.findChildren(QFileDialog)
    dialog.filesSelected.emit([str(file) for file in files])
    dialog.close()


def test_files_that_one_already_has_can_be_chosen_instead_of_a_download(open_view, empty, mirror, wait_until, tmp_path):
    view = open_view(empty, remotes=remotes(mirror, "busy"))
    choose_files(view, tmp_path / "served" / "mnist" / "t10k-labels-idx1-ubyte.gz")
    wait_until(lambda: view.shows_pictures)
    assert mirror.requests == []
    assert figures(view)["Training"] == "500"


def test_files_of_something_else_are_refused_and_the_card_stays(open_view, empty, mirror, wait_until, tmp_path):
    (tmp_path / "notes.txt").write_text("x")
    view = open_view(empty, remotes=remotes(mirror, "honest"))
    choose_files(view, tmp_path / "notes.txt")
    wait_until(lambda: "among the chosen files" in view.notice.problem)
    press(view.notice.button)
    wait_until(lambda: view.shows_pictures)


def test_a_data_set_that_is_only_asked_for_is_fetched_and_not_selected(open_view, empty, mirror, wait_until):
    view = open_view(empty, "dataset=fashion-mnist", remotes=remotes(mirror, "honest"))
    selected = view._workspace.settings
    view.ask_for(Mnist())
    assert view.notice.title == "MNIST"
    press(view.notice.button)
    wait_until(lambda: view.notice.text == "MNIST is on this computer now.")
    assert view._workspace.settings == selected
    assert view.notice.alternative_button.text() == "Not now"
    press(view.notice.button)
    assert view._workspace.settings.data.dataset == Mnist()
    wait_until(lambda: view.shows_pictures)


def test_a_data_set_that_has_arrived_is_offered_no_longer_when_the_view_comes_back(
    open_view, empty, mirror, wait_until
):
    view = open_view(empty, "dataset=fashion-mnist", remotes=remotes(mirror, "honest"))
    view.ask_for(Mnist())
    press(view.notice.button)
    wait_until(lambda: view.notice.text == "MNIST is on this computer now.")
    view.hide()
    view.show()
    assert view.notice.title == "Fashion-MNIST"


def test_a_selected_data_set_that_is_asked_for_is_shown_once_it_is_fetched(open_view, empty, mirror, wait_until):
    view = open_view(empty, remotes=remotes(mirror, "honest"))
    view.ask_for(Mnist())
    press(view.notice.button)
    wait_until(lambda: view.shows_pictures)
    assert figures(view)["Training"] == "500"


def test_a_data_set_that_was_asked_for_can_be_left_where_it_is(open_view, empty, mirror):
    view = open_view(empty, "dataset=fashion-mnist", remotes=remotes(mirror, "honest"))
    view.ask_for(Mnist())
    press(view.notice.alternative_button)
    assert view.notice.title == "Fashion-MNIST"
    assert mirror.requests == []


def test_a_data_set_that_is_missing_is_asked_for_as_soon_as_it_is_chosen(window):
    window.workspace.choose("data.dataset", "fashion-mnist")
    assert window.views.currentWidget() is window.view(DataView)


def test_get_mnist_shows_how_and_selects_nothing(window):
    (window.session.folders.data / "mnist").rename(window.session.folders.data / "elsewhere")
    before = window.workspace.settings
    window.status_bar.mnist_requested.emit()
    assert window.view(DataView).isVisible()
    assert window.view(DataView).notice.title == "MNIST"
    assert window.workspace.settings == before


@pytest.mark.usefixtures("run_endlessly")
def test_another_failure_is_reported_although_the_selected_data_set_is_missing(window, wait_until):
    window.workspace.choose("data.dataset", "fashion-mnist")
    window.views.setCurrentIndex(0)
    os.kill(window.session.trainer_process_id, signal.SIGKILL)
    wait_until(lambda: window.session.state is State.FAILED)
    assert "signal 9" in window.banner.text
    assert window.banner.isVisible()
    assert window.views.currentIndex() == 0


def test_the_card_fits_into_a_narrow_view(open_view, empty, mirror, wait_until):
    view = open_view(empty, remotes=remotes(mirror, "honest"))
    view.resize(380, 500)
    wait_until(lambda: view.notice.width() <= 380 and cut_texts(view.notice) == [])
    view.notice.show_progress("MNIST", "Reading MNIST …", 0.4, "12.3 of 45.6 MB")
    wait_until(lambda: view.notice.cancel_button.isVisible() and cut_texts(view.notice) == [])
