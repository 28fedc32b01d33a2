"""The weights of two compared runs over each other, layer by layer."""

import pytest

from nnstudio.ui.runs.weights_card import TOO_FEW
from tests.runs.store.made_runs import make_run
from tests.ui.runs.conftest import tiny


@pytest.fixture
def card(shown, until):
    shown.checked.set_checked(["first", "fast"], True)
    shown.view.tabs.setCurrentIndex(1)
    card = shown.view.compared.weights
    until(lambda: card.text == "")
    return card


def lines_of(card):
    return {line.label: line.texts for line in card.numbers.model_of_lines.lines}


def shown_layers(card):
    return [each.title for each in card.outlines if not each.isHidden()]


def test_each_layer_of_two_runs_is_drawn_with_its_numbers(card):
    assert shown_layers(card) == ["Layer 1", "Layer 2"]
    assert lines_of(card)["layer 1, mean |w|"] == ("0.8000", "0.3000")
    assert lines_of(card)["layer 2, within ±0.01"] == ("0.0\u202f%", "0.0\u202f%")
    assert not card.grab().isNull()


def test_other_runs_can_be_chosen(shown, card, until):
    shown.checked.set_checked(["second"], True)
    until(lambda: card.second.count() == 3)
    assert card.second.currentIndex() == 1
    card.second.setCurrentIndex(2)
    until(lambda: lines_of(card)["layer 1, mean |w|"] == ("0.8000", "0.9000"))


def test_networks_of_other_depths_are_compared_as_far_as_they_go(shown, card, runs, until):
    make_run(runs, "deep", tiny("layers=[dense 3 relu, dense 4 relu]"), minutes=9)
    until(lambda: shown.library.run("deep") is not None)
    shown.checked.set_checked(["fast"], False)
    shown.checked.set_checked(["deep"], True)
    until(lambda: len(shown_layers(card)) == 3)
    assert lines_of(card)["layer 3, largest |w|"][0] == "–"


def test_one_run_alone_is_not_compared(shown, card):
    shown.checked.set_checked(["fast"], False)
    assert card.text == TOO_FEW
    assert shown_layers(card) == []


def test_weights_that_cannot_be_read_say_why(shown, card, runs, until):
    (runs / "second" / "weights.npy").write_bytes(b"")
    shown.checked.set_checked(["second"], True)
    until(lambda: card.second.count() == 3)
    card.second.setCurrentIndex(2)
    until(lambda: "weights.npy" in card.text)


def test_the_drawings_follow_the_theme(card, themes):
    light = card.outlines[0].grab().toImage()
    themes.choose("dark")
    assert card.outlines[0].grab().toImage() != light
