"""The lane of events as a person uses it: hover, click, keys, and what is said."""

from itertools import pairwise

import pytest
from pyqtgraph import PlotWidget
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip

from nnstudio.runs.run_marks import MarkKind, RunMark
from nnstudio.session.state import State
from nnstudio.spec.paths import set_text
from nnstudio.ui.health.health_view import HealthView
from nnstudio.ui.plots.event_lane import EMPTY, EventLane
from nnstudio.ui.plots.live_view import LiveView
from nnstudio.ui.plots.mark_groups import LONGEST, PlacedMark, Span
from nnstudio.ui.plots.mark_shapes import SYMBOLS
from tests.ui.window import show_in_window

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # what a tooltip and a menu ask of it
WIDE = Span(40, 400, (0.0, 10.0))
CHANGE = RunMark(MarkKind.CHANGE, 100, 1.0, "learning rate 0.05 → 0.01")
WARNING = RunMark(MarkKind.WARNING, 500, 5.0, "warning: overfitting, until epoch 8", 800)
END = RunMark(MarkKind.END, 1000, 10.0, "all 10 epochs are trained")


def placed(*marks):
    return [PlacedMark(mark, mark.position, mark.until and mark.until / 100) for mark in marks]


@pytest.fixture
def lane(qtbot, themes):
    """A lane with a change, a warning and the end of a run, 40 pixels for each epoch."""
    lane = EventLane(themes.theme)
    lane.window_of_test = show_in_window(qtbot, lane, 480, 26)
    lane.show_marks(placed(CHANGE, WARNING, END), [WIDE], 10.0)
    yield lane
    QToolTip.hideText()
    lane.menu.close()


@pytest.fixture
def pointed(lane):
    """Where the lane has pointed."""
    received = []
    lane.pointed.connect(received.append)
    return received


@pytest.fixture
def chosen(lane):
    """Where the user wanted to go."""
    received = []
    lane.chosen.connect(received.append)
    return received


def place_of(lane, mark):
    return QPoint(round(WIDE.pixel(mark.position)), lane.height() // 2)


def tooltip_at(lane, place):
    """Return what is told when the pointer rests at ``place``."""
    QToolTip.hideText()
    QApplication.sendEvent(lane, QHelpEvent(QEvent.Type.ToolTip, place, lane.mapToGlobal(place)))
    return QToolTip.text()


def click(lane, mark):
    QTest.mouseClick(lane, Qt.MouseButton.LeftButton, pos=place_of(lane, mark))


def offered(lane):
    return [action.text() for action in lane.menu.actions()] if lane.menu.isVisible() else []


def test_without_marks_it_says_what_will_appear(lane):
    lane.show_marks([], [WIDE], 0.0)
    assert lane.accessibleDescription() == EMPTY
    assert lane.groups == []


def test_hovering_a_mark_tells_when_and_what(lane):
    assert tooltip_at(lane, place_of(lane, CHANGE)) == "epoch 1, batch 100: learning rate 0.05 → 0.01"


def test_hovering_between_marks_tells_what_the_shapes_mean(lane):
    text = tooltip_at(lane, QPoint(150, 10))
    for kind in MarkKind:
        assert f"{SYMBOLS[kind]} {kind}" in text


def test_hovering_a_mark_points_there_and_leaving_it_points_nowhere(lane, pointed):
    QTest.mouseMove(lane, place_of(lane, WARNING))
    QTest.mouseMove(lane, QPoint(150, 10))
    assert pointed == [5.0, None]


def test_a_click_goes_to_the_mark(lane, chosen):
    click(lane, CHANGE)
    assert chosen == [1.0]
    assert offered(lane) == []


def test_a_click_beside_all_marks_does_nothing(lane, chosen):
    QTest.mouseClick(lane, Qt.MouseButton.LeftButton, pos=QPoint(150, 10))
    assert chosen == []


def test_a_click_on_a_warning_also_offers_the_health_view(lane, chosen, qtbot):
    click(lane, WARNING)
    assert chosen == [5.0]
    assert offered(lane) == ["Open the Health view"]
    with qtbot.waitSignal(lane.health_wanted):
        lane.menu.actions()[0].trigger()


def test_marks_that_would_stand_on_one_another_are_one_group_that_offers_each(lane, chosen):
    near = RunMark(MarkKind.PAUSE, 120, 1.2, "paused for 3 s")
    lane.show_marks(placed(CHANGE, near, END), [WIDE], 10.0)
    assert [len(group.marks) for group in lane.groups] == [2, 1]
    told = tooltip_at(lane, place_of(lane, CHANGE)).splitlines()
    assert told == ["2 events", "epoch 1, batch 100: learning rate 0.05 → 0.01", "epoch 1.2, batch 120: paused for 3 s"]
    click(lane, CHANGE)
    assert offered(lane) == told[1:]
    lane.menu.actions()[1].trigger()
    assert chosen == [1.0, 1.2]


def test_a_large_group_tells_the_first_and_counts_the_others(lane):
    marks = [RunMark(MarkKind.CHANGE, step, step / 1000, f"change {step}") for step in range(30)]
    lane.show_marks(placed(*marks), [WIDE], 10.0)
    (group,) = lane.groups
    assert group.text.splitlines()[-1] == f"and {30 - LONGEST} more"


def test_drawn_groups_never_overlap(lane):
    marks = [RunMark(MarkKind.CHANGE, step, step / 37, f"change {step}") for step in range(370)]
    lane.show_marks(placed(*marks), [WIDE], 10.0)
    pixels = [group.pixel for group in lane.groups]
    assert min(after - before for before, after in pairwise(pixels)) >= 18
    assert sum(len(group.marks) for group in lane.groups) == 370


def test_zoomed_in_it_shows_the_marks_within_the_limits(lane):
    lane.show_marks(placed(CHANGE, WARNING, END), [Span(40, 400, (0.5, 2.0))], 10.0)
    assert [group.text for group in lane.groups] == ["epoch 1, batch 100: learning rate 0.05 → 0.01"]


def test_below_two_plots_each_has_its_marks(lane):
    lane.show_marks(placed(CHANGE), [Span(40, 150, (0.0, 10.0)), Span(250, 150, (0.0, 10.0))], 10.0)
    assert [group.pixel for group in lane.groups] == [55.0, 265.0]


def test_right_and_left_go_from_mark_to_mark_and_tell(lane, pointed, qtbot):
    lane.setFocus()
    keys = (Qt.Key.Key_Home, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Left)
    for key in keys:
        QTest.keyClick(lane, key)
    assert [x for x in pointed if x is not None] == [1.0, 5.0, 10.0, 10.0, 5.0]
    assert lane.accessibleDescription() == "epoch 5, batch 500: warning: overfitting, until epoch 8"
    assert QToolTip.text() == lane.accessibleDescription()


def test_left_begins_at_the_last_mark(lane, pointed):
    QTest.keyClick(lane, Qt.Key.Key_Left)
    assert pointed == [10.0]


def test_enter_goes_to_the_mark_and_offers_what_a_click_offers(lane, chosen):
    for key in (Qt.Key.Key_Home, Qt.Key.Key_Right, Qt.Key.Key_Return):
        QTest.keyClick(lane, key)
    assert chosen == [5.0]
    assert offered(lane) == ["Open the Health view"]


def test_a_mark_out_of_sight_is_shown_when_the_keys_reach_it(lane, chosen):
    lane.show_marks(placed(CHANGE, WARNING, END), [Span(40, 400, (0.5, 2.0))], 10.0)
    QTest.keyClick(lane, Qt.Key.Key_End)
    assert chosen == [10.0]


def test_the_mark_that_was_reached_stays_when_there_are_more(lane):
    QTest.keyClick(lane, Qt.Key.Key_Home)
    lane.show_marks(placed(CHANGE, WARNING, END), [WIDE], 10.0)
    assert lane.current.mark == CHANGE
    lane.show_marks([], [WIDE], 0.0)
    assert lane.current is None


def test_other_keys_are_for_the_window(lane, chosen, pointed):
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Space, Qt.Key.Key_F):
        QTest.keyClick(lane, key)
    assert (chosen, pointed) == ([], [])


def test_each_kind_has_a_shape_and_a_colour_that_can_be_told_apart(lane, themes):
    pictures = []
    for kind in MarkKind:
        lane.show_marks(placed(RunMark(kind, 500, 5.0, "text")), [WIDE], 5.0)
        pictures.append(lane.grab().toImage())
    assert all(a != b for index, a in enumerate(pictures) for b in pictures[:index])


# In the window


@pytest.fixture
def live(window):
    return window.view(LiveView)


def told(lane):
    return "\n".join(group.text for group in lane.groups)


def test_a_run_has_its_changes_pauses_best_result_and_end_in_the_lane(window, live, wait_until):
    window.workspace.set("training.epochs", 0)
    window.run_actions.run.trigger()
    wait_until(lambda: window.session.history.step > 100)
    window.run_actions.pause.trigger()
    wait_until(lambda: window.session.state is State.PAUSED)
    wait_until(lambda: ": paused" in told(live.lane))
    window.run_actions.run.trigger()
    wait_until(lambda: "paused for" in told(live.lane))
    window.workspace.set("training.optimizer.learning_rate", 0.001)
    wait_until(lambda: "learning rate 0.05 → 0.001" in told(live.lane))
    wait_until(lambda: "best validation loss" in told(live.lane))
    window.run_actions.stop.trigger()
    wait_until(lambda: "stopped by hand" in told(live.lane))


def test_a_warning_of_a_run_leads_to_the_health_view(window, live, wait_until):
    window.workspace.replace_all(set_text(window.workspace.settings, "initializer=zeros"))
    window.run_actions.run.trigger()
    wait_until(lambda: "warning: units that stay alike" in told(live.lane))
    wait_until(lambda: window.session.state is State.FINISHED)
    group = next(each for each in live.lane.groups if each.has_warning)
    place = QPoint(round(group.pixel), live.lane.height() // 2)
    QTest.mouseClick(live.lane, Qt.MouseButton.LeftButton, pos=place)
    (action,) = [each for each in live.lane.menu.actions() if "Health" in each.text()]
    action.trigger()
    live.lane.menu.close()
    assert window.views.currentWidget() is window.view(HealthView)


def test_a_click_moves_the_crosshair_of_all_plots_there_and_it_stays(window, live, wait_until):
    window.run_actions.run.trigger()
    wait_until(lambda: window.session.state is State.FINISHED and "epochs are trained" in told(live.lane))
    group = live.lane.groups[0]
    QTest.mouseClick(live.lane, Qt.MouseButton.LeftButton, pos=QPoint(round(group.pixel), live.lane.height() // 2))
    live.lane.menu.close()
    assert [plot.crosshair for plot in (live.loss, live.accuracy)] == [group.marks[0].x] * 2
    QApplication.sendEvent(live.lane, QEvent(QEvent.Type.Leave))
    assert live.loss.crosshair == group.marks[0].x


def test_a_mark_that_is_out_of_sight_is_brought_into_the_middle_of_zoomed_plots(window, live, wait_until):
    window.run_actions.run.trigger()
    wait_until(lambda: window.session.state is State.FINISHED and "epochs are trained" in told(live.lane))
    for plot in (live.loss, live.accuracy):
        box = plot.findChild(PlotWidget).getPlotItem().getViewBox()
        box.setXRange(0.1, 0.3, padding=0)
        box.sigRangeChangedManually.emit([True, True])
    wait_until(lambda: live.lane.groups == [])
    QTest.keyClick(live.lane, Qt.Key.Key_End)
    wait_until(lambda: "epochs are trained" in told(live.lane))
    for plot in (live.loss, live.accuracy):
        left, right = plot.limits[0]
        assert (left + right) / 2 == pytest.approx(2.0)
        assert right - left == pytest.approx(0.2)
