"""Warnings of the shown run as a person meets them: read the card, click its remedy."""

import pytest

from nnstudio.engine.initializers import HeNormal
from nnstudio.session.state import State
from nnstudio.spec.paths import set_text
from nnstudio.ui.health.health_view import HealthView
from nnstudio.ui.health.warning_cards import NO_RUN, NO_WARNING


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


def test_a_live_remedy_changes_the_run_and_the_warning_goes(window, warnings, wait_until):
    window.workspace.replace_all(
        set_text(set_text(window.workspace.settings, "network.layers=[dense 16 relu, batch_norm]"), "batch_size=2")
    )
    window.workspace.set("training.epochs", 0)
    window.run_actions.run.trigger()
    wait_until(lambda: len(warnings.shown) == 1 and warnings.shown[0].buttons[0].isEnabled())
    warnings.shown[0].buttons[0].click()
    wait_until(lambda: warnings.text == NO_WARNING)
    assert window.session.shown_run.settings.training.batch_size == 32
    assert [change.text for change in window.session.history.changes] == ["batch size 2 → 32"]


def test_a_live_remedy_says_why_it_is_disabled_once_the_run_is_over(warnings, run):
    run("network.layers=[dense 16 relu, batch_norm]", "batch_size=2")
    (card,) = warnings.shown
    assert not card.buttons[0].isEnabled()
    assert card.buttons[0].toolTip().endswith("only while the run trains")
