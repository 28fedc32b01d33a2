"""What comes back when the window is opened again."""

import shutil

import numpy as np
import pytest

from nnstudio.session.session import TrainingSession
from nnstudio.session.state import State
from nnstudio.session.workspace import Workspace
from nnstudio.ui.data.data_view import DataView
from nnstudio.ui.main_window import MainWindow
from nnstudio.ui.plots.live_view import LiveView
from tests.conftest import small_settings
from tests.ui.window import draw_one


@pytest.fixture
def start_again(window, qtbot, themes, ui_settings, folders, start_trainer):
    """Close the window and return the next one, which knows of the first only what was saved."""
    opened = []

    def start():
        window.close()
        session = TrainingSession(folders, window.session.runs, start_trainer=start_trainer)
        again = MainWindow(session, Workspace(small_settings("seed=77")), themes, ui_settings)
        qtbot.addWidget(again)
        again.show()
        qtbot.waitExposed(again)
        again.last_run.show()
        opened.append(again)
        return again

    yield start
    for again in opened:
        again.close()


@pytest.fixture
def finished(window, wait_until):
    window.run_actions.run.trigger()
    wait_until(lambda: window.session.state is State.FINISHED)
    return window.session


def test_the_last_run_comes_back_with_its_curves_its_result_and_its_network(finished, start_again, wait_until):
    again = start_again()
    wait_until(lambda: again.session.shown_run is not None)
    before, after = finished.shown_run, again.session.shown_run
    for column in ("position", "loss", "accuracy", "learning_rate", "seconds"):
        np.testing.assert_array_equal(after.history.series(column).values, before.history.series(column).values)
    assert after.history.evaluations == before.history.evaluations
    assert again.session.state is State.FINISHED
    assert "Test accuracy" in again.status_bar.result
    np.testing.assert_array_equal(again.session.active_network.parameters, finished.active_network.parameters)
    draw_one(again)
    assert again.models.reader.prediction is not None


def test_a_run_that_comes_back_is_not_replaced_by_a_single_key(finished, start_again, wait_until):
    again = start_again()
    wait_until(lambda: again.session.shown_run is not None)
    assert again.run_actions.kept_run_keys.isEnabled()
    assert not again.run_actions.step_batch.isEnabled()
    assert again.run_actions.show_best.isEnabled()


def test_a_run_whose_result_was_never_written_comes_back_as_stopped(finished, start_again, wait_until):
    (finished.shown_run.started.folder / "result.json").unlink()
    again = start_again()
    wait_until(lambda: again.session.shown_run is not None)
    assert again.session.state is State.STOPPED
    assert again.session.history.step == finished.history.step


@pytest.mark.parametrize("damage", ["vanished", "damaged"])
def test_a_run_that_cannot_be_opened_is_mentioned_and_the_window_starts_without(
    finished, start_again, wait_until, damage
):
    folder = finished.shown_run.started.folder
    if damage == "vanished":
        shutil.rmtree(folder)
    else:
        (folder / "weights.npy").write_bytes(b"nothing")
    again = start_again()
    wait_until(lambda: "cannot be opened any more" in again.status_bar.currentMessage())
    assert again.session.shown_run is None
    assert not again.banner.isVisible()
    assert again.run_actions.run.isEnabled()


def test_a_run_that_is_started_while_the_last_one_is_read_is_the_one_that_is_shown(finished, start_again, wait_until):
    again = start_again()
    again.run_actions.run.trigger()
    wait_until(lambda: again.session.state is State.FINISHED)
    assert again.session.shown_run.started.folder != finished.shown_run.started.folder


def test_settings_and_preset_come_back_and_are_nothing_to_undo(window, start_again):
    window.presets.activated.emit(0)
    window.workspace.set("training.optimizer.learning_rate", 0.0123)
    settings, preset = window.workspace.settings, window.workspace.preset
    again = start_again()
    assert (again.workspace.settings, again.workspace.preset) == (settings, preset)
    assert not again.workspace.can_undo


def test_view_axis_smoothing_and_folded_sections_come_back(window, start_again):
    window.views.setCurrentWidget(window.view(DataView))
    live = window.view(LiveView)
    live.toggle_logarithmic()
    is_logarithmic = live.is_logarithmic
    window.settings_panel.sections["data"].heading.click()
    again = start_again()
    assert again.views.currentWidget() is again.view(DataView)
    assert again.view(LiveView).is_logarithmic == is_logarithmic
    assert not again.settings_panel.sections["data"].is_open
    assert again.settings_panel.sections["network"].is_open


def test_values_that_cannot_be_read_are_replaced_by_the_defaults(window, ui_settings, start_again, qtbot):
    window.close()
    for key in ui_settings.allKeys():
        ui_settings.setValue(key, "{nonsense")
    again = start_again()
    assert again.workspace.settings == small_settings("seed=77")
    qtbot.waitUntil(lambda: not again.last_run.is_known)


def test_the_run_is_remembered_even_if_the_process_is_killed(finished, ui_settings):
    assert ui_settings.value("run/folder") == str(finished.shown_run.started.folder)


def test_the_events_of_a_run_come_back_with_their_places(window, start_again, wait_until):
    window.workspace.replace_all(small_settings("initializer=zeros", "epochs=4"))
    window.run_actions.step_epoch.trigger()
    wait_until(lambda: window.session.state is State.PAUSED)
    window.workspace.set("training.optimizer.learning_rate", 0.01)
    window.run_actions.run.trigger()
    wait_until(lambda: window.session.state is State.FINISHED)
    wait_until(lambda: any("epochs are trained" in text for text in events_of(window)))
    before = events_of(window)
    assert {"paused", "warning:", "learning", "all"} <= {text.split(": ", 1)[1].split()[0] for text in before}
    again = start_again()
    wait_until(lambda: events_of(again) == before)


def events_of(window):
    """Return what the marks in the lane say, each once, in the order of the run."""
    groups = window.view(LiveView).lane.groups
    return list(dict.fromkeys(each.text for group in groups for each in group.marks))
