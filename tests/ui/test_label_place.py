"""The label of the best evaluation covers as little of a plot as it can."""

import numpy as np
import pytest
from PySide6.QtCore import QRectF, QSizeF

from nnstudio.engine.events import Evaluated, Metrics
from nnstudio.ui.plots.label_place import least_covering, places_beside
from nnstudio.ui.plots.run_numbers import Points
from tests.ui.plotted_runs import falling_loss, shown_plot

LABEL, PLOT = QSizeF(80, 20), QSizeF(400, 200)


def test_it_begins_at_the_edge_on_the_side_with_more_room():
    assert places_beside(100, LABEL, PLOT, is_top_first=True)[0] == QRectF(100, 0, 80, 20)
    assert places_beside(300, LABEL, PLOT, is_top_first=True)[0] == QRectF(220, 0, 80, 20)


@pytest.mark.parametrize("is_top_first", [True, False])
def test_it_leaves_the_label_of_a_pinned_crosshair_free(is_top_first):
    pinned = QRectF(0, 0.94 * 200 - 10, 400, 20)
    places = places_beside(100, LABEL, PLOT, is_top_first)
    assert len(places) > 10
    assert not any(place.intersects(pinned) for place in places)
    assert all(QRectF(0, 0, 400, 200).contains(place) for place in places)


def test_it_goes_where_no_curve_is():
    places = places_beside(100, LABEL, PLOT, is_top_first=True)
    curve = Points(np.array([0.0, 400.0, np.nan]), np.array([10.0, 10.0, 5.0]))
    assert least_covering(places, [curve], []).top() == 20


def test_it_covers_a_curve_rather_than_another_label():
    places = places_beside(390, LABEL, QSizeF(400, 60), is_top_first=True)
    curve = Points(np.array([0.0, 400.0]), np.array([5.0, 5.0]))
    label = QRectF(300, 21, 100, 39)
    assert least_covering(places, [curve], [label]).top() == 0


def test_a_plot_without_room_has_one_place():
    assert len(places_beside(5, LABEL, QSizeF(10, 10), is_top_first=True)) == 1


def test_the_best_result_and_guessing_can_both_be_read(qtbot, themes):
    history = falling_loss()
    for epoch, loss in enumerate((2.4, 0.9, 0.4, 0.2)):
        metrics = Metrics(loss, 0.5, 10)
        history.add_evaluation(Evaluated(epoch, 1000 * epoch, float(epoch), metrics, metrics, 0.0, True))
    plot = shown_plot(qtbot, themes.theme, history)
    plot.grab()  # labels take their places when they are painted
    guessing = plot._drawing._reference.label
    assert plot.events.text.startswith("best")
    area = guessing.mapToScene(guessing.textItem.boundingRect()).boundingRect()
    assert not plot.events.label_area.intersects(area)
