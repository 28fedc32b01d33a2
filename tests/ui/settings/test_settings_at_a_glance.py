"""What the panel shows at first, what is behind More, and how a setting is found."""

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QMenu, QSlider, QToolButton, QWidget

from nnstudio.engine.activations import Sigmoid
from nnstudio.engine.layers import Dense, Dropout
from nnstudio.ui.theme import ThemeController
from tests.ui.forms.sample import control, controls, enter, pick, texts

pytestmark = [pytest.mark.qt_log_ignore("This plugin does not support"), pytest.mark.usefixtures("styled")]
"""Qt's offscreen platform says so of every menu and every list."""
HEIGHT_AT_720 = 584
"""What is left for the panel in a window of 1280×720 with its frame, menus, tool bar and status bar."""
AT_A_GLANCE = {
    QLineEdit: ("Find a setting", "Learning rate", "Momentum", "Dropout", "L1", "L2"),
    QComboBox: ("Data set", "Activation of all layers", "Optimizer", "Batch size", "Epochs"),
    QToolButton: ("Remove layer 1", "Remove layer 2", "More data settings"),
}


@pytest.fixture
def styled(qapp, panel):
    """The panel as it stands in a window of 1280×720."""
    panel.findChild(ThemeController).apply(qapp)
    panel.resize(336, HEIGHT_AT_720)
    qapp.processEvents()
    yield panel
    qapp.setStyleSheet("")


def is_in_sight(panel, widget: QWidget) -> bool:
    viewport = panel.scroll_area.viewport()
    area = QRect(widget.mapTo(panel, QPoint(0, 0)), widget.size())
    seen = QRect(viewport.mapTo(panel, QPoint(0, 0)), viewport.size()) | panel.search.geometry()
    return widget.isVisible() and seen.contains(area)


def test_what_is_changed_often_is_seen_at_1280_by_720_without_scrolling(qtbot, styled) -> None:
    for kind, names in AT_A_GLANCE.items():
        for name in names:
            assert is_in_sight(styled, control(styled, kind, name)), name
    for name in ("Units", "Activation"):
        assert len(controls(styled, QComboBox, name)) == 2
        assert all(is_in_sight(styled, each) for each in controls(styled, QComboBox, name))
    assert not styled.scroll_area.verticalScrollBar().isVisible()


def test_a_layer_takes_one_line(qtbot, styled) -> None:
    line = {
        each.mapTo(styled, each.rect().center()).y()
        for each in (
            control(styled, QToolButton, "Move layer 1"),
            controls(styled, QComboBox, "Units")[0],
            controls(styled, QComboBox, "Activation")[0],
            control(styled, QToolButton, "More of layer 1"),
            control(styled, QToolButton, "Remove layer 1"),
        )
    }
    assert max(line) - min(line) <= 1
    assert styled.field_at("network.layers").cards[0].height() <= 32


def test_the_parameters_of_each_layer_stand_in_its_line(qtbot, panel, workspace) -> None:
    first, second = panel.field_at("network.layers").cards
    assert (first.note.text(), first.note.toolTip()) == ("100k", "784 → 128, 100\u202f480 parameters")
    assert (second.note.text(), second.note.toolTip()) == ("8.3k", "128 → 64, 8\u202f256 parameters")
    workspace.set("network.inputs", "standardized")
    workspace.set("network.layers", (Dense(4), Dropout()))
    assert [card.note.text() for card in panel.field_at("network.layers").cards] == ["3.1k", ""]


def test_more_shows_what_is_seldom_needed_and_less_hides_it(qtbot, panel) -> None:
    assert not controls(panel, QComboBox, "Schedule")
    assert "Augmentation" not in texts(panel)
    for name in ("data", "training"):
        panel.sections[name].more_button.click()
    control(panel, QComboBox, "Schedule")
    control(panel, QLineEdit, "Shift")
    assert "Augmentation" in texts(panel)
    assert panel.sections["training"].more_button.text() == "Less"
    panel.sections["training"].more_button.click()
    assert not controls(panel, QComboBox, "Schedule")


def test_what_differs_from_its_default_is_shown_without_more(qtbot, panel, workspace) -> None:
    workspace.set("data.augmentation.shift", 2.0)
    workspace.set("seed", 7)
    control(panel, QLineEdit, "Shift")
    control(panel, QLineEdit, "Seed")
    assert not controls(panel, QLineEdit, "Rotation")
    workspace.undo()
    workspace.undo()
    assert not controls(panel, QLineEdit, "Shift")
    assert not controls(panel, QLineEdit, "Seed")


def test_a_field_does_not_vanish_while_its_default_is_typed(qtbot, panel, workspace) -> None:
    workspace.set("data.augmentation.shift", 2.0)
    enter(control(panel, QLineEdit, "Shift"), "0", finish=False)
    QTest.keyClicks(control(panel, QLineEdit, "Shift"), ".5")
    assert workspace.settings.data.augmentation.shift == 0.5


def test_smoothness_says_that_it_needs_elastic(qtbot, panel, workspace) -> None:
    panel.sections["data"].more_button.click()
    edit = control(panel, QLineEdit, "Smoothness")
    assert not edit.isEnabled()
    assert edit.toolTip() == "It has no effect while Elastic is off."
    workspace.set("data.augmentation.elastic_strength", 1.0)
    assert edit.isEnabled()
    assert "4 to 6 is usual" in edit.toolTip()
    panel.sections["data"].more_button.click()
    control(panel, QLineEdit, "Smoothness")


def open_menu(widget: QWidget) -> list[str]:
    """Press the menu key on ``widget``; return the texts of the menu, which is left open."""
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(1, 1), widget.mapToGlobal(QPoint(1, 1)))
    QApplication.sendEvent(widget, event)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return [action.text() for action in menu.actions() if action.text()]


@pytest.mark.parametrize(
    ("kind", "name", "path", "value", "text"),
    [
        (QLineEdit, "Learning rate", "training.optimizer.learning_rate", 0.2, "Reset to 0.05"),
        (QSlider, "Learning rate slider", "training.optimizer.learning_rate", 0.2, "Reset to 0.05"),
        (QComboBox, "Epochs", "training.epochs", 0, "Reset to 10"),
        (QLineEdit, "L2", "training.penalties.l2", 0.1, "Reset to off"),
    ],
)
def test_the_menu_of_a_field_resets_it(qtbot, panel, workspace, kind, name, path, value, text) -> None:
    field = panel.field_at(path)
    before = workspace.settings
    workspace.set(path, value)
    assert field.row.default == text.removeprefix("Reset to ")
    assert f"Changed from the default, {field.row.default}" in field.first_control.accessibleDescription()
    assert text in open_menu(control(panel, kind, name))
    menu = QApplication.activePopupWidget()
    next(action for action in menu.actions() if action.text() == text).trigger()
    menu.close()
    assert workspace.settings == before
    assert field.row.default == ""


def test_layers_and_optimizer_are_reset_as_a_whole(qtbot, panel, workspace) -> None:
    workspace.choose("training.optimizer", "adam")
    workspace.set("network.layers", (Dense(4),))
    assert panel.field_at("training.optimizer").row.default == "Momentum"
    assert panel.field_at("training.optimizer.learning_rate").row.default == ""
    assert panel.field_at("network.layers").row.default == "2 layers"


def search(panel, text: str) -> QLineEdit:
    edit = panel.search
    edit.setFocus()
    QTest.keyClicks(edit, text)
    return edit


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("elastic", "Elastic"),
        ("label noise", "Label noise"),
        ("early", "Stopping"),
        ("penalties.l1", "L1"),
        ("rubber", "Elastic"),
        ("drop", "Dropout"),
        ("learning", "Learning rate"),
        ("lr", "Learning rate"),
        ("bias", "Bias"),
        ("threads", "Threads"),
    ],
)
def test_a_setting_is_found_by_its_name_its_path_and_its_help(qtbot, panel, text, name) -> None:
    for section in panel.sections.values():
        section.heading.setChecked(False)
    QTest.keyClick(search(panel, text), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: (QApplication.focusWidget() or panel).accessibleName() == name)
    assert QApplication.focusWidget().isVisible()
    assert panel.search.text() == ""


def test_a_setting_can_be_chosen_from_the_list(qtbot, panel) -> None:
    edit = search(panel, "momentum")
    found = edit.completer().popup()
    assert found.model().rowCount() > 1
    QTest.keyClick(found, Qt.Key.Key_Down)
    QTest.keyClick(found, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: (QApplication.focusWidget() or panel).accessibleName() == "Momentum")
    assert edit.text() == ""


def test_escape_clears_the_search(qtbot, panel) -> None:
    edit = search(panel, "xyzzy")
    QTest.keyClick(edit, Qt.Key.Key_Return)
    assert edit.text() == "xyzzy"
    QTest.keyClick(edit, Qt.Key.Key_Escape)
    assert edit.text() == ""


def test_the_find_action_gives_the_search_the_focus(qtbot, panel) -> None:
    panel.find_action.trigger()
    qtbot.waitUntil(panel.search.hasFocus)
    assert panel.find_action.shortcut().toString() == "Ctrl+F"


def test_one_field_changes_the_dropout_of_all_hidden_layers(qtbot, panel, workspace) -> None:
    edit = control(panel, QLineEdit, "Dropout")
    before = workspace.settings
    enter(edit, "0.3")
    assert workspace.settings.network.layers == (Dense(128), Dropout(0.3), Dense(64), Dropout(0.3))
    workspace.set("network.layers.1.rate", 0.5)
    assert (edit.text(), edit.placeholderText()) == ("", "mixed")
    enter(edit, "off")
    assert workspace.settings == before
    enter(edit, "2")
    assert workspace.settings == before
    assert "Allowed: a number from 0.01 to 0.9, or 0 (off)" in texts(panel)


def test_dropout_during_a_run_is_switched_off_without_removing_its_layers(qtbot, panel, workspace) -> None:
    enter(control(panel, QLineEdit, "Dropout"), "0.3")
    panel.set_running_settings(workspace.settings)
    panel.set_training_active(True)
    enter(control(panel, QLineEdit, "Dropout"), "off")
    assert workspace.settings.network.layers == (Dense(128), Dropout(0.0), Dense(64), Dropout(0.0))


def test_without_hidden_layers_dropout_and_activation_say_why_they_are_disabled(qtbot, panel, workspace) -> None:
    workspace.set("network.layers", ())
    for field in (control(panel, QLineEdit, "Dropout"), control(panel, QComboBox, "Activation of all layers")):
        assert not field.isEnabled()
        assert field.toolTip() == "There is no hidden layer: add a dense layer first"


def test_one_list_changes_the_activation_of_all_layers(qtbot, panel, workspace) -> None:
    combo = control(panel, QComboBox, "Activation of all layers")
    assert combo.currentText() == "All: ReLU"
    pick(combo, "All: Sigmoid")
    assert workspace.settings.network.layers == (Dense(128, Sigmoid()), Dense(64, Sigmoid()))
    workspace.set("network.layers.0", Dense(128))
    assert combo.currentIndex() == -1


def test_enter_in_a_field_hands_the_focus_back_unless_the_value_is_refused(qtbot, panel) -> None:
    for kind, name in ((QLineEdit, "Learning rate"), (QComboBox, "Batch size")):
        field = control(panel, kind, name)
        enter(field, "abc")
        assert field.hasFocus(), name
        enter(field, "1")
        assert not field.hasFocus(), name
