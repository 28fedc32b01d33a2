"""The timeline below the views: scrubbing with the keys, playing, going back and branching."""

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox, QWidget

from nnstudio.session.film_writer import FilmWriter
from nnstudio.session.last_run import read_shown_run
from nnstudio.session.state import State
from nnstudio.session.timeline import Timeline
from nnstudio.session.workspace import Workspace
from nnstudio.spec.paths import set_text
from nnstudio.ui.plots.film import Film
from nnstudio.ui.plots.live_view import LiveView
from nnstudio.ui.plots.timeline_bar import TimelineBar
from tests.kept_run import SETTINGS, train_kept_run
from tests.session.scripted_trainer import scripted_session
from tests.ui.window import draw_one, show_in_window


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return train_kept_run(tmp_path_factory)


@pytest.fixture
def session(qtbot, folders, tmp_path):
    with scripted_session(folders, tmp_path / "runs", []) as session:
        yield session


@pytest.fixture
def workspace(qtbot):
    return Workspace(SETTINGS)


@pytest.fixture
def timeline(session):
    return Timeline(session, session)


@pytest.fixture
def writer(qtbot):
    writer = FilmWriter()
    yield writer
    writer.close()


@pytest.fixture
def bar(qtbot, session, workspace, timeline, themes, writer, folder):
    """The timeline of a run that is over."""
    bar = TimelineBar(timeline, session, workspace, themes, lambda: writer, QWidget)
    bar.window_of_test = show_in_window(qtbot, bar, 480, 80)
    bar.setVisible(False)
    session.show(*read_shown_run(folder))
    return bar


def go_to(bar, timeline, index, wait_until):
    bar.slider.setValue(index)
    wait_until(lambda: timeline.index == index)


def test_it_is_there_when_the_run_is_over_and_not_while_one_trains(bar, session, timeline):
    assert bar.isVisible()
    assert bar.badge.text() == f"{len(timeline.places)} snapshots of this run"
    session.run(SETTINGS)
    assert not bar.isVisible()


def test_left_and_right_go_from_snapshot_to_snapshot(bar, timeline, wait_until):
    bar.slider.setFocus()
    QTest.keyClick(bar.slider, Qt.Key.Key_Home)
    wait_until(lambda: timeline.index == 0)
    assert bar.badge.text() == "Shown: epoch 0, batch 0"
    QTest.keyClick(bar.slider, Qt.Key.Key_Right)
    wait_until(lambda: timeline.index == 1)
    QTest.keyClick(bar.slider, Qt.Key.Key_Left)
    wait_until(lambda: timeline.index == 0)
    go_to(bar, timeline, 50, wait_until)
    assert bar.badge.text() == "Shown: epoch 2, batch 50, the best"


def test_back_predicts_with_the_last_weights_again(bar, session, timeline, wait_until):
    before = session.active_network
    assert not bar.back.isEnabled()
    assert bar.back.toolTip() == "Back: go to a step first"
    go_to(bar, timeline, 0, wait_until)
    bar.back.click()
    assert session.active_network is before
    assert not bar.back.isEnabled()
    assert "snapshots of this run" in bar.badge.text()


def test_play_goes_through_the_run_and_stops_at_its_end(bar, timeline, wait_until):
    go_to(bar, timeline, len(timeline.places) - 3, wait_until)
    bar.play.click()
    assert bar.play.toolTip() == "Stop playing"
    wait_until(lambda: bar.play.toolTip() == "Play the snapshots from here on")
    assert timeline.index == len(timeline.places) - 1
    bar.play.click()
    assert timeline.index == 0, "from the start again"
    bar.play.click()


def test_other_layers_cannot_branch_and_it_says_why(bar, timeline, workspace, wait_until):
    assert bar.branch.toolTip() == "Branch: go to a step first"
    go_to(bar, timeline, 0, wait_until)
    assert bar.branch.isEnabled()
    workspace.replace_all(set_text(SETTINGS, "layers=[dense 17 relu]"))
    assert not bar.branch.isEnabled()
    assert bar.branch.toolTip() == "Branch: the layers at the left are not those of this run"
    workspace.replace_all(set_text(SETTINGS, "layers=[dense 16 tanh, dropout 0.5]"))
    assert bar.branch.isEnabled()


def test_a_presentation_leaves_its_room_to_the_plots(bar):
    bar.set_presented(True)
    assert not bar.isVisible()
    bar.set_presented(False)
    assert bar.isVisible()


@pytest.fixture
def film(bar, timeline, writer, monkeypatch):
    monkeypatch.setattr("nnstudio.ui.plots.film.INTERVAL", 1)
    film = Film(timeline, writer, lambda: bar, bar)
    yield film
    film.stop()


def test_a_film_has_a_picture_for_each_snapshot_and_ends_where_it_began(film, session, tmp_path, wait_until):
    before = session.active_network
    film.make(str(tmp_path / "film.gif"))
    assert film.is_active
    wait_until(lambda: not film.is_active)
    with Image.open(tmp_path / "film.gif") as picture:
        assert picture.n_frames > 20  # equal pictures are one
        assert picture.size == (480, 80)
    assert session.active_network is before


def test_a_film_that_is_stopped_or_disturbed_leaves_no_file(film, timeline, tmp_path, wait_until):
    for disturb in (film.stop, timeline.leave, lambda: timeline.go_to(40)):
        film.make(str(tmp_path / "film.gif"))
        disturb()
        wait_until(lambda: not film.is_active)
    assert list(tmp_path.glob("*.gif")) == []


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_a_film_that_cannot_be_saved_says_why(film, bar, tmp_path, wait_until):
    film.make(str(tmp_path / "no folder" / "film.gif"))
    wait_until(lambda: bool(bar.window_of_test.findChildren(QMessageBox)))
    (box,) = bar.window_of_test.findChildren(QMessageBox)
    assert box.text().endswith("film.gif was not saved: No such file or directory.")
    box.close()


def test_a_paused_run_can_be_looked_through_and_then_goes_on(window, wait_until):
    window.run_actions.step_epoch.trigger()
    wait_until(lambda: window.session.state is State.PAUSED)
    bar = window.timeline_bar
    assert bar.isVisible()
    draw_one(window)
    last = window.models.reader.prediction
    go_to(bar, window.models.timeline, 0, wait_until)
    wait_until(lambda: window.models.reader.prediction is not last)
    assert bar.branch.toolTip() == "Branch: stop the run first"
    window.views.show_view("Inside")
    assert bar.isVisible()
    window.views.show_view("Data")
    assert not bar.isVisible(), "it shows no network"
    window.run_actions.run.trigger()
    wait_until(lambda: window.session.state is State.FINISHED)
    assert window.session.active_network.step == 50


def test_a_branch_leaves_the_curve_of_its_parent_which_stays_in_grey(window, wait_until):
    session, timeline, bar = window.session, window.models.timeline, window.timeline_bar
    window.run_actions.step_epoch.trigger()
    wait_until(lambda: session.state is State.PAUSED)
    window.run_actions.stop.trigger()
    wait_until(lambda: session.state is State.STOPPED)
    parent = session.shown_run
    go_to(bar, timeline, 0, wait_until)
    if timeline.places[1].step < 20:  # a slow machine has fewer snapshots
        go_to(bar, timeline, 1, wait_until)
    step = timeline.place.step
    window.workspace.set("training.optimizer.learning_rate", 0.3)
    bar.branch.click()
    wait_until(lambda: session.state is State.FINISHED and session.shown_run is not parent)
    run = session.shown_run
    assert run.started.folder != parent.started.folder
    losses, before = (each.history.series("loss").values for each in (run, parent))
    assert (len(losses), len(before)) == (50, 25)
    np.testing.assert_array_equal(losses[:step], before[:step])
    assert (losses[step + 1 : 25] != before[step + 1 :]).any()
    assert window.view(LiveView).loss.ghost.history is parent.history
    assert run.settings.training.optimizer.learning_rate == 0.3
