"""Plot items are never destroyed while their scene exists, and no scene has an index of item positions."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QGraphicsScene, QGraphicsView, QScrollArea

from nnstudio.engine.network import Network
from nnstudio.inspection.prediction_history import PredictionHistory
from nnstudio.session.active_network import ActiveNetwork
from nnstudio.session.snapshot import SnapshotReader
from nnstudio.ui.plots.histogram_grid import HistogramGrid
from nnstudio.ui.plots.layer_histogram import heights
from nnstudio.ui.plots.prediction_history_plot import PredictionHistoryPlot
from nnstudio.ui.theme.theme import load_themes
from tests.conftest import small_settings
from tests.ui.window import show_in_window


def first_snapshot(layers):
    network = Network(small_settings(f"network.layers={layers}").network, (28, 28), 10)
    parameters = np.random.default_rng(0).normal(0, 0.1, network.layout.count).astype(np.float32)
    snapshot = SnapshotReader(network).read(0, parameters)
    return ActiveNetwork(
        network, parameters, tuple("0123456789"), None, snapshot.histograms, Path(layers), "a test", 0, 0.0
    )


def items_of(part):
    return {id(item) for view in part.findChildren(QGraphicsView) for item in view.scene().items()}


def shown_plots(grid):
    return [plot.item for plot in grid._plots if plot.item.isVisible()]


def test_no_view_of_the_window_has_a_scene_with_an_index(window):
    views = window.findChildren(QGraphicsView)
    assert len(views) >= 4
    for view in views:
        assert view.scene().itemIndexMethod() is QGraphicsScene.ItemIndexMethod.NoIndex


def test_plots_that_are_destroyed_do_not_crash_a_scene_without_an_index():
    done = subprocess.run(
        [sys.executable, "-m", "tests.ui.index_crash"], capture_output=True, text=True, timeout=120, check=False
    )
    assert (done.returncode, done.stdout) == (0, "survived\n"), done.stderr


def test_a_later_run_reuses_the_histograms_of_earlier_runs_and_hides_the_rest(qtbot, themes):
    grid = HistogramGrid(themes.theme)
    window = show_in_window(qtbot, grid, 700, 300)
    grid.show_network(first_snapshot("[dense 8, dense 7, dense 6]"))
    grid.draw_if_changed()
    assert grid.count == len(shown_plots(grid)) == 4
    before = items_of(window)
    for layers, count in (("[]", 1), ("[dense 5, dense 4]", 3), ("[dense 8, dense 7, dense 6]", 4)):
        grid.show_network(first_snapshot(layers))
        grid.draw_if_changed()
        assert grid.count == len(shown_plots(grid)) == count
        assert before <= items_of(window)


def pixels_of(grid, color):
    """Return the number of pixels of ``color`` in the area of each histogram."""
    grid.draw_if_changed()
    view = grid.findChild(QGraphicsView)
    picture = view.grab().toImage()
    areas = [view.mapFromScene(item.sceneBoundingRect()).boundingRect() for item in shown_plots(grid)]
    wanted = QColor(color).rgb()
    return [
        sum(
            picture.pixel(x, y) == wanted
            for x in range(max(0, area.left()), area.right())
            for y in range(area.top(), area.bottom())
        )
        for area in (each.intersected(picture.rect()) for each in areas)
    ]


def test_every_histogram_is_visible_in_the_first_run_and_in_later_ones(qtbot, themes):
    grid = HistogramGrid(themes.theme)
    window = show_in_window(qtbot, grid, 700, 300)
    for layers in ("[dense 30]", "[dense 30, dense 20, dense 10]", "[]"):
        grid.show_network(first_snapshot(layers))
        qtbot.waitUntil(lambda: min(pixels_of(grid, themes.theme.earlier)) > 50)
    assert window.isVisible()


def test_hidden_histograms_leave_their_space_to_the_others(qtbot, themes):
    grid = HistogramGrid(themes.theme)
    window = show_in_window(qtbot, grid, 700, 300)
    grid.show_network(first_snapshot("[dense 8, dense 7, dense 6, dense 5, dense 4]"))
    grid.show_network(first_snapshot("[]"))
    qtbot.waitUntil(lambda: shown_plots(grid)[0].size().width() > 0.95 * window.width())
    assert shown_plots(grid)[0].size().height() > 200


def test_another_number_of_classes_reuses_the_curves(qtbot, themes):
    plot = PredictionHistoryPlot(themes.theme)
    window = show_in_window(qtbot, plot, 700, 300)
    before = items_of(window)
    plot.set_history(PredictionHistory(3), ["a", "b", "c"])
    assert len(plot.drawn) == 3
    plot.set_history(PredictionHistory(12), [str(number) for number in range(12)])
    assert len(plot.drawn) == 12
    assert before <= items_of(window)


def test_titles_are_drawn_in_the_colours_of_a_new_theme_though_the_weights_stay_the_same(qtbot):
    light, dark = (load_themes()[key] for key in ("light", "dark"))
    grid = HistogramGrid(light)
    window = show_in_window(qtbot, grid, 700, 300)
    grid.show_network(first_snapshot("[dense 8]"))
    grid.draw_if_changed()
    grid.set_theme(dark)
    grid.draw_if_changed()
    assert {plot.titleLabel.opts["color"] for plot in shown_plots(grid)} == {dark.text}
    assert window.isVisible()


def test_a_network_of_no_run_has_no_outline_because_its_first_weights_are_not_known(qtbot, themes):
    grid = HistogramGrid(themes.theme)
    qtbot.addWidget(grid)
    grid.show_network(replace(first_snapshot("[dense 8 relu]"), step=None, epoch=None))
    assert not any(plot.outline.getData()[1].any() for plot in grid._plots)
    assert "before training" not in grid.legend
    grid.show_network(replace(first_snapshot("[dense 4 relu]"), step=0, epoch=0.0))
    assert all(plot.outline.getData()[1].any() for plot in grid._plots)
    assert "before training" in grid.legend


def test_a_run_that_was_read_from_its_folder_has_the_outline_of_its_first_weights(qtbot, themes):
    grid = HistogramGrid(themes.theme)
    qtbot.addWidget(grid)
    read = first_snapshot("[dense 8 relu]")
    grid.show_network(replace(read, step=50, epoch=2.0, first_histograms=read.histograms))
    assert all(plot.outline.getData()[1].any() for plot in grid._plots)
    assert "before training" in grid.legend


def test_a_run_whose_first_weights_are_not_kept_has_no_outline(qtbot, themes):
    grid = HistogramGrid(themes.theme)
    qtbot.addWidget(grid)
    grid.show_network(replace(first_snapshot("[dense 8 relu]"), step=50, epoch=2.0))
    assert not any(plot.outline.getData()[1].any() for plot in grid._plots)
    assert "before training" not in grid.legend


def test_the_outline_stays_that_of_the_runs_first_weights_with_another_network_of_the_run(qtbot, themes):
    grid = HistogramGrid(themes.theme)
    window = show_in_window(qtbot, grid, 700, 300)
    first, later = first_snapshot("[dense 8]"), first_snapshot("[dense 8]")  # such as the best, read from its folder
    larger = SnapshotReader(later.network).read(9, later.parameters * np.float32(3)).histograms
    grid.show_network(first)
    grid.draw_if_changed()
    before = [curve.getData()[1].copy() for plot in grid._plots for curve in (plot.outline,)]
    grid.show_network(replace(later, histograms=larger))
    grid.draw_if_changed()
    after = [plot.outline.getData()[1] for plot in grid._plots]
    for old, new in zip(before, after, strict=True):
        np.testing.assert_allclose(new / new.sum(), old / old.sum())
    assert window.isVisible()


def test_batch_normalization_has_a_histogram_of_its_scales_around_one(qtbot, themes):
    grid = HistogramGrid(themes.theme)
    window = show_in_window(qtbot, grid, 700, 300)
    grid.show_network(first_snapshot("[dense 8, batch_norm]"))
    grid.draw_if_changed()
    assert [plot.title for plot in grid._plots] == [
        "1. Dense 784 → 8",
        "2. Scales",
        "Output 8 → 10",
    ]
    assert grid._plots[1].outline.getData()[0].mean() == 1
    assert window.isVisible()


def test_many_layers_scroll_at_a_readable_height_and_can_be_chosen(qtbot, themes):
    grid = HistogramGrid(themes.theme)
    window = show_in_window(qtbot, grid, 400, 250)
    grid.show_network(first_snapshot("[dense 8, dense 8, dense 8, dense 8, dense 8, dense 8, dense 8, dense 8]"))
    qtbot.waitUntil(lambda: min(plot.size().height() for plot in shown_plots(grid)) > 80)
    scroll = grid.findChild(QScrollArea)
    qtbot.waitUntil(lambda: scroll.verticalScrollBar().maximum() > 0)
    for layer in grid.choice.layers[1:]:
        layer.trigger()
    assert grid.count == len(shown_plots(grid)) == 1
    grid.show_network(first_snapshot("[dense 8]"))
    assert grid.count == 2, "another network shows all of its layers"
    assert window.isVisible()


def test_the_last_layer_that_is_deselected_brings_all_back(qtbot, themes):
    grid = HistogramGrid(themes.theme)
    window = show_in_window(qtbot, grid, 700, 300)
    grid.show_network(first_snapshot("[dense 8, dense 8]"))
    for layer in grid.choice.layers:
        layer.trigger()
    assert grid.count == 3
    assert window.isVisible()


def test_a_spike_does_not_flatten_the_rest():
    counts = np.zeros(64, np.int64)
    counts[20:40] = 10
    counts[32] = 5000
    assert heights(counts)[21] > 0.3
    assert heights(counts).max() <= 1.1
    assert heights(np.eye(64, dtype=np.int64)[3] * 7).max() == 1
    assert heights(np.zeros(64, np.int64)).max() == 0
