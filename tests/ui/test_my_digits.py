"""My digits in the whole window: labelled at the pad, shown in their view, and used for fine-tuning."""

import json

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from nnstudio.data.folders import DataFolders
from nnstudio.ink.file import read_ink_file
from nnstudio.session.state import State
from nnstudio.ui.errors.errors_view import ErrorsView
from nnstudio.ui.my_digits.my_digits_view import MyDigitsView
from nnstudio.ui.plots.live_view import LiveView
from tests.ui.window import draw_one, draw_stroke


@pytest.fixture
def folders(folders, tmp_path):
    """Data folders with a separate folder for the digits of each test."""
    return DataFolders(folders.data, folders.cache, tmp_path / "mine")


@pytest.fixture
def labels(window):
    """Return a function that returns the labels in the file."""
    path = window.session.folders.my_digits
    return lambda: [digit.label for digit in read_ink_file(path)] if path.exists() else []


def keep(window, label, shift=0.0):
    draw_stroke(window.pad.canvas, (0.5 + shift, 0.2), (0.5, 0.4), (0.5, 0.6), (0.5 - shift, 0.8))
    window.pad.labels.keep(label)


@pytest.fixture
def trained(window, wait_until):
    """Train to the end."""
    window.run_actions.run.trigger()
    wait_until(lambda: window.session.state is State.FINISHED)


@pytest.fixture
def view(window):
    window.views.setCurrentWidget(window.view(MyDigitsView))
    return window.view(MyDigitsView)


def predicted_classes(view):
    return [
        view.gallery.item(row, 0).data(Qt.ItemDataRole.UserRole).predicted for row in range(view.gallery.rowCount())
    ]


def test_a_number_key_keeps_the_drawing_says_so_and_clears_the_pad(window, labels):
    draw_one(window)
    window.setFocus()
    QTest.keyClick(window, Qt.Key.Key_7)
    assert labels() == [7]
    assert window.pad.labels.message == "Kept as 7. You have 1 digit."
    assert window.pad.labels.undo.isVisible()
    assert not window.pad.canvas.has_ink


def test_undo_removes_the_digit_and_restores_the_drawing(window, labels):
    draw_one(window)
    window.pad.labels.menu.actions()[3].trigger()
    window.pad.labels.undo.click()
    assert labels() == []
    assert window.pad.canvas.has_ink
    assert window.pad.labels.message == ""


def test_undo_of_a_kept_digit_is_hidden_while_there_is_a_newer_drawing(window):
    keep(window, 3)
    draw_one(window)
    assert window.pad.labels.button.isVisible()
    assert not window.pad.labels.undo.isVisible()
    window.pad.canvas.clear()
    assert not window.pad.labels.undo.isVisible()  # an undo would bring the newer drawing back


def test_an_empty_pad_cannot_be_kept_and_the_button_says_so(window, labels):
    window.setFocus()
    QTest.keyClick(window, Qt.Key.Key_7)
    assert labels() == []
    assert not window.pad.labels.button.isEnabled()
    assert "Draw something first" in window.pad.labels.button.toolTip()


def test_a_number_typed_into_a_field_labels_nothing(window, labels, qtbot):
    draw_one(window)
    edit = next(edit for edit in window.settings_panel.scroll_area.findChildren(QLineEdit) if edit.isVisible())
    edit.setFocus()
    qtbot.keyClick(edit, Qt.Key.Key_5)
    assert "5" in edit.text()
    assert labels() == []


def test_a_file_that_cannot_be_written_is_reported_and_the_drawing_stays(window):
    window.session.folders.my_digits.mkdir(parents=True)
    draw_one(window)
    window.pad.labels.keep(4)
    assert "cannot be written" in window.pad.labels.message
    assert window.pad.canvas.has_ink


def test_the_gallery_groups_digits_by_class_and_counts_them(window, view):
    for label in (7, 1, 7):
        keep(window, label)
    assert view.gallery.rowCount() == 2
    assert [view.gallery.verticalHeaderItem(row).text() for row in range(2)] == ["1  ×1", "7  ×2"]
    assert view.text == "3 digits · no network has read them yet"


def test_delete_and_undo(window, view, labels):
    for label in (7, 1):
        keep(window, label)
    view.gallery.item(1, 0).setSelected(True)
    QTest.keyClick(view.gallery, Qt.Key.Key_Delete)
    assert labels() == [1]
    assert view.gallery.rowCount() == 1
    view.undo.click()
    assert labels() == [7, 1]


def test_the_selected_digits_can_be_relabelled(window, view, labels):
    for label in (7, 1):
        keep(window, label)
    view.gallery.item(1, 0).setSelected(True)
    view.relabel_menu.actions()[4].trigger()
    assert labels() == [4, 1]


def test_a_damaged_line_is_named_and_the_others_are_shown(window, view, labels):
    keep(window, 7)
    with window.session.folders.my_digits.open("ab") as file:
        file.write(b'{"label": 3, "str')
    window.views.setCurrentWidget(window.view(LiveView))
    window.views.setCurrentWidget(view)
    assert view.problem.startswith("Skipped: ")
    assert "line 2" in view.problem
    assert view.gallery.rowCount() == 1


@pytest.mark.usefixtures("trained")
def test_the_network_predicts_every_digit_and_wrong_predictions_are_marked(window, view):
    keep(window, 7)
    keep(window, 1)
    wrong = sum(predicted != label for predicted, label in zip(predicted_classes(view), (1, 7), strict=True))
    assert wrong >= 1
    assert f"{2 - wrong} read correctly" in view.text


def test_the_button_says_why_it_cannot_fine_tune(window, view, wait_until):
    bar = view.fine_tuning
    assert not bar.start.isEnabled()
    assert "no network yet" in bar.start.toolTip()
    window.workspace.set("training.epochs", 0)
    window.run_actions.run.trigger()
    wait_until(lambda: window.session.history.step > 0)
    keep(window, 1)
    assert "A run is going on" in bar.start.toolTip()
    window.run_actions.stop.trigger()
    wait_until(lambda: window.session.state is State.STOPPED)
    wait_until(bar.start.isEnabled)
    view.undo.click()
    assert "no digits yet" in bar.start.toolTip()


def fine_tune(window, view, wait_until):
    for shift in (0.0, 0.02, 0.04):
        keep(window, 1, shift)
    wait_until(view.fine_tuning.start.isEnabled)
    view.fine_tuning.start.setFocus()
    view.fine_tuning.start.click()


@pytest.mark.usefixtures("trained")
def test_the_errors_view_says_how_many_of_the_digits_a_fine_tuned_network_has_learned(window, view, wait_until):
    fine_tune(window, view, wait_until)
    wait_until(view.fine_tuning.go_back.isVisible)
    errors = window.view(ErrorsView)
    window.views.setCurrentWidget(errors)
    errors.choices.sets.setCurrentIndex(2)
    errors.choices.sets.activated.emit(2)
    wait_until(lambda: "of 3 of your drawings" in errors.text)
    assert "It has learned from 3 of your drawings, so it does better here than on new ones." in errors.text


@pytest.mark.usefixtures("trained")
def test_fine_tuning_learns_the_digits_and_undo_restores_the_old_network(window, view, wait_until):
    before = window.session.active_network.parameters
    first = window.session.shown_run.started
    shown = window.run_status.progress_text, window.status_bar.result, window.view(LiveView).loss.drawn_step
    fine_tune(window, view, wait_until)
    assert view.fine_tuning.cancel.isVisible()
    wait_until(view.fine_tuning.go_back.isVisible)
    assert window.focusWidget() is view.gallery
    text = view.fine_tuning.text.replace("\N{NO-BREAK SPACE}", " ")
    assert text.startswith("Your digits ")
    assert "→ 100.0\u202f% (all used for training), test " in text
    assert predicted_classes(view) == [1]
    assert (window.session.active_network.parameters != before).any()
    assert window.session.history.evaluations[-1].extra.accuracy == 1.0
    view.fine_tuning.go_back.click()
    np.testing.assert_array_equal(window.session.active_network.parameters, before)
    assert window.session.shown_run.started is first
    window.views.setCurrentWidget(window.view(LiveView))
    wait_until(lambda: window.view(LiveView).loss.drawn_step == shown[-1])
    assert (window.run_status.progress_text, window.status_bar.result) == shown[:2]
    assert view.fine_tuning.text == "The network is unchanged."


@pytest.mark.usefixtures("trained")
def test_the_next_fine_tuning_starts_from_the_network_that_was_kept(window, view, wait_until):
    fine_tune(window, view, wait_until)
    wait_until(view.fine_tuning.keep.isVisible)
    view.fine_tuning.keep.click()
    first = window.session.shown_run.started.folder
    view.fine_tuning.start.click()
    wait_until(view.fine_tuning.keep.isVisible)
    description = json.loads((window.session.shown_run.started.folder / "run.json").read_text())
    assert description["fine_tuned_from"] == first.name


@pytest.mark.usefixtures("trained")
def test_cancelling_leaves_the_network_unchanged(window, view, wait_until):
    before = window.session.active_network.parameters
    fine_tune(window, view, wait_until)
    view.fine_tuning.cancel.click()
    wait_until(lambda: view.fine_tuning.text == "Cancelled. The network is unchanged.")
    np.testing.assert_array_equal(window.session.active_network.parameters, before)
    assert view.fine_tuning.start.isEnabled()


@pytest.mark.usefixtures("trained")
def test_fine_tuning_that_fails_leaves_the_network_unchanged_and_says_why(window, view, wait_until):
    before = window.session.active_network.parameters
    (window.session.shown_run.started.folder / "run.json").unlink()
    fine_tune(window, view, wait_until)
    wait_until(lambda: view.fine_tuning.text == "Fine-tuning failed. The network is unchanged.")
    assert "run.json: no such file" in window.banner.text
    np.testing.assert_array_equal(window.session.active_network.parameters, before)


@pytest.mark.usefixtures("trained")
def test_settings_edited_during_fine_tuning_do_not_affect_it(window, view, wait_until):
    fine_tune(window, view, wait_until)
    window.workspace.set("training.epochs", 50)
    wait_until(view.fine_tuning.go_back.isVisible)
    assert window.session.history.evaluations[-1].epoch == 3
