"""At every size and zoom that is supported, each text is shown whole and no view scrolls sideways."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QLabel, QWidget

from nnstudio.runs.presets import load_presets
from nnstudio.session.last_run import read_shown_run
from nnstudio.ui.forms.controls import QuietComboBox
from nnstudio.ui.plots.live_view import LiveView
from nnstudio.ui.wrapping_row import WrappingRow
from tests.ui.geometry import cut_texts, lasting_cuts
from tests.ui.window import draw_one, show_in_window

pytestmark = pytest.mark.usefixtures("styled")

RELEASED = Path(__file__).parents[1] / "runs" / "released" / "run"
SHOWN = (((1280, 720), 100), ((1024, 680), 100), ((1440, 900), 150), ((1920, 1080), 200))
"""Sizes of the window in pixels, each with a zoom in percent."""


@pytest.fixture
def finished(window):
    """The window with a run that is over, a digit in My digits and another, pinned, on the pad."""
    window.session.show(*read_shown_run(RELEASED))
    draw_one(window)
    window.pad.labels.keep(1)
    draw_one(window)
    window.pad.tools.pin.setChecked(True)
    return window


def test_no_text_is_cut_in_any_view(finished, themes, qtbot):
    faults = []
    for size, zoom in SHOWN:
        themes.set_zoom(zoom)
        finished.resize(*size)
        for index in range(finished.views.count()):
            finished.views.setCurrentIndex(index)
            title = finished.views.tabText(index)
            faults += [f"{size} {zoom} % {title}: {line}" for line in lasting_cuts(finished, qtbot)]
    themes.set_zoom(100)
    assert sorted(set(faults)) == []


def test_no_text_of_live_and_the_settings_is_cut_at_a_zoom_for_which_the_window_is_small(finished, themes, qtbot):
    themes.set_zoom(150)
    finished.resize(1024, 680)
    live = finished.view(LiveView)
    live.choice.actions_by_label["Gradient norm"].setChecked(True)
    finished.views.setCurrentWidget(live)
    faults = [line for part in (live, finished.settings_panel) for line in lasting_cuts(part, qtbot)]
    themes.set_zoom(100)
    assert "\n".join(faults) == ""


def test_the_heads_of_the_plots_are_whole_at_the_largest_zoom(finished, themes, wait_until):
    themes.set_zoom(200)
    finished.resize(1024, 680)
    live = finished.view(LiveView)
    wait_until(lambda: live.accuracy.y() > live.loss.y() and not cut_texts(live.loss) + cut_texts(live.accuracy))
    themes.set_zoom(100)
    finished.resize(1280, 720)
    wait_until(lambda: live.accuracy.y() == live.loss.y())


def test_the_walk_finds_a_box_that_shows_an_ellipsis(window):
    box = QuietComboBox(window)
    box.addItem("Momentum")
    box.setGeometry(0, 0, box.fontMetrics().horizontalAdvance("Momentum") + 8, 28)
    box.show()
    assert any(line.startswith("QuietComboBox") for line in cut_texts(window))


def test_the_walk_finds_a_text_that_is_cut(window):
    label = QLabel("Much too long for twenty pixels", window)
    label.setGeometry(0, 0, 20, 20)
    label.show()
    assert any("Much too long" in line for line in cut_texts(window))


def test_the_name_of_every_preset_fits(window, qtbot):
    window.resize(1280, 720)
    qtbot.wait(1)
    for preset in load_presets().values():
        needed = window.presets.fontMetrics().horizontalAdvance(f"{preset.label}, changed")
        assert needed + 32 <= window.presets.width(), preset.label


def test_the_table_of_epochs_opens_in_sight(finished, wait_until):
    finished.resize(1280, 720)
    live = finished.view(LiveView)
    live.epochs.section.heading.click()
    table = live.epochs.table

    def bottom():
        return table.mapTo(live, QPoint(0, table.height())).y()

    wait_until(lambda: table.isVisible() and 0 < bottom() <= live.height())
    assert table.viewport().height() >= 4 * table.verticalHeader().defaultSectionSize()


def test_the_chip_leaves_the_tabs_where_they_are(finished, qtbot):
    finished.resize(1280, 720)
    qtbot.wait(1)
    bar = finished.views.tabBar()

    def places():
        qtbot.wait(1)
        return [bar.mapTo(finished, bar.tabRect(index).topLeft()) for index in range(bar.count())], bar.height()

    before = places()
    finished.workspace.set("training.optimizer.learning_rate", 0.011)
    assert finished.chip.isVisible()
    assert places() == before
    assert finished.chip.take_back_button.width() >= finished.chip.take_back_button.minimumSizeHint().width()


@pytest.fixture
def row(qtbot):
    """Six items, each 80 pixels wide, 8 apart."""
    items = [QWidget() for _ in range(6)]
    for item in items:
        item.setMinimumSize(80, 20)
    row = WrappingRow(items, 8)
    row.shown_items = items
    row.window_reference = show_in_window(qtbot, row, 6 * 80 + 5 * 8, 100)
    return row


def test_a_row_that_fits_has_one_line(row):
    assert row.columns == 6
    assert len({item.y() for item in row.shown_items}) == 1


def test_a_narrower_row_has_lines_of_the_same_length(row, wait_until):
    row.setGeometry(0, 0, 5 * 80 + 5 * 8, 100)
    wait_until(lambda: len({item.y() for item in row.shown_items}) == 2)
    assert row.columns == 3


def test_a_row_can_be_as_narrow_as_its_widest_item(row, wait_until):
    row.setGeometry(0, 0, 80, 200)
    wait_until(lambda: row.columns == 1)
    assert row.minimumSizeHint().width() == 80


def test_hidden_items_take_no_room(row, wait_until):
    row.setGeometry(0, 0, 3 * 80 + 2 * 8, 100)
    for item in row.shown_items[:3]:
        item.hide()
    wait_until(lambda: row.shown_items[3].x() == 0)
    assert len({item.y() for item in row.shown_items[3:]}) == 1
