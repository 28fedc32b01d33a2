"""The Errors view in the whole window, used as a person does."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from nnstudio.data.dataset import as_inputs
from nnstudio.data.folders import DataFolders
from nnstudio.data.settings import split_dataset
from nnstudio.engine.confusion import Confusion
from nnstudio.engine.predictor import Predictor
from nnstudio.engine.random_streams import RandomStreams
from nnstudio.session.judge import NO_NETWORK
from nnstudio.session.judged_pictures import JudgedSet
from nnstudio.session.shipped_network import begin_with_shipped_network
from nnstudio.session.state import State
from nnstudio.steps import finish
from nnstudio.ui.data.data_view import DataView
from nnstudio.ui.plots.live_view import LiveView
from tests.ui.window import draw_one

LEFT = Qt.MouseButton.LeftButton


def cells(view):
    """Return the texts of the matrix without the sums."""
    model = view.matrix.model()
    return [[model.index(row, column).data() for column in range(10)] for row in range(10)]


def click_cell(view, row, column):
    index = view.matrix.model().index(row, column)
    view.matrix.scrollTo(index)
    QTest.mouseClick(view.matrix.viewport(), LEFT, pos=view.matrix.visualRect(index).center())


def a_mistake(view):
    """Return the classes of a mistake that was made."""
    pair = view.judged.judgement.confused_pairs(1)[0]
    return pair.actual, pair.predicted


def test_without_a_network_the_view_says_how_to_get_one(view):
    assert view.text == NO_NETWORK
    assert not view.matrix.isVisible()
    assert not view.get_data_button.isVisible()


def test_with_the_first_network_the_view_asks_for_a_run_no_more(window, run_endlessly, wait_until):
    wait_until(lambda: window.session.active_network is not None)  # with another view in front
    assert window.models.judge.judged is None
    assert window.models.judge.obstacle == ""


def test_the_matrix_counts_what_the_network_predicts_for_the_runs_own_validation_set(window, judged):
    settings, active = window.session.shown_run.started.settings, window.session.active_network
    dataset = finish(settings.data.dataset.load(window.session.folders))
    validation = split_dataset(dataset, settings.data, RandomStreams.from_seed(settings.seed).split).validation
    predictor = Predictor(active.network, active.parameters)
    inputs = as_inputs(validation.pictures.reshape(validation.count, -1))
    predicted = np.array([predictor.probabilities(each).argmax() for each in inputs])
    expected = Confusion.of(validation.labels, predicted, 10).counts
    assert cells(judged) == [[str(count) if count else "" for count in row] for row in expected.tolist()]
    right = int(np.trace(expected))
    assert f"{right} of 100 validation pictures are predicted correctly" in judged.text
    assert window.session.shown_run.ended.last.validation.accuracy == right / 100


@pytest.mark.usefixtures("run_endlessly")
def test_the_matrix_follows_the_network_while_it_learns(window, view, wait_until):
    wait_until(lambda: view.judged is not None)
    first = view.judged
    wait_until(lambda: view.judged is not first)
    assert view.judged.network.step > first.network.step
    assert window.session.state is State.RUNNING


@pytest.mark.usefixtures("run_endlessly")
def test_nothing_is_judged_while_the_view_is_hidden(window, view, wait_until):
    wait_until(lambda: view.judged is not None)
    window.views.setCurrentWidget(window.view(LiveView))
    before, step = view.judged, window.session.history.step
    wait_until(lambda: window.session.history.step > step + 500)
    assert view.judged is before
    window.views.setCurrentWidget(view)
    wait_until(lambda: view.judged is not before)


def test_a_click_on_a_cell_shows_its_pictures_with_the_largest_loss_first(judged):
    actual, predicted = a_mistake(judged)
    click_cell(judged, actual, predicted)
    items, names = judged.pictures.items, judged.judged.network.class_names
    assert {(item.actual, item.predicted) for item in items} == {(names[actual], names[predicted])}
    losses = [item.loss for item in items]
    assert losses == sorted(losses, reverse=True)
    assert judged.pictures_text == f"{names[actual]} predicted as {names[predicted]}: {len(items)}"
    assert str(len(items)) == judged.matrix.model().index(actual, predicted).data()


def test_the_arrow_keys_reach_every_cell_and_the_sums(judged):
    click_cell(judged, 0, 0)
    QTest.keyClick(judged.matrix, Qt.Key.Key_Down)
    QTest.keyClick(judged.matrix, Qt.Key.Key_Right)
    assert judged.pictures_text.startswith("1 predicted as 1:")
    for _ in range(9):
        QTest.keyClick(judged.matrix, Qt.Key.Key_Right)
    assert judged.pictures_text.startswith("Pictures of 1:")
    assert {item.actual for item in judged.pictures.items} == {"1"}
    for _ in range(9):
        QTest.keyClick(judged.matrix, Qt.Key.Key_Down)
    assert judged.pictures_text == "All pictures: 100"


def test_a_click_on_a_class_shows_all_of_it(judged):
    header = judged.matrix.verticalHeader()
    QTest.mouseClick(header.viewport(), LEFT, pos=_middle(header, 3, is_row=True))
    assert {item.actual for item in judged.pictures.items} == {"3"}
    actual, predicted = a_mistake(judged)
    header = judged.matrix.horizontalHeader()
    QTest.mouseClick(header.viewport(), LEFT, pos=_middle(header, predicted, is_row=False))
    assert {item.predicted for item in judged.pictures.items} == {str(predicted)}
    assert str(actual) in {item.actual for item in judged.pictures.items}


def _middle(header, section, is_row):
    point = header.viewport().rect().center()
    middle = header.sectionViewportPosition(section) + header.sectionSize(section) // 2
    point.setY(middle) if is_row else point.setX(middle)
    return point


def test_the_worst_mistakes_of_all_are_shown_at_first_and_again_by_their_button(judged):
    mistakes = judged.judged.judgement.mistakes
    assert judged.pictures_text == f"Worst mistakes: {len(mistakes)}"
    first = judged.pictures.items[0]
    assert first.loss == judged.judged.judgement.losses[mistakes[0]]
    click_cell(judged, 0, 0)
    judged.worst_button.click()
    assert judged.pictures_text.startswith("Worst mistakes")
    assert not any(item.is_right for item in judged.pictures.items)
    assert judged.matrix.selectedIndexes() == []


def test_a_pair_in_words_leads_to_its_pictures(judged):
    actual, predicted = a_mistake(judged)
    count = judged.judged.judgement.confusion.counts[actual, predicted]
    times = "once" if count == 1 else f"{count} times"
    assert judged.pairs.texts[0] == f"{actual} predicted as {predicted}: {times}"
    judged.pairs.buttons[0].click()
    assert judged.pictures_text == f"{actual} predicted as {predicted}: {count}"
    index = judged.matrix.currentIndex()
    assert (index.row(), index.column()) == (actual, predicted)


@pytest.mark.parametrize("by", ["mouse", "keyboard"])
def test_a_picture_goes_on_the_pad_exactly_as_it_is(window, judged, by):
    item = judged.pictures.items[1]
    index = judged.pictures.model().index(1, 0)
    if by == "mouse":
        QTest.mouseClick(judged.pictures.viewport(), LEFT, pos=judged.pictures.visualRect(index).center())
    else:
        judged.pictures.setCurrentIndex(index)
        QTest.keyClick(judged.pictures, Qt.Key.Key_Return)
    prediction = window.models.reader.prediction
    np.testing.assert_array_equal(prediction.picture, item.picture)
    assert str(prediction.best) == item.predicted != item.actual
    assert float(prediction.probabilities[prediction.best]) == pytest.approx(item.confidence, rel=1e-4)
    window.pad.canvas.undo()
    assert not window.pad.canvas.has_ink


def test_cells_show_counts_or_shares(judged):
    confusion = judged.judged.judgement.confusion
    actual, predicted = a_mistake(judged)
    for title, shares in (
        ("% of actual", confusion.shares_of_actual),
        ("% of predicted", confusion.shares_of_predicted),
    ):
        judged.choices.shown.setCurrentText(title)
        assert cells(judged)[actual][predicted] == f"{100 * shares[actual, predicted]:.1f}"
        assert judged.matrix.model().index(10, 10).data() == "100"
    judged.choices.shown.setCurrentText("Counts")
    assert cells(judged)[actual][predicted] == str(confusion.counts[actual, predicted])


def test_a_cell_tells_its_numbers_to_a_screen_reader(judged):
    actual, predicted = a_mistake(judged)
    index = judged.matrix.model().index(actual, predicted)
    text = index.data(Qt.ItemDataRole.AccessibleTextRole)
    assert text.startswith(f"{actual} predicted as {predicted}: ")
    assert "of actual" in text


def test_precision_recall_and_f1_of_each_class_and_their_means_are_shown(judged):
    confusion, model = judged.judged.judgement.confusion, judged.classes.model()
    for column, numbers in enumerate((confusion.precision, confusion.recall, confusion.f1), start=2):
        shown = [model.index(row, column).data().replace("\u202f%", "") for row in range(11)]
        expected = [*numbers, numbers.mean()]
        assert shown == [f"{100 * number:.1f}" for number in expected]
    assert [model.index(row, 0).data() for row in range(11)] == [*"0123456789", "Mean"]
    assert model.index(10, 1).data() == ""


def test_the_axes_of_the_matrix_say_which_class_is_the_actual_one(judged):
    axes = judged.matrix.parent()
    assert ("Predicted" in axes.predicted.text(), "Actual" in axes.actual.text()) == (True, True)
    assert axes.predicted.geometry().bottom() < judged.matrix.y()
    assert axes.actual.x() < axes.predicted.x()


def test_the_test_set_can_be_chosen_after_the_run(window, judged, wait_until):
    judged.choices.sets.setFocus()
    QTest.keyClick(judged.choices.sets, Qt.Key.Key_Down)
    wait_until(lambda: judged.judged is not None and "test pictures" in judged.text)
    assert judged.judged.judgement.confusion.accuracy == window.session.shown_run.ended.last.test.accuracy
    assert not judged.calibration.fit_button.isEnabled()
    assert "only on the validation set" in judged.calibration.fit_button.toolTip()


def test_my_digits_can_be_chosen(window, judged, wait_until):
    my_digits = window.models.my_digits
    my_digits.delete(range(len(my_digits.digits)))  # those that other tests have drawn
    draw_one(window)
    window.pad.labels.keep(1)
    judged.choices.sets.setCurrentIndex(2)
    judged.choices.sets.activated.emit(2)
    wait_until(lambda: judged.judged is not None and judged.judged.which is JudgedSet.MY_DIGITS)
    assert "of 1 of your drawings" in judged.text
    assert {item.actual for item in judged.pictures.items} <= {"1"}


@pytest.mark.usefixtures("run_endlessly")
def test_while_it_learns_the_test_set_says_why_it_waits(view):
    assert "only after the run" in view.choices.sets.toolTip()
    assert "Test" in view.choices.reasons
    assert "only after the run" in view.choices.reasons
    assert not view.choices.sets.model().item(1).isEnabled()


def test_the_network_at_the_start_names_the_data_it_needs_and_leads_to_it(window, view, wait_until, tmp_path):
    window.session.folders = DataFolders(tmp_path / "empty", tmp_path / "cache")
    begin_with_shipped_network(window.session)
    wait_until(lambda: "MNIST and handwriting is needed" in view.text)
    view.get_data_button.click()
    assert window.views.currentWidget() is window.view(DataView)


def test_other_themes_recolour_the_matrix(window, judged, themes, wait_until):
    before = judged.matrix.grab().toImage()
    themes.choose("dark")
    wait_until(lambda: judged.matrix.grab().toImage() != before)
