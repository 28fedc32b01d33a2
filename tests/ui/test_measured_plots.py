"""The plots of layers, epochs and evaluations in the live view, chosen from a menu."""

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QPushButton

from nnstudio.runs.run_curves import RUN_CURVES
from nnstudio.session.state import State
from nnstudio.ui.plots.live_view import SHOWN, LiveView


@pytest.fixture
def live(window):
    """The live view of the whole window."""
    return window.view(LiveView)


def choose(live, *labels):
    """Check the plots with these labels in the menu, and uncheck all others."""
    for label in labels:
        live.choice.actions_by_label[label].setChecked(True)
    for label, action in live.choice.actions_by_label.items():
        action.setChecked(label in labels)


def plot(live, label):
    (found,) = [each for each in live.measured.plots if each.curves.label == label]
    return found


def run_to_its_end(window, wait_until):
    before = window.session.shown_run
    window.run_actions.run.trigger()
    wait_until(lambda: window.session.shown_run is not before and window.session.state is State.FINISHED)


def test_loss_accuracy_and_weights_are_shown_at_first(live):
    assert {label for label in live.choice.actions_by_label if live.choice.is_chosen(label)} == SHOWN
    assert live.loss.isVisible()
    assert not any(each.isVisible() for each in live.measured.plots)


def test_every_quantity_can_be_chosen_and_drawn(window, live, wait_until):
    window.workspace.set("training.penalties.l2", 0.01)
    choose(live, *(curves.label for curves in RUN_CURVES))
    run_to_its_end(window, wait_until)
    for each in live.measured.plots:
        wait_until(lambda each=each: min(each.points.values(), default=0) > 0)
        assert each.isVisible()


def test_a_quantity_of_layers_has_a_line_for_each_layer(window, live, wait_until):
    choose(live, "Update ratio", "Dead units")
    run_to_its_end(window, wait_until)
    ratios, dead = plot(live, "Update ratio"), plot(live, "Dead units")
    wait_until(lambda: len(ratios.points) == 1 + len(window.workspace.settings.network.layers))
    assert "Output" in ratios.points
    assert "Output" not in dead.points
    newest = window.session.history.layers[-1].layers[0].update_ratio
    wait_until(lambda: f"1. Dense {ratios.curves.text(newest)}" in ratios.text)


def test_the_crosshair_names_the_values_at_its_position(window, live, wait_until):
    choose(live, "Loss", "Penalty")
    window.workspace.set("training.penalties.l2", 0.01)
    run_to_its_end(window, wait_until)
    penalty = plot(live, "Penalty")
    evaluations = window.session.history.evaluations
    wait_until(lambda: penalty.points == {"penalty": len(evaluations)})
    live.loss.canvas.pointer_moved.emit(0.0)
    assert penalty.text == f"penalty {penalty.curves.text(evaluations[0].penalty)}"
    live.loss.canvas.pointer_moved.emit(None)
    assert penalty.text == f"penalty {penalty.curves.text(evaluations[-1].penalty)}"


def test_the_last_plot_cannot_be_hidden(live):
    choose(live, "Gap")
    live.choice.actions_by_label["Gap"].setChecked(False)
    assert any(live.choice.is_chosen(label) for label in live.choice.actions_by_label)


def test_loss_and_accuracy_can_be_hidden(live):
    choose(live, "Weights")
    assert not live.loss.isVisible()
    assert not live.accuracy.isVisible()
    assert live.weights.isVisible()


def test_the_choice_comes_back_at_the_next_start(live, tmp_path):
    settings = QSettings(str(tmp_path / "live.ini"), QSettings.Format.IniFormat)
    choose(live, "Loss", "Gap")
    live.save(settings)
    choose(live, *SHOWN)
    live.restore(settings)
    assert [label for label in live.choice.actions_by_label if live.choice.is_chosen(label)] == ["Loss", "Gap"]
    settings.setValue("plots", ["Nothing of the kind"])
    live.restore(settings)
    assert live.choice.is_chosen("Gap")


def test_one_saved_plot_comes_back_too(live, tmp_path):
    settings = QSettings(str(tmp_path / "live.ini"), QSettings.Format.IniFormat)
    choose(live, "Gap")
    live.save(settings)
    settings.sync()
    choose(live, *SHOWN)
    live.restore(QSettings(str(tmp_path / "live.ini"), QSettings.Format.IniFormat))
    assert [label for label in live.choice.actions_by_label if live.choice.is_chosen(label)] == ["Gap"]


def test_the_menu_is_reached_by_a_button_with_a_name(live):
    (button,) = [each for each in live.findChildren(QPushButton) if each.accessibleName() == "Plots to show"]
    assert button.menu().actions()
    assert all(action.toolTip() for action in button.menu().actions())


def test_the_distributions_of_every_kind_can_be_seen_over_time(window, live, wait_until):
    choose(live, "Over time")
    grid = live.distributions
    assert grid.texts == []
    run_to_its_end(window, wait_until)
    layers = len(window.workspace.settings.network.layers) + 1
    wait_until(lambda: len(grid.texts) == layers)
    seen = set()
    for index in range(grid.kinds.count()):
        grid.kinds.setCurrentIndex(index)
        wait_until(lambda: tuple(grid.texts) not in seen)
        seen.add(tuple(grid.texts))
    assert len(seen) == 5


def test_a_run_with_fewer_layers_has_fewer_distributions(window, live, wait_until):
    choose(live, "Over time")
    run_to_its_end(window, wait_until)
    wait_until(lambda: len(live.distributions.texts) > 1)
    window.workspace.set("network.layers", ())
    run_to_its_end(window, wait_until)
    wait_until(lambda: [text.split(":")[0] for text in live.distributions.texts] == ["Output"])
