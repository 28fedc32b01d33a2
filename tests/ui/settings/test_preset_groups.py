"""Presets that show what goes wrong stand apart in the list of the tool bar."""

from PySide6.QtCore import Qt

from nnstudio.runs.presets import load_presets
from nnstudio.ui.settings.preset_box import BREAKABLE


def test_the_list_has_a_heading_that_cannot_be_chosen_before_the_breakable_presets(window):
    box = window.presets
    texts = [box.itemText(index) for index in range(box.count())]
    heading = texts.index(BREAKABLE)
    sound = [preset.label for preset in load_presets().values() if not preset.is_breakable]
    broken = [preset.label for preset in load_presets().values() if preset.is_breakable]
    assert [text for text in texts[:heading] if text] == sound
    assert texts[heading + 1 :] == broken
    flags = box.model().index(heading, 0).flags()
    assert not flags & (Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)


def test_the_open_list_shows_every_preset(window):
    assert window.presets.maxVisibleItems() >= window.presets.count()


def test_a_breakable_preset_is_chosen_like_any_other(window):
    box = window.presets
    index = box.findText("Zero weights")
    box.setCurrentIndex(index)
    box.activated.emit(index)
    assert window.workspace.preset == "broken-zero-weights"
    assert window.workspace.settings.network.initializer.key == "zeros"
    assert box.currentText() == "Zero weights"
