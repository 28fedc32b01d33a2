"""All plots of a run show their values at the same position and moment."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGraphicsView

from nnstudio.engine.events import Evaluated, Metrics
from nnstudio.runs.history import Change, History
from nnstudio.runs.quantities import ACCURACY, LOSS
from nnstudio.ui.plots.curve_legend import CurveLegend
from nnstudio.ui.plots.curve_plot import CurvePlot
from nnstudio.ui.plots.readout import Readout
from tests.ui.plotted_runs import add_batches
from tests.ui.window import show_in_window


@pytest.fixture
def history():
    history = History()
    add_batches(history, np.full(200, 5.0), until=2.0)
    evaluate(history, 1)
    evaluate(history, 2)
    return history


def evaluate(history, epoch):
    metrics = Metrics(epoch / 10, epoch / 100, 10)
    history.add_evaluation(Evaluated(epoch, 100 * epoch, epoch, metrics, metrics, 0.0, True))


@pytest.fixture
def plots(qtbot, themes, history):
    plots = [CurvePlot(quantity, themes.theme) for quantity in (LOSS, ACCURACY)]
    plots[0].windows = [show_in_window(qtbot, plot, 320, 300) for plot in plots]
    for plot in plots:
        plot.set_history(history)
        plot.draw_if_changed()
    return plots


@pytest.fixture
def readout(plots, history):
    readout = Readout(plots)
    readout.set_history(history)
    return readout


def said(plots):
    return [plot.findChild(CurveLegend).text.replace("\u202f", " ") for plot in plots]


def test_both_legends_show_the_same_epoch_though_one_plot_has_drawn_more(plots, readout, history):
    add_batches(history, np.full(100, 5.0), until=3.0)
    plots[0].note_change()
    plots[0].draw_if_changed()
    readout.draw_if_changed()
    assert all(text.startswith("epoch 2.00 ") for text in said(plots))
    assert "validation 0.2000" in said(plots)[0]
    assert "validation 2.00 %" in said(plots)[1]


def test_the_pointer_in_one_plot_shows_its_position_in_all(plots, readout):
    plots[1].canvas.pointer_moved.emit(1.2)
    assert all(text.startswith("epoch 1.2") for text in said(plots))
    assert "validation 0.1000" in said(plots)[0]
    assert [plot.crosshair for plot in plots] == [1.2, 1.2]
    plots[1].canvas.pointer_moved.emit(None)
    assert all(text.startswith("epoch 2.00") for text in said(plots))
    assert [plot.crosshair for plot in plots] == [None, None]


def test_values_of_an_earlier_epoch_than_the_one_that_has_just_ended_say_so(plots, readout, history):
    add_batches(history, np.full(100, 5.0), until=3.0)
    for plot in plots:
        plot.resize(700, 300)
        plot.note_change()
        plot.draw_if_changed()
    readout.release()
    readout.draw_if_changed()
    assert all(text.startswith("epoch 3.00 · evaluated at epoch 2.00 ") for text in said(plots))
    evaluate(history, 3)
    plots[0].canvas.pointer_moved.emit(3.0)
    assert all(text.startswith("epoch 3.00 batch") for text in said(plots))


def test_before_the_first_evaluation_of_a_trained_network_it_says_that_there_was_no_training(plots, readout):
    history = History()
    add_batches(history, np.full(100, 5.0), until=1.0)
    evaluate(history, 0)
    for plot in plots:
        plot.resize(700, 300)
        plot.set_history(history)
        plot.draw_if_changed()
    readout.set_history(history)
    readout.draw_if_changed()
    assert all(text.startswith("epoch 1.00 · evaluated before training ") for text in said(plots))


def test_the_crosshair_at_a_change_says_what_changed(plots, readout, history):
    history.changes.append(Change(120, 1.2, "learning rate 0.05 → 0.01, momentum 0.9 → 0.5"))
    for plot in plots:
        plot.note_change()
        plot.draw_if_changed()
    plots[0].canvas.pointer_moved.emit(1.21)
    assert all("epoch 1.21 · learning" in text for text in said(plots))
    plots[0].canvas.pointer_moved.emit(1.5)
    assert all("learning" not in text for text in said(plots))
    assert [plot.events.changes for plot in plots] == [[1.2], [1.2]]


def test_the_best_epoch_is_marked_in_all_plots_once_there_is_another_to_compare_it_with(plots, readout, history):
    assert [plot.events.text for plot in plots] == ["", ""]
    evaluate(history, 3)
    for plot in plots:
        plot.note_change()
        plot.draw_if_changed()
    assert [plot.events.text for plot in plots] == ["best loss: epoch 1"] * 2


def test_the_legends_stay_where_they_are_whatever_they_say(plots, readout, qtbot):
    readout.draw_if_changed()
    places = [[label.geometry() for label in plot.findChild(CurveLegend).children()[1:]] for plot in plots]
    for position in (0.0, 0.004, 1.9, 1e6):
        plots[0].canvas.pointer_moved.emit(position)
        qtbot.wait(1)
        assert places == [[label.geometry() for label in plot.findChild(CurveLegend).children()[1:]] for plot in plots]


def test_plots_have_a_name_and_their_newest_values_for_screen_readers_and_take_the_focus(plots, readout):
    readout.draw_if_changed()
    views = [plot.findChild(QGraphicsView) for plot in plots]
    assert [view.accessibleName() for view in views] == ["Loss over epochs", "Accuracy over epochs"]
    assert "validation 0.2000" in views[0].accessibleDescription()
    assert all(view.focusPolicy() is Qt.FocusPolicy.StrongFocus for view in views)
