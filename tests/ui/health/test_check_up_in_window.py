"""The check-up as a person does it: click the button, read the cards, use a learning rate."""

import pytest

from nnstudio.runs.check_up_report import Check
from nnstudio.ui.health.check_up_cards import OTHER_SETTINGS
from nnstudio.ui.health.health_view import HealthView

LEARNING_RATE = "training.optimizer.learning_rate"


@pytest.fixture
def cards(window):
    """The check-up in the view, which is in front."""
    view = window.view(HealthView)
    window.views.setCurrentWidget(view)
    return view.check_up


@pytest.fixture
def check(window, cards, wait_until):
    """Click the button and wait for the cards."""

    def click():
        cards.head.button.click()
        wait_until(lambda: not window.models.check_up.is_active)

    return click


def rate(window):
    return window.workspace.settings.training.optimizer.learning_rate


def test_at_first_the_view_says_what_will_appear_and_offers_it(cards):
    assert cards.head.button.isVisible()
    assert cards.head.button.isEnabled()
    assert not any(card.isVisible() for card in cards.cards.values())


def test_a_click_brings_a_card_for_each_check(window, cards, check):
    check()
    for check_of, card in cards.cards.items():
        title, verdict, evidence, reason, _ = card.texts
        assert card.isVisible()
        assert title.lower() == check_of
        assert verdict == "fine"
        assert any(sign.isdigit() for sign in evidence)
        assert reason.endswith(".")
    assert cards.head.status == ""


def test_while_it_runs_it_can_be_cancelled(window, cards, wait_until):
    cards.head.button.click()
    assert not cards.head.button.isEnabled()
    assert cards.head.cancel_button.isVisible()
    assert cards.head.status.endswith("…")
    cards.head.cancel_button.click()
    wait_until(lambda: not window.models.check_up.is_active)
    assert cards.head.button.isEnabled()
    assert not cards.head.cancel_button.isVisible()


def test_a_rate_that_is_too_small_is_a_fault_and_the_suggested_one_goes_into_the_settings(window, cards, check):
    window.workspace.set(LEARNING_RATE, 1e-5)
    check()
    card = cards.learning_rate
    assert card.texts[1] == "fault"
    assert card.texts[4]
    suggested = card.plot.marked["a tenth of the minimum"]
    assert card.plot.marked["yours"] == 1e-5
    card.use_tenth.click()
    assert rate(window) == pytest.approx(suggested, rel=0.06)  # two digits
    assert card.use_tenth.toolTip().endswith("the settings have it already")
    assert cards.head.status == OTHER_SETTINGS
    card.use_steepest.click()
    assert rate(window) == pytest.approx(card.plot.marked["steepest"], rel=0.06)
    window.workspace.undo()  # successive changes of one setting at once
    assert rate(window) == 0.05


def test_with_other_settings_the_rates_are_not_offered_any_more(window, cards, check):
    check()
    window.workspace.choose("training.optimizer", "adam")
    assert not cards.learning_rate.use_tenth.isEnabled()
    assert "changed since" in cards.learning_rate.use_tenth.toolTip()
    assert cards.head.status == OTHER_SETTINGS


def test_missing_data_is_said_in_place(window, cards, check):
    window.workspace.choose("data.dataset", "fashion-mnist")
    check()
    assert "Fashion-MNIST" in cards.head.problem
    assert not cards.cards[Check.FIRST_LOSS].isVisible()


def test_a_network_without_layers_is_checked_too(window, cards, check):
    window.workspace.set("network.layers", ())
    check()
    assert cards.cards[Check.GRADIENTS].texts[1] == "fine"


def test_the_check_up_follows_the_theme(window, cards, check, wait_until):
    check()
    before = cards.learning_rate.plot.grab().toImage()
    window.themes.choose("dark")
    wait_until(lambda: cards.learning_rate.plot.grab().toImage() != before)


def test_closing_the_window_ends_a_check_up(window, cards):
    cards.head.button.click()
    window.close()
    assert window.models.check_up.result is None
