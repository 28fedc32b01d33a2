"""The live view shows one run, and the one before it as a grey ghost."""

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QPushButton

from nnstudio.session.state import State
from nnstudio.ui.plots.live_view import LiveView


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
