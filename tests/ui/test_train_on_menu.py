"""Training on from the window: menu, tool bar and result card."""

import pytest
from PySide6.QtWidgets import QToolButton

from nnstudio.session.state import State
from nnstudio.ui.plots.live_view import LiveView
from nnstudio.ui.train_on_menu import DEPENDS_ON_EPOCHS
from tests.ui.window import button_of


@pytest.fixture
def trained(window, wait_until):
    """A window in which a run of two epochs has finished."""
    window.run_actions.run.trigger()
    wait_until(lambda: window.session.state is State.FINISHED)
    return window


def finish(window, wait_until, epochs):
    wait_until(lambda: window.session.state is State.FINISHED and window.session.shown_run.ended.epoch == epochs)


def test_a_finished_run_gets_more_epochs_as_one_curve_and_the_form_shows_how_many(trained, wait_until):
    menu, folder = trained.run_actions.train_on, trained.session.shown_run.started.folder
    menu.choices[1].trigger()
    finish(trained, wait_until, epochs=3)
    assert trained.session.history.step == 75
    assert trained.workspace.settings.training.epochs == 3
    assert trained.session.shown_run.started.folder == folder
    assert "All 3 epochs are trained" in trained.view(LiveView).result.text.capitalize()


def test_a_run_trained_until_it_is_stopped_is_endless(trained, wait_until):
    trained.run_actions.train_on.choices[0].trigger()
    wait_until(lambda: trained.session.history.step > 60)
    trained.run_actions.stop.trigger()
    wait_until(lambda: trained.session.state is State.STOPPED)
    assert trained.workspace.settings.training.epochs == 0
    assert trained.session.shown_run.ended.step == trained.session.history.step


def test_settings_of_another_run_in_the_form_are_replaced_by_those_of_the_run(trained, wait_until):
    trained.workspace.set("seed", 5)
    trained.run_actions.train_on.choices[1].trigger()
    finish(trained, wait_until, epochs=3)
    assert trained.workspace.settings.seed == 0
    trained.workspace.undo()
    assert trained.workspace.settings.seed == 5


def test_before_a_run_and_during_one_the_menu_says_why_it_is_disabled(window, wait_until):
    action = window.run_actions.train_on.menuAction()
    assert (action.isEnabled(), action.toolTip()) == (False, "Train on: there is no run yet")
    window.workspace.set("training.epochs", 0)
    window.run_actions.run.trigger()
    wait_until(lambda: window.session.state is State.RUNNING)
    assert (action.isEnabled(), action.toolTip()) == (False, "Train on: the run is not over")
    assert not window.run_actions.train_on.choices[5].isEnabled()


def test_a_run_that_cannot_be_trained_on_offers_no_new_network_instead(trained, wait_until):
    (trained.session.shown_run.started.folder / "checkpoint.npz").unlink()
    trained.run_actions.train_on.choices[1].trigger()
    wait_until(lambda: trained.session.state is State.FAILED and trained.banner.isVisible())
    assert "checkpoint.npz" in trained.banner.text
    assert not button_of(trained.banner, "Run again").isVisible()


def test_the_tooltip_explains_a_schedule_that_depends_on_the_number_of_epochs(window, wait_until):
    window.workspace.choose("training.schedule", "cosine")
    window.run_actions.run.trigger()
    wait_until(lambda: window.session.state is State.FINISHED)
    assert window.run_actions.train_on.menuAction().toolTip().endswith(DEPENDS_ON_EPOCHS)


def test_the_tool_bar_and_the_result_card_show_the_menu(trained):
    menu = trained.run_actions.train_on
    assert trained.view(LiveView).result.train_on.menu() is menu
    assert trained.view(LiveView).result.train_on.isEnabled()
    buttons = trained.findChildren(QToolButton)
    assert any(button.defaultAction() is menu.menuAction() for button in buttons)
