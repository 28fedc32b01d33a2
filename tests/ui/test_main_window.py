"""The whole window, used through its actions, buttons and the mouse."""

import gc

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from nnstudio.data.folders import DataFolders
from nnstudio.number_text import significant
from nnstudio.session.session import TrainingSession
from nnstudio.session.state import State
from nnstudio.session.workspace import Workspace
from nnstudio.spec.errors import Problem
from nnstudio.spec.paths import set_text
from nnstudio.ui.data.data_view import DataView
from nnstudio.ui.link_label import LinkLabel
from nnstudio.ui.main_window import MainWindow
from nnstudio.ui.my_digits.my_digits_view import MyDigitsView
from nnstudio.ui.plots.live_view import LiveView
from tests.conftest import small_settings
from tests.ui.window import button_of, draw_one


def enabled(window):
    run_actions = window.run_actions
    actions = {
        "run": run_actions.run,
        "pause": run_actions.pause,
        "step": run_actions.step_batch,
        "stop": run_actions.stop,
    }
    return {name for name, action in actions.items() if action.isEnabled()}


def test_in_a_new_window_run_and_step_are_enabled(window):
    assert enabled(window) == {"run", "step"}
    assert window.run_actions.pause.toolTip() == "Pause: nothing is training"


def test_run_trains_to_the_end_and_shows_the_test_accuracy(window, wait_until):
    window.run_actions.run.trigger()
    wait_until(lambda: window.session.state is State.FINISHED)
    assert "Test accuracy" in window.status_bar.result
    assert enabled(window) == {"run"}


@pytest.mark.usefixtures("run_endlessly")
def test_during_training_pause_and_stop_are_enabled(window):
    assert enabled(window) == {"pause", "stop"}
    assert window.run_actions.run.toolTip() == "Run: the network is training"


@pytest.mark.usefixtures("run_endlessly")
def test_the_space_key_pauses_and_resumes(window, wait_until):
    QTest.keyClick(window, Qt.Key.Key_Space)
    wait_until(lambda: window.session.state is State.PAUSED)
    assert window.run_actions.run.text() == "Resume"
    step = window.session.history.step
    QTest.keyClick(window, Qt.Key.Key_Space)
    wait_until(lambda: window.session.history.step > step)


def test_the_n_key_trains_one_batch(window, wait_until):
    QTest.keyClick(window, Qt.Key.Key_N)
    wait_until(lambda: window.session.state is State.PAUSED)
    assert window.session.history.step == 1


@pytest.mark.usefixtures("run_endlessly")
def test_the_escape_key_stops(window, wait_until):
    QTest.keyClick(window, Qt.Key.Key_Escape)
    wait_until(lambda: window.session.state is State.STOPPED)


@pytest.mark.usefixtures("run_endlessly")
def test_new_run_stops_the_current_run_and_starts_another(window, wait_until):
    first = window.session.shown_run.started
    window.run_actions.new_run.trigger()
    wait_until(lambda: window.session.shown_run.started is not first and window.session.state is State.RUNNING)
    assert (first.folder / "result.json").is_file()


def test_run_pressed_twice_trains_once(window, wait_until):
    window.run_actions.run.trigger()
    window.run_actions.run.trigger()
    wait_until(lambda: window.session.state is State.FINISHED)
    assert len(list(window.session.runs.iterdir())) == 1


@pytest.mark.usefixtures("run_endlessly")
def test_a_live_setting_reaches_the_current_run(window, wait_until):
    window.workspace.set("training.optimizer.learning_rate", 0.03)
    wait_until(lambda: window.session.history.series("learning_rate").values[-1] == np.float32(0.03))


def test_a_problem_in_the_settings_disables_run_and_says_so(window):
    window.workspace.report(Problem("training.epochs", "'many'", "a whole number"))
    assert not window.run_actions.run.isEnabled()
    assert window.run_actions.run.toolTip() == "Run: correct the epochs first"
    window.workspace.set("training.epochs", 3)
    assert window.run_actions.run.isEnabled()


def test_a_run_that_fails_says_why_and_offers_to_run_again(window, wait_until):
    window.workspace.replace_all(set_text(window.workspace.settings, "validation_count=600"))
    window.run_actions.run.trigger()
    wait_until(lambda: window.session.state is State.FAILED)
    assert window.banner.isVisible()
    assert "data.split.validation_count: found 600; allowed: 1 to 599" in window.banner.text
    window.workspace.set("data.split.validation_count", 100)
    window.banner.retry_requested.emit()
    wait_until(lambda: window.session.state is State.FINISHED)
    assert not window.banner.isVisible()


def test_divergence_is_explained_and_a_button_runs_with_a_smaller_learning_rate(window, wait_until):
    wild = set_text(
        set_text(window.workspace.settings, "optimizer=sgd 10"), "layers=[dense 64 linear, dense 64 linear]"
    )
    window.workspace.replace_all(wild)
    window.run_actions.run.trigger()
    wait_until(lambda: window.session.state is State.DIVERGED)
    assert "the numbers became infinite" in window.banner.text
    first = window.session.shown_run
    window.workspace.set("seed", 5)  # edited since: the button is about the run that is shown
    button_of(window.banner, "New run with learning rate 0.1").click()
    wait_until(lambda: window.session.shown_run.started is not first.started)
    assert not window.banner.isVisible()
    assert window.workspace.settings.training.optimizer.learning_rate == 0.1
    assert window.session.shown_run.settings == set_text(wild, "learning_rate=0.1")


def test_a_run_stopped_while_loading_leaves_the_earlier_run_unchanged(window, wait_until, tmp_path):
    window.run_actions.run.trigger()
    wait_until(lambda: window.session.state is State.FINISHED)
    draw_one(window)
    verdict, result = window.pad.text, window.status_bar.result
    assert verdict.startswith("It reads")
    window.session.folders = type(window.session.folders)(tmp_path, tmp_path / "empty")
    window.workspace.replace_all(set_text(window.workspace.settings, "dataset=handwriting"))
    window.run_actions.run.trigger()
    window.run_actions.stop.trigger()
    wait_until(lambda: window.session.state is State.STOPPED)
    assert window.run_status.progress_text == "Epoch 2 · finished"
    assert (window.pad.text, window.status_bar.result) == (verdict, result)
    assert window.run_actions.show_best.isEnabled()
    assert "no network" not in window.view(MyDigitsView).fine_tuning.text


@pytest.mark.usefixtures("run_endlessly")
def test_the_plots_draw_the_history(window, wait_until):
    wait_until(lambda: window.view(LiveView).loss.drawn_step > 0)
    assert window.view(LiveView).accuracy.drawn_step <= window.session.history.step
    assert window.view(LiveView).weights.count == 2


def test_the_penalty_is_shown_separately_from_the_loss(window, wait_until):
    window.workspace.replace_all(set_text(window.workspace.settings, "training.penalties.l2=0.01"))
    window.run_actions.run.trigger()
    wait_until(lambda: window.session.state is State.FINISHED)
    last = window.session.history.evaluations[-1]
    assert last.penalty > 0
    assert window.view(LiveView).penalty == f"L1/L2 penalty: {significant(last.penalty)}"


def test_themes_change_while_training(window, themes, run_endlessly, wait_until):
    for key in ("dark", "light"):
        themes.choose(key)
        step = window.session.history.step
        wait_until(lambda step=step: window.session.history.step > step)
        picture = window.grab().toImage()
        corner = picture.pixelColor(5, picture.height() - 5)
        assert (corner.lightness() < 128) == (key == "dark")


def test_a_window_restores_its_geometry_and_theme(window, qtbot, themes, ui_settings):
    window.resize(1100, 700)
    themes.choose("dark")
    window.close()
    assert ui_settings.value("theme/choice") == "dark"
    again = MainWindow(window.session, window.workspace, themes, ui_settings)
    qtbot.addWidget(again)
    assert again.height() == 700  # the width is cut to the screen, which is narrow in tests
    again.close()


def test_without_mnist_the_status_bar_leads_to_its_download(qtbot, tmp_path, themes, ui_settings):
    folders = DataFolders(tmp_path, tmp_path)
    session, settings = TrainingSession(folders, tmp_path / "runs"), small_settings("dataset=handwriting")
    window = MainWindow(session, Workspace(settings), themes, ui_settings)
    qtbot.addWidget(window)
    window.show()
    (link,) = [label for label in window.findChildren(LinkLabel) if label.isVisible()]
    link.linkActivated.emit("mnist")
    assert window.views.currentWidget() is window.view(DataView)
    assert window.workspace.settings.data.dataset.key == "handwriting"
    assert window.view(DataView).notice.button.text().startswith("Download (11.6")
    window.close()


def test_with_mnist_the_status_bar_has_no_link_to_its_download(window):
    assert not [label for label in window.findChildren(LinkLabel) if label.isVisible()]


def test_the_data_view_shows_the_selected_data_set(window, wait_until):
    assert window.view(DataView).pictures.loaded is None
    window.views.setCurrentWidget(window.view(DataView))
    wait_until(lambda: window.view(DataView).shows_pictures)
    assert window.view(DataView).pictures.loaded.splits.training.count == 500


def test_nothing_is_cut_off_at_the_smallest_size(window, qtbot):
    window.resize(1024, 680)
    qtbot.wait(1)
    assert window.pad.bars.geometry().bottom() <= window.pad.height()
    assert window.pad.canvas.area.width() >= 150


def test_a_preset_replaces_the_settings_and_undo_restores_them(window):
    before = window.workspace.settings
    index = window.presets.findText("Leaky ReLU 500-300-100")
    window.presets.activated.emit(index)
    assert [layer.units for layer in window.workspace.settings.network.layers] == [500, 300, 100]
    assert window.presets.currentIndex() == index
    window.workspace.undo()
    assert window.workspace.settings == before
    assert window.presets.currentIndex() == -1


def test_garbage_is_collected_only_in_the_thread_of_the_window(window):
    assert not gc.isenabled()
    window.close()
    assert gc.isenabled()
