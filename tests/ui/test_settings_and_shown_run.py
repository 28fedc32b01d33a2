"""The chosen preset and the settings of the shown run, beside settings that were edited since."""

import pytest

from nnstudio.engine.activations import Sigmoid
from nnstudio.engine.layers import Dense, Dropout
from nnstudio.engine.optimizers import Adam
from nnstudio.runs.settings import RunSettings
from nnstudio.session.state import State
from nnstudio.spec.paths import replace
from nnstudio.ui.settings.preset_box import NOTHING_CHOSEN
from nnstudio.ui.settings.shown_run_chip import what_differs

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
LABEL = "Leaky ReLU 500-300-100"


def choose(window, label: str) -> None:
    index = window.presets.findText(label)
    window.presets.setCurrentIndex(index)
    window.presets.activated.emit(index)


def test_a_preset_stays_named_after_an_edit(window):
    box = window.presets
    assert (box.currentIndex(), box.placeholderText()) == (-1, NOTHING_CHOSEN)
    choose(window, LABEL)
    assert box.currentText() == LABEL
    window.workspace.set("training.epochs", 3)
    assert (box.currentIndex(), box.placeholderText()) == (-1, f"{LABEL}, changed")
    assert f"{LABEL}, changed" in box.accessibleDescription()
    window.workspace.undo()
    assert box.currentText() == LABEL
    window.workspace.undo()
    assert (box.currentIndex(), box.placeholderText()) == (-1, NOTHING_CHOSEN)


def test_choosing_the_preset_again_takes_the_changes_back(window):
    choose(window, LABEL)
    before = window.workspace.settings
    window.workspace.set("training.epochs", 3)
    choose(window, LABEL)
    assert window.workspace.settings == before


def test_settings_that_match_another_preset_are_named_by_it(window):
    choose(window, "Tiny network")
    other = window.presets._presets[window.presets.findText(LABEL)]
    window.workspace.set("network", other.settings.network)
    window.workspace.set("training", other.settings.training)
    window.workspace.set("data", other.applied_to(window.workspace.settings).data)
    assert window.presets.currentText() == LABEL


def test_a_chip_names_what_the_shown_run_had_and_takes_it_back(window, wait_until):
    assert window.chip.text == ""
    window.run_actions.run.trigger()
    wait_until(lambda: window.session.state is State.FINISHED)
    trained = window.workspace.settings
    assert window.chip.text == ""
    window.workspace.set("network.layers", (Dense(20), Dense(5)))
    window.workspace.set("training.optimizer.learning_rate", 0.2)
    assert window.chip.text == "Shown: 16, learning rate 0.05"
    assert window.chip.isVisible()
    window.chip.take_back_button.click()
    assert window.workspace.settings == trained
    assert window.chip.text == ""
    window.workspace.undo()
    assert window.chip.text == "Shown: 16, learning rate 0.05"


def test_the_chip_ignores_what_a_training_run_follows(window, run_endlessly):
    window.workspace.set("training.optimizer.learning_rate", 0.2)
    assert window.chip.text == ""
    window.workspace.set("seed", 7)
    assert window.chip.text == "Shown: seed 0"


def test_differences_are_told_by_the_values_of_the_shown_run():
    shown = RunSettings()
    assert what_differs(shown, shown) == []
    adam = replace(shown, "training.optimizer", Adam())
    assert what_differs(shown, adam) == ["optimizer Momentum", "learning rate 0.05"]
    assert what_differs(adam, shown) == ["optimizer Adam", "learning rate 0.001"]
    assert what_differs(replace(shown, "training.penalties.l2", 0.1), shown) == ["L2 0.1"]
    assert what_differs(replace(shown, "network.layers", ()), shown) == ["softmax regression"]
    layers = replace(shown, "network.layers", (Dense(128, Sigmoid()), Dense(64), Dropout(0.3)))
    assert what_differs(layers, shown) == ["other layers"]
