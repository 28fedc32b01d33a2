"""The live view shows one run, and the one before it as a grey ghost."""

from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from nnstudio.runs.run_unit import SAMPLES
from nnstudio.session.state import State
from nnstudio.ui.plots.curve_legend import CurveLegend
from nnstudio.ui.plots.live_view import LiveView
from nnstudio.ui.plots.plot_canvas import PlotCanvas


def run_to_its_end(window, wait_until):
    before = window.session.shown_run
    window.run_actions.run.trigger()
    wait_until(lambda: window.session.shown_run is not before and window.session.state is State.FINISHED)
    return window.session.history


def test_the_last_run_stays_as_a_ghost_behind_the_next_until_it_is_removed(window, wait_until):
    live = window.view(LiveView)
    first = run_to_its_end(window, wait_until)
    assert live.loss.ghost.history is None
    run_to_its_end(window, wait_until)
    assert live.loss.ghost.history is live.accuracy.ghost.history is first
    (remove,) = [button for button in live.findChildren(QPushButton) if "earlier" in button.accessibleName()]
    assert remove.isVisible()
    remove.click()
    assert live.loss.ghost.history is None
    assert not remove.isVisible()


def test_axes_and_smoothing_come_back_at_the_next_start(window, tmp_path):
    settings = QSettings(str(tmp_path / "live.ini"), QSettings.Format.IniFormat)
    live = window.view(LiveView)
    live.toggle_logarithmic()
    live.change_smoothing(2)
    smoothing = live.smoothing
    live.save(settings)
    live.toggle_logarithmic()
    live.change_smoothing(-3)
    live.restore(settings)
    assert live.is_logarithmic
    assert live.smoothing == smoothing > 0
    settings.setValue("smoothing", "nonsense")
    live.restore(settings)
    assert live.smoothing == 0.05


UNITS = {"epochs": "epoch", "batches": "batch", "samples": "samples", "time": "active time (m:ss)"}


def choose_x(live, label):
    """Choose what the horizontal axes count, as a person does: with the keys, in the box."""
    live.controls.units.setFocus()
    QTest.keyClick(live.controls.units, Qt.Key.Key_Home)
    for _ in range(list(UNITS).index(label)):
        QTest.keyClick(live.controls.units, Qt.Key.Key_Down)
    assert live.controls.units.currentText() == f"x: {label}"


def shown_axes(live):
    """Return the label and the ends of the horizontal axis of every plot that is seen."""
    canvases = [each for each in live.findChildren(PlotCanvas) if each.isVisible()]
    return [(each.bottom.labelText, *each.limits[0]) for each in canvases]


def test_x_is_chosen_for_all_plots_at_once(window, wait_until):
    live = window.view(LiveView)
    for name in ("Update ratio", "Penalty", "Seconds per epoch", "Over time"):
        live.choice.actions_by_label[name].setChecked(True)
    history = run_to_its_end(window, wait_until)
    ends = {"epochs": 2, "batches": history.step, "samples": 2 * history.training_count, "time": history.seconds}
    for label, newest in ends.items():
        choose_x(live, label)
        wait_until(lambda: len(shown_axes(live)) > 6 and len(set(shown_axes(live))) == 1)
        name, _, end = shown_axes(live)[0]
        assert name == UNITS[label]
        assert newest <= end <= max(2 * newest, 20.5)


def test_what_x_counts_comes_back_at_the_next_start(window, tmp_path):
    settings = QSettings(str(tmp_path / "live.ini"), QSettings.Format.IniFormat)
    live = window.view(LiveView)
    choose_x(live, "samples")
    live.save(settings)
    choose_x(live, "epochs")
    live.restore(settings)
    assert live.controls.units.currentText() == "x: samples"
    assert live.loss.axis.unit is SAMPLES
    settings.setValue("unit", "fortnights")
    live.restore(settings)
    assert live.loss.axis.unit is SAMPLES


def test_the_crosshair_stays_at_its_moment_when_x_counts_something_else(window, wait_until):
    live = window.view(LiveView)
    history = run_to_its_end(window, wait_until)
    wait_until(lambda: live.loss.drawn_step == history.step)
    live.loss.canvas.pointer_moved.emit(1.0)
    choose_x(live, "batches")
    assert live.loss.crosshair == live.accuracy.crosshair == history.step / 2
    wait_until(lambda: live.loss.findChild(CurveLegend).text.startswith(f"batch {history.step // 2}"))


def test_the_ghost_is_drawn_over_its_own_batches(window, wait_until):
    live = window.view(LiveView)
    window.workspace.set("training.batch_size", 10)
    first = run_to_its_end(window, wait_until)
    window.workspace.set("training.batch_size", 20)
    second = run_to_its_end(window, wait_until)
    assert second.step < first.step
    choose_x(live, "batches")
    wait_until(lambda: live.loss.ghost.points.x[-1] > second.step)
    assert live.loss.ghost.points.x[-1] <= first.step
    choose_x(live, "epochs")
    wait_until(lambda: live.loss.ghost.points.x[-1] <= 2)
