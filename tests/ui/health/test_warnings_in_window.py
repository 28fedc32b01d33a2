"""Warnings of the shown run as a person meets them: read the card, click its remedy."""

import pytest
from PySide6.QtCore import QPoint, QRect

from nnstudio.engine.initializers import HeNormal
from nnstudio.session.state import State
from nnstudio.spec.paths import set_text
from nnstudio.ui.health.health_view import HealthView
from nnstudio.ui.health.warning_cards import NO_RUN, NO_WARNING
from nnstudio.ui.plots.live_view import LiveView
from tests.ui.window import button_of

CAUSES_WITH_PLOTS = (
    "Loss",
    "Accuracy",
    "Gradient norm",
    "Update ratio",
    "Dead units",
    "Saturated units",
    "Gap",
    "Penalty",
)


@pytest.fixture
def warnings(window):
    """The warnings in the view, which is in front."""
    view = window.view(HealthView)
    window.views.setCurrentWidget(view)
    return view.warnings


@pytest.fixture
def run(window, wait_until):
    """Train with changed settings to the end."""

    def run(*words):
        settings = window.workspace.settings
        for word in words:
            settings = set_text(settings, word)
        window.workspace.replace_all(settings)
        window.run_actions.new_run.trigger()
        wait_until(lambda: window.session.state is State.FINISHED)

    return run


def test_before_a_run_the_view_says_what_will_appear(warnings):
    assert warnings.text == NO_RUN
    assert warnings.shown == []


def test_a_sound_run_has_no_warning(warnings, run):
    run()
    assert warnings.text == NO_WARNING
    assert warnings.shown == []


def test_zero_weights_are_named_and_a_click_starts_a_run_with_others(window, warnings, run, wait_until):
    run("initializer=zeros")
    (card,) = warnings.shown
    assert card.texts[0] == "Units that stay alike"
    assert warnings.text == ""
    assert card.buttons[0].text() == "New run with He weights"
    card.buttons[0].click()
    wait_until(lambda: window.session.state is State.FINISHED and warnings.text == NO_WARNING)
    assert window.workspace.settings.network.initializer == HeNormal()
    assert warnings.shown == []
    window.workspace.undo()
    assert window.workspace.settings.network.initializer.key == "zeros"


@pytest.fixture
def train(window, warnings, wait_until):
    """Train without end until there is a warning, and return its card."""

    def train(*words):
        settings = window.workspace.settings
        for word in (*words, "epochs=endless"):
            settings = set_text(settings, word)
        window.workspace.replace_all(settings)
        window.run_actions.run.trigger()
        wait_until(lambda: len(warnings.shown) == 1 and warnings.shown[0].buttons[0].isEnabled())
        return warnings.shown[0]

    return train


TINY = ("network.layers=[dense 16 relu, batch_norm]", "batch_size=2")


def test_a_live_remedy_changes_the_run_and_the_warning_goes(window, warnings, train, wait_until):
    train(*TINY).buttons[0].click()
    wait_until(lambda: warnings.text == NO_WARNING)
    assert window.session.shown_run.settings.training.batch_size == 32
    assert [change.text for change in window.session.history.changes] == ["batch size 2 → 32"]


def test_a_live_remedy_is_taken_back_at_a_click(window, warnings, train, wait_until):
    train(*TINY).buttons[0].click()
    assert warnings.applied.text == "Done because of batch normalization with tiny batches: batch size 32."
    wait_until(lambda: warnings.text == NO_WARNING)
    warnings.applied.button.click()
    assert warnings.applied.text == ""
    wait_until(lambda: window.session.shown_run.settings.training.batch_size == 2)
    wait_until(lambda: len(warnings.shown) == 1)


def test_a_remedy_that_was_changed_by_hand_is_not_taken_back_any_more(window, warnings, train):
    train(*TINY).buttons[0].click()
    window.workspace.set("training.batch_size", 64)
    assert warnings.applied.text == ""


def test_the_settings_of_a_new_run_are_taken_back_and_the_run_stays(window, warnings, run, wait_until):
    run("initializer=zeros")
    first = window.session.shown_run
    warnings.shown[0].buttons[0].click()
    assert warnings.applied.text == "Done because of units that stay alike: new run with He weights."
    wait_until(lambda: window.session.state is State.FINISHED and window.session.shown_run.started is not first.started)
    second = window.session.shown_run
    warnings.applied.button.click()
    assert window.workspace.settings.network.initializer.key == "zeros"
    assert window.session.shown_run is second
    assert warnings.applied.text == ""


def test_a_new_run_that_trains_is_stopped_before_its_settings_are_taken_back(window, warnings, train, wait_until):
    card = train("optimizer=momentum 5", "network.layers=[dense 32 relu]")
    first = window.session.shown_run
    button_of(card, "New run with learning rate 0.05").click()
    wait_until(lambda: window.session.state is State.RUNNING and window.session.shown_run.started is not first.started)
    warnings.applied.button.click()
    wait_until(lambda: window.workspace.settings.training.optimizer.learning_rate == 5)
    assert not window.session.is_active
    assert window.session.shown_run.settings.training.optimizer.learning_rate == 0.05
    assert not window.session.history.changes


def test_stopping_here_predicts_with_the_best_weights_and_that_is_taken_back(window, warnings, train, wait_until):
    card = train("label_noise=0.2")
    assert card.texts[0] == "Wrong labels suspected"
    assert card.buttons[0].text() == "Stop here and use the best weights"
    card.buttons[0].click()
    wait_until(lambda: window.session.state is State.STOPPED)
    wait_until(lambda: "the best weights of this run" in window.pad.source)
    assert warnings.applied.text.endswith("stop here and use the best weights.")
    warnings.applied.button.click()
    assert "the last weights of this run" in window.pad.source
    assert warnings.applied.text == ""


def test_a_click_shows_the_plot_of_the_evidence(window, warnings, run, wait_until):
    run(f"network.layers=[{', '.join(['dense 16 sigmoid'] * 8)}]")
    (card,) = warnings.shown
    assert card.texts[0] == "Vanishing gradients"
    assert card.plot_button.text() == "Show gradient norm"
    window.resize(1024, 560)  # the plot is below what fits
    card.plot_button.click()
    live = window.view(LiveView)
    assert window.views.currentWidget() is live
    assert live.choice.is_chosen("Gradient norm")
    plot = live.measured.plot("Gradient norm")
    view = live.viewport()
    wait_until(lambda: view.rect().contains(QRect(plot.mapTo(view, QPoint(0, 0)), plot.size())))


def test_every_plot_of_a_warning_can_be_shown(window):
    live = window.view(LiveView)
    for cause in CAUSES_WITH_PLOTS:
        assert cause in live.choice.actions_by_label


def test_the_banner_says_why_a_network_does_not_learn_until_the_card_is_in_front(window, run):
    window.views.setCurrentWidget(window.view(LiveView))
    run("initializer=zeros")
    assert window.banner.text.startswith("Units that stay alike. All weights began at 0")
    button_of(window.banner, "Why").click()
    view = window.view(HealthView)
    assert window.views.currentWidget() is view
    assert not window.banner.isVisible()
    (card,) = view.warnings.shown
    assert card.texts[0] == "Units that stay alike"


def test_no_banner_repeats_the_card_in_front(window, warnings, run):
    run("initializer=zeros")
    assert len(warnings.shown) == 1
    assert not window.banner.isVisible()


def test_a_live_remedy_says_why_it_is_disabled_once_the_run_is_over(warnings, run):
    run("network.layers=[dense 16 relu, batch_norm]", "batch_size=2")
    (card,) = warnings.shown
    assert not card.buttons[0].isEnabled()
    assert card.buttons[0].toolTip().endswith("only while the run trains")
