import pytest
from PySide6.QtWidgets import QLabel, QMenu

from nnstudio.session.active_network import ActiveNetwork
from nnstudio.ui.results.result_card import ResultCard
from tests.session.scripted_trainer import result
from tests.ui.results.conftest import FOLDER, network_at
from tests.ui.window import show_in_window

LAST, BEST = result(50, 2.0, accuracy=0.75), result(25, 1.0, accuracy=0.9)


@pytest.fixture
def card(qtbot, session):
    card = ResultCard(session, QMenu())
    window = show_in_window(qtbot, card, 700, 160)
    yield card
    window.close()


@pytest.fixture
def reads_any_folder(monkeypatch):
    """Let saved networks come from nowhere: what a folder holds is tested with the session."""
    monkeypatch.setattr(ActiveNetwork, "saved_of", lambda run, weights: network_at(run.position_of(weights)[0]))


def texts_of(card):
    return [label.text() for label in card.findChildren(QLabel) if not label.isHidden() and label.text()]


def test_without_a_run_that_is_over_there_is_no_card(card, session):
    assert not card.isVisible()
    assert card.text == ""


def test_the_card_shows_both_sets_of_weights_why_the_run_ended_and_its_folder(card, show):
    show(last=LAST, best=BEST, explanation="stopped early: no better for 5 epochs", seconds=12.34)
    texts = texts_of(card)
    assert card.isVisible()
    assert {"Last, epoch 2", "Best by loss, epoch 1", "Training", "Validation", "Test"} <= set(texts)
    assert "Stopped early: no better for 5 epochs" in texts
    assert "12.3 s (1 s per epoch)" in texts
    assert any(FOLDER.name in label.toolTip() for label in card.findChildren(QLabel))
    assert "last weights, epoch 2" in card.text
    assert sum("75.00" in text for text in texts) == sum("90.00" in text for text in texts) == 3


def test_the_badge_is_at_the_weights_that_predict_and_the_buttons_change_them(card, show, reads_any_folder):
    show(last=LAST, best=BEST)
    assert (card.predicting, card.show_last.isEnabled(), card.show_best.isEnabled()) == ("last", False, True)
    card.show_best.click()
    assert (card.predicting, card.show_last.isEnabled(), card.show_best.isEnabled()) == ("best", True, False)
    card.show_last.click()
    assert card.predicting == "last"
    assert "predict now" in card.show_last.toolTip()


def test_last_weights_that_are_the_best_are_shown_once_without_buttons(card, show):
    show(last=LAST, best=LAST)
    assert "Last and best by loss, epoch 2" in texts_of(card)
    assert card.predicting == "last and best"
    assert not card.show_last.isVisible()
    assert not card.show_best.isVisible()


def test_another_run_replaces_the_numbers(card, show):
    show(last=LAST, best=BEST)
    show(last=BEST, best=BEST)
    assert not any("75.00" in text for text in texts_of(card))
    assert texts_of(card).count("Test") == 1


def test_the_card_goes_while_the_next_run_is_prepared(card, show, session):
    run = show(last=LAST, best=BEST)
    session.run(run.settings)
    assert not card.isVisible()


def test_no_number_is_cut_where_the_card_is_narrow(card, show, qtbot):
    card.resize(400, 400)
    show(last=LAST, best=BEST)

    def cut():
        labels = [label for label in card.findChildren(QLabel) if label.isVisible() and not label.wordWrap()]
        return [label.text() for label in labels if label.width() < label.sizeHint().width()]

    qtbot.waitUntil(lambda: not cut())


def test_restored_weights_are_called_the_best_of_their_epoch(card, show):
    show(step=100, last=LAST, best=LAST, best_by="accuracy")
    assert "Best by accuracy, epoch 2" in texts_of(card)
    assert card.predicting == "best"
    assert not card.show_best.isVisible()
    hints = " ".join(label.toolTip() for label in card.findChildren(QLabel))
    assert "highest validation accuracy" in hints
    assert "replaced those after the last batch" in hints
