"""A plot can fill the view, and each can be moved; both by what a person clicks and presses."""

import pytest
from PySide6.QtCore import QPoint, QSettings, Qt
from PySide6.QtTest import QTest

from nnstudio.session.state import State
from nnstudio.ui.export.exporter import Exporter
from nnstudio.ui.plots.enlarge_button import EnlargeButton
from nnstudio.ui.plots.live_view import LiveView
from nnstudio.ui.plots.plot_order import arranged, labels, moved

GROUPS = ((("a", "b"), "c"), ("d", "e", "f"), "g")


def everything(_label):
    return True


@pytest.mark.parametrize(
    ("label", "by", "order"),
    [
        ("b", -1, "bacdefg"),
        ("a", 1, "bacdefg"),
        ("b", 1, "cabdefg"),
        ("c", -1, "cabdefg"),
        ("c", 1, "defabcg"),
        ("e", 1, "abcdfeg"),
        ("d", -1, "defabcg"),
        ("f", 1, "abcgdef"),
        ("g", -1, "abcgdef"),
    ],
)
def test_a_plot_moves_within_its_group_and_then_with_it(label, by, order):
    assert labels(moved(GROUPS, label, by, everything)) == tuple(order)


def test_the_first_cannot_move_up_nor_the_last_down():
    assert moved(GROUPS, "a", -1, everything) is None
    assert moved(GROUPS, "g", 1, everything) is None


def test_plots_that_are_not_seen_are_moved_past():
    assert labels(moved(GROUPS, "d", 1, set("adfg").__contains__)) == tuple("abcefdg")
    assert labels(moved(GROUPS, "a", 1, set("ag").__contains__)) == tuple("defgabc")


def test_an_order_is_taken_up_as_far_as_it_is_known():
    assert labels(arranged(GROUPS, tuple("gfbac"))) == tuple("gfdebac")
    assert labels(arranged(GROUPS, ())) == tuple("abcdefg")


@pytest.fixture
def live(window):
    """The live view of the whole window, with two small plots and the distributions."""
    live = window.view(LiveView)
    for label in ("Penalty", "Gap", "Over time"):
        live.choice.actions_by_label[label].setChecked(True)
    return live


def plot_called(live, label):
    known = {"Loss": live.loss, "Accuracy": live.accuracy, "Weights": live.weights, "Over time": live.distributions}
    return known.get(label) or next(plot for plot in live.measured.plots if plot.curves.label == label)


def click_enlarge(live, label):
    (button,) = plot_called(live, label).findChildren(EnlargeButton)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    return button


def entry(live, label, text):
    """Open the menu of a plot's right button, and return one of its entries."""
    (exporter,) = plot_called(live, label).findChildren(Exporter, options=Qt.FindChildOption.FindDirectChildrenOnly)
    exporter.menu.aboutToShow.emit()
    return next(action for action in exporter.menu.actions() if action.text().replace("&", "") == text)


def seen(live):
    return [label for label in ("Loss", "Accuracy", "Weights", "Penalty", "Gap", "Over time") if is_seen(live, label)]


def is_seen(live, label):
    return plot_called(live, label).isVisible()


def top_left(live, label):
    plot = plot_called(live, label)
    return plot.mapTo(live.widget(), QPoint(0, 0)).toTuple()[::-1]


def places(live):
    """Return the plots that are seen, from the top to the bottom and from the left to the right."""
    return sorted(seen(live), key=lambda label: top_left(live, label))


@pytest.mark.parametrize("label", ["Loss", "Accuracy", "Weights", "Penalty", "Over time"])
def test_the_button_of_a_plot_lets_it_fill_the_view_and_brings_the_others_back(live, wait_until, label):
    before = seen(live)
    height = plot_called(live, label).height()
    button = click_enlarge(live, label)
    assert seen(live) == [label]
    wait_until(lambda: plot_called(live, label).height() > max(height, 0.6 * live.viewport().height()))
    assert button.accessibleName() == "Show all plots again"
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert seen(live) == before
    assert button.accessibleName() == f"Enlarge {label}"
    wait_until(lambda: plot_called(live, label).height() == height)


def test_escape_brings_the_others_back_before_it_ends_a_run(window, live, run_endlessly, wait_until):
    before = seen(live)
    click_enlarge(live, "Accuracy")
    QTest.keyClick(live.accuracy.canvas, Qt.Key.Key_Escape)
    assert seen(live) == before
    assert window.session.state is State.RUNNING
    QTest.keyClick(live.accuracy.canvas, Qt.Key.Key_Escape)
    wait_until(lambda: window.session.state is State.STOPPED)


def test_the_pin_is_let_go_before_the_enlarged_plot(live):
    click_enlarge(live, "Loss")
    live.loss.canvas.clicked.emit(0.5, 0.01)
    QTest.keyClick(live.loss.canvas, Qt.Key.Key_Escape)
    assert (live.loss.canvas.is_pinned, seen(live)) == (False, ["Loss"])


def test_an_enlarged_plot_that_is_hidden_leaves_the_others(live):
    click_enlarge(live, "Gap")
    live.choice.actions_by_label["Gap"].setChecked(False)
    assert seen(live)[:3] == ["Loss", "Accuracy", "Weights"]


def test_an_enlarged_plot_goes_on_drawing_and_the_table_of_epochs_makes_room(window, live, wait_until):
    click_enlarge(live, "Loss")
    assert not live.epochs.isVisible()
    window.run_actions.run.trigger()
    wait_until(lambda: window.session.state is State.FINISHED)
    assert not live.result.isVisible()
    wait_until(lambda: live.loss.drawn_step == window.session.history.step)
    click_enlarge(live, "Loss")
    assert live.result.isVisible()
    assert live.epochs.isVisible()


def test_the_menu_of_a_plot_moves_it(live, wait_until):
    assert places(live) == ["Loss", "Accuracy", "Weights", "Penalty", "Gap", "Over time"]
    entry(live, "Accuracy", "Move up").trigger()
    entry(live, "Gap", "Move up").trigger()
    wait_until(lambda: places(live) == ["Accuracy", "Loss", "Weights", "Gap", "Penalty", "Over time"])
    entry(live, "Weights", "Move up").trigger()
    entry(live, "Over time", "Move up").trigger()
    wait_until(lambda: places(live) == ["Weights", "Accuracy", "Loss", "Gap", "Over time", "Penalty"])


def move(live, label, text, times=1):
    for _ in range(times):
        entry(live, label, text).trigger()


@pytest.fixture
def mixed(live, wait_until):
    """The view with the plot of the gap between loss and weights."""
    move(live, "Gap", "Move up", 2)
    wait_until(lambda: places(live) == ["Loss", "Accuracy", "Gap", "Weights", "Penalty", "Over time"])
    return live


def bottom(live, label):
    return top_left(live, label)[0] + plot_called(live, label).height()


def test_a_measured_plot_can_stand_between_loss_and_weights(mixed, wait_until):
    wait_until(lambda: bottom(mixed, "Loss") <= top_left(mixed, "Gap")[0])
    assert bottom(mixed, "Gap") <= top_left(mixed, "Weights")[0]
    assert plot_called(mixed, "Gap").width() > 0.9 * mixed.weights.width(), "it has no neighbour"
    assert min(each.height() for each in (mixed.loss, mixed.weights)) >= 150
    move(mixed, "Gap", "Move up")
    wait_until(lambda: places(mixed)[0] == "Gap")
    move(mixed, "Gap", "Move down", 4)
    wait_until(lambda: places(mixed)[-1] == "Gap")


def test_a_plot_that_is_moved_keeps_the_focus(live, wait_until):
    canvas = plot_called(live, "Gap").canvas
    canvas.setFocus()
    move(live, "Gap", "Move up", 2)
    assert live.window().focusWidget() is canvas


@pytest.mark.parametrize("label", ["Gap", "Weights", "Penalty"])
def test_what_stands_between_others_can_fill_the_view_and_be_hidden(mixed, wait_until, label):
    before = places(mixed)
    click_enlarge(mixed, label)
    assert seen(mixed) == [label]
    wait_until(lambda: plot_called(mixed, label).height() > 0.6 * mixed.viewport().height())
    click_enlarge(mixed, label)
    wait_until(lambda: places(mixed) == before)
    choice = mixed.choice.actions_by_label[label]
    choice.setChecked(False)
    wait_until(lambda: places(mixed) == [each for each in before if each != label])
    choice.setChecked(True)
    wait_until(lambda: places(mixed) == before)


def test_such_a_place_comes_back_at_the_next_start(mixed, ui_settings, wait_until):
    before = places(mixed)
    mixed.save(ui_settings)
    move(mixed, "Gap", "Move down", 2)
    wait_until(lambda: places(mixed) != before)
    mixed.restore(ui_settings)
    wait_until(lambda: places(mixed) == before)


def test_the_handle_between_curves_and_weights_keeps_its_place_when_they_are_parted(live, ui_settings, wait_until):
    handle = live.weights.parentWidget().handle(1)
    start = handle.rect().center()
    QTest.mousePress(handle, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(handle, start + QPoint(0, -60))
    QTest.mouseRelease(handle, Qt.MouseButton.LeftButton, pos=start + QPoint(0, -60))
    fraction = live.weights.height() / live.loss.height()
    move(live, "Gap", "Move up", 2)
    live.save(ui_settings)
    move(live, "Gap", "Move down")
    wait_until(lambda: live.weights.height() / live.loss.height() == pytest.approx(fraction, abs=0.05))
    live.restore(ui_settings)
    wait_until(lambda: places(live)[2] == "Gap")
    move(live, "Gap", "Move down")
    wait_until(lambda: live.weights.height() / live.loss.height() == pytest.approx(fraction, abs=0.05))


def test_what_cannot_be_moved_says_so(live):
    action = entry(live, "Loss", "Move up")
    assert not action.isEnabled()
    assert action.toolTip() == "Move up: only past another plot"
    assert entry(live, "Loss", "Move down").isEnabled()


def test_the_order_comes_back_at_the_next_start(live, tmp_path, wait_until):
    settings = QSettings(str(tmp_path / "live.ini"), QSettings.Format.IniFormat)
    entry(live, "Accuracy", "Move up").trigger()
    entry(live, "Penalty", "Move down").trigger()
    live.save(settings)
    entry(live, "Loss", "Move up").trigger()
    entry(live, "Penalty", "Move up").trigger()
    live.restore(settings)
    wait_until(lambda: places(live)[:2] == ["Accuracy", "Loss"] and places(live)[3:5] == ["Gap", "Penalty"])
    settings.setValue("order", ["Nothing of the kind"])
    live.restore(settings)
    wait_until(lambda: places(live) == ["Loss", "Accuracy", "Weights", "Penalty", "Gap", "Over time"])


def test_a_link_to_a_plot_shows_it_though_another_fills_the_view(live):
    click_enlarge(live, "Loss")
    live.show_plot("Penalty")
    assert {"Loss", "Penalty"} <= set(seen(live))
