"""The Data view with real files and real downloads from a local server."""

import gzip
import time

import numpy as np
import pytest
from PySide6.QtWidgets import QLabel

from nnstudio.data.settings import split_dataset
from nnstudio.engine.random_streams import RandomStreams
from nnstudio.steps import finish
from tests.conftest import write_idx, write_small_mnist
from tests.ui.data.conftest import figures, press, remotes


@pytest.fixture
def view(open_view, folders, wait_until):
    """A view that shows the small MNIST."""
    view = open_view(folders)
    wait_until(lambda: view.shows_pictures)
    return view


def test_counts_and_class_balance_are_those_of_a_run(view):
    settings = view._workspace.settings
    splits = view.pictures.loaded.splits
    assert figures(view) == {"Training": "500", "Validation": "100", "Test": "100", "In memory": "0.5 MB"}
    assert view.pictures.balance.counts.tolist() == np.bincount(splits.training.labels, minlength=10).tolist()
    dataset = finish(settings.data.dataset.load(view._library.folders))
    expected = split_dataset(dataset, settings.data, RandomStreams.from_seed(settings.seed).split)
    np.testing.assert_array_equal(splits.training.pictures, expected.training.pictures)
    np.testing.assert_array_equal(splits.validation.labels, expected.validation.labels)


def test_a_button_shows_other_samples(view):
    before = list(view.pictures.grid.names)
    assert len(before) >= 12
    assert set(before) <= set("0123456789")
    press(view.pictures.others_button)
    assert list(view.pictures.grid.names) != before


def test_another_split_or_seed_is_shown_at_once(view, wait_until):
    view._workspace.set("data.split.validation_count", 200)
    wait_until(lambda: figures(view)["Training"] == "400")
    first = view.pictures.loaded
    view._workspace.set("seed", 5)
    wait_until(lambda: view.pictures.loaded is not first)
    assert not np.array_equal(view.pictures.loaded.splits.training.labels, first.splits.training.labels)


def test_changing_other_settings_loads_nothing(view):
    loaded = view.pictures.loaded
    view._workspace.set("training.epochs", 7)
    assert view.pictures.loaded is loaded
    assert view.shows_pictures


def test_augmented_samples_appear_beside_their_originals_once_augmentation_is_on(view, wait_until):
    wait_until(lambda: view.shows_pictures)
    pictures = view.pictures
    assert not pictures.augmented_grid.isVisible()
    loaded = pictures.loaded
    view._workspace.set("data.augmentation.rotation", 30.0)
    assert pictures.augmented_grid.isVisible()
    assert pictures.augmented_grid.names == pictures.grid.names[: len(pictures.augmented_grid.names)]
    assert pictures.augmented_grid.grab().toImage() != pictures.grid.grab().toImage()
    assert pictures.loaded is loaded, "the data set was loaded again"
    view._workspace.set("data.augmentation.rotation", 0.0)
    assert not pictures.augmented_grid.isVisible()


def test_nothing_is_loaded_before_the_view_is_visible(open_view, folders, qtbot):
    view = open_view(folders, is_shown=False)
    view._workspace.set("data.split.validation_count", 200)
    qtbot.wait(50)
    assert view.pictures.loaded is None
    assert not view.shows_pictures


def test_selecting_another_data_set_releases_the_arrays_of_the_first(view):
    view._workspace.choose("data.dataset", "fashion-mnist")
    assert view.pictures.loaded is None
    assert view.notice.title == "Fashion-MNIST"
    assert view.notice.button.text().replace("\u202f", " ") == "Download (30.9 MB)"


def test_a_split_that_does_not_fit_is_reported_and_corrected_in_the_settings(view, wait_until):
    view._workspace.set("data.split.validation_count", 600)
    wait_until(lambda: not view.shows_pictures)
    assert "data.split.validation_count: found 600; allowed: 1 to 599" in view.notice.problem
    assert not view.notice.button.isVisible()
    view._workspace.set("data.split.validation_count", 50)
    wait_until(lambda: view.shows_pictures)


def test_a_missing_data_set_is_downloaded_with_a_button_and_shown(open_view, empty, mirror, wait_until):
    view = open_view(empty, remotes=remotes(mirror, "honest"))
    assert "not on this computer yet" in view.notice.text
    assert mirror.requests == []
    press(view.notice.button)
    wait_until(lambda: view.shows_pictures)
    assert figures(view)["Training"] == "500"


def test_when_all_mirrors_fail_each_is_named_and_trying_again_helps(open_view, empty, mirror, wait_until):
    view = open_view(empty, remotes=remotes(mirror, "busy", "sends_a_page"))
    press(view.notice.button)
    wait_until(lambda: view.notice.problem != "")
    assert f"{mirror.address('busy')} answered HTTP 503" in view.notice.problem
    assert f"{mirror.address('sends_a_page')} sent 39 bytes of text/html" in view.notice.problem
    assert view.notice.button.text() == "Try again"
    assert view.notice.files_button.isVisible()
    assert view.notice.alternative_button.text() == "Use built-in"
    (problem,) = [label for label in view.notice.findChildren(QLabel) if label.text() == view.notice.problem]
    assert problem.height() >= problem.heightForWidth(problem.width())
    view._library.download("mnist").remote = mirror.remote("honest", label="MNIST", folder="mnist")
    press(view.notice.button)
    wait_until(lambda: view.shows_pictures)


def begin_stalled(view, wait_until):
    press(view.notice.button)
    wait_until(lambda: view.notice.is_working and view._library.download("mnist").progress.done > 0)


def test_a_cancelled_download_says_that_the_downloaded_part_is_kept(open_view, empty, mirror, wait_until):
    view = open_view(empty, remotes=remotes(mirror, "stalls"))
    begin_stalled(view, wait_until)
    press(view.notice.cancel_button)
    wait_until(lambda: not view.notice.is_working)
    assert "What was downloaded is kept" in view.notice.text
    assert view.notice.problem == ""
    assert [path.suffix for path in (empty.data / "mnist").iterdir()] == [".part"]


def test_a_download_continues_while_another_data_set_is_selected(open_view, empty, mirror, wait_until):
    view = open_view(empty, remotes=remotes(mirror, "stalls"))
    begin_stalled(view, wait_until)
    view._workspace.choose("data.dataset", "fashion-mnist")
    assert view._library.download("mnist").progress is not None
    view._workspace.choose("data.dataset", "mnist")
    assert view.notice.is_working


def test_closing_ends_a_download_at_once_while_its_server_does_not_answer(open_view, empty, mirror, wait_until):
    view = open_view(empty, remotes=remotes(mirror, "never_answers"))
    press(view.notice.button)
    wait_until(lambda: mirror.requests != [])
    began = time.monotonic()
    view._library.close()
    assert time.monotonic() - began < 5


def test_files_added_to_the_folder_are_found_when_the_view_is_shown_again(open_view, empty, mirror, wait_until):
    view = open_view(empty, remotes=remotes(mirror, "busy"))
    view.hide()
    write_small_mnist(empty.data)
    view.show()
    wait_until(lambda: view.shows_pictures)


def test_a_damaged_file_is_named_and_a_download_replaces_it(open_view, empty, mirror, wait_until):
    write_small_mnist(empty.data)
    damaged = empty.data / "mnist" / "train-labels-idx1-ubyte.gz"
    damaged.write_bytes(gzip.compress(b"nothing of use"))
    view = open_view(empty, remotes=remotes(mirror, "honest"))
    wait_until(lambda: view.notice.problem != "")
    assert str(damaged) in view.notice.problem
    press(view.notice.button)
    wait_until(lambda: view.shows_pictures)


def test_handwriting_is_generated_at_first_use_with_progress_and_can_be_cancelled(open_view, empty, wait_until):
    view = open_view(empty, "dataset=handwriting")
    wait_until(lambda: "writing 70 000 practice digits" in view.notice.text)
    press(view.notice.cancel_button)
    wait_until(lambda: not view.notice.is_working)
    assert view.notice.text == "Loading was cancelled."
    press(view.notice.button)
    assert view.notice.is_working


def test_fashion_mnist_is_shown_with_the_names_of_its_classes(open_view, empty, wait_until):
    write_small_mnist(empty.data)
    (empty.data / "mnist").rename(empty.data / "fashion-mnist")
    view = open_view(empty, "dataset=fashion-mnist")
    wait_until(lambda: view.shows_pictures)
    assert "ankle boot" in view.pictures.balance.accessibleDescription()
    assert set(view.pictures.grid.names) & {"T-shirt/top", "trouser", "ankle boot"}


def test_ten_classes_are_seen_without_scrolling(view):
    balance = view.pictures.balance
    assert balance.visibleRegion().boundingRect().height() == balance.height() == balance.minimumHeight()


def test_a_training_set_smaller_than_the_grid_is_shown_completely(open_view, empty, wait_until):
    write_idx(empty.data / "mnist" / "train-images-idx3-ubyte.gz", np.zeros((5, 28, 28)))
    write_idx(empty.data / "mnist" / "train-labels-idx1-ubyte.gz", np.arange(5))
    write_idx(empty.data / "mnist" / "t10k-images-idx3-ubyte.gz", np.zeros((5, 28, 28)))
    write_idx(empty.data / "mnist" / "t10k-labels-idx1-ubyte.gz", np.arange(5))
    view = open_view(empty, "validation_count=2")
    wait_until(lambda: view.shows_pictures)
    assert len(view.pictures.grid.names) == 3
