"""The left panel over the settings of a run."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPushButton, QToolButton, QWidget

from nnstudio.engine.layers import BatchNorm, Dense, Dropout
from nnstudio.engine.optimizers import OPTIMIZERS, Momentum
from nnstudio.runs.settings import RunSettings
from nnstudio.spec.paths import entries
from nnstudio.spec.record import Nested
from nnstudio.ui.forms.row import WAITING_TEXT
from nnstudio.ui.settings.settings_panel import SettingsPanel
from nnstudio.ui.theme import ThemeController
from tests.ui.forms.sample import control, controls, enter, pick, texts
from tests.ui.window import show_in_window


def test_every_setting_of_a_run_is_in_the_panel(qtbot, panel, workspace) -> None:
    names = (widget.accessibleName() for widget in panel.findChildren(QWidget))
    shown = {*texts(panel), *(name.rstrip(" 0123456789") for name in names)}  # items of a list are numbered
    for entry in entries(workspace.settings):
        if not isinstance(entry.setting, Nested) and entry.setting.label != "Layer":  # each names itself, by its kind
            assert entry.setting.label in shown, entry.path


def add_action(panel: SettingsPanel, kind: str) -> QAction:
    """Return the action that adds a layer of ``kind``."""
    (action,) = (
        action for action in panel.field_at("network.layers").add_button.menu().actions() if action.text() == kind
    )
    return action


def show_all(panel: SettingsPanel) -> None:
    for section in panel.sections.values():
        section.more_button.setChecked(True)


def test_the_sections_follow_the_order_of_work(qtbot, panel) -> None:
    headings = [section.heading.text() for section in panel.sections.values()]
    assert headings == ["Data", "Network", "Training", "Regularization"]
    tops = [section.mapTo(panel, section.rect().topLeft()).y() for section in panel.sections.values()]
    assert tops == sorted(tops)


def test_a_section_folds_and_unfolds_at_its_heading(qtbot, panel) -> None:
    section = panel.sections["data"]
    section.heading.click()
    assert not section.content.isVisible()
    assert not section.is_open
    section.heading.click()
    assert section.content.isVisible()


def test_the_size_of_the_network_follows_what_is_typed(qtbot, panel, workspace) -> None:
    assert panel.summary.text == "109\u202f386 parameters · 438 kB"
    assert panel.summary.shape == "784 → 128 → 64 → 10"
    enter(controls(panel, QComboBox, "Units")[0], "256", finish=False)
    assert panel.summary.text == "218\u202f058 parameters · 872 kB"
    assert panel.summary.shape == "784 → 256 → 64 → 10"
    workspace.undo()
    assert panel.summary.shape == "784 → 128 → 64 → 10"


def test_a_network_without_hidden_layers_says_so(qtbot, panel, workspace) -> None:
    for _ in range(2):
        control(panel, QToolButton, "Remove layer 1").click()
    assert workspace.settings.network.layers == ()
    assert "No hidden layer: softmax regression." in texts(panel)
    assert panel.summary.shape == "784 → 10"
    workspace.undo()
    assert "No hidden layer: softmax regression." not in texts(panel)


def test_layers_can_be_added_up_to_eight(qtbot, panel, workspace) -> None:
    dense = add_action(panel, "Dense")
    while dense.isEnabled():
        dense.trigger()
    assert len(workspace.settings.network.layers) == 8
    assert dense.toolTip() == "At most 8 hidden dense layers"
    control(panel, QToolButton, "More of layer 3").click()
    assert not control(panel, QPushButton, "Duplicate layer 3").isEnabled()
    control(panel, QToolButton, "Remove layer 8").click()
    assert dense.isEnabled()


def test_other_layers_do_not_count_as_hidden_dense_layers(qtbot, panel, workspace) -> None:
    workspace.set("network.layers", (Dense(20), BatchNorm(), Dropout()) * 3)
    add_action(panel, "Dense").trigger()
    assert len(workspace.settings.network.layers) == 10


def test_the_panel_scrolls_to_a_layer_that_was_added(qtbot, panel) -> None:
    panel.resize(336, 420)
    for _ in range(3):
        add_action(panel, "Dense").trigger()
    viewport = panel.scroll_area.viewport()

    def newest_is_in_sight() -> bool:
        button = control(panel, QToolButton, "Remove layer 5")
        return viewport.rect().contains(button.mapTo(viewport, button.rect().center()))

    qtbot.waitUntil(newest_is_in_sight)


def test_undo_after_reordering_layers_shows_the_old_order(qtbot, panel, workspace) -> None:
    handle = control(panel, QToolButton, "Move layer 2")
    handle.setFocus()
    QTest.keyClick(handle, Qt.Key.Key_Up)
    assert workspace.settings.network.layers == (Dense(64), Dense(128))
    assert [combo.currentText() for combo in controls(panel, QComboBox, "Units")] == ["64", "128"]
    workspace.undo()
    assert [combo.currentText() for combo in controls(panel, QComboBox, "Units")] == ["128", "64"]


def test_undo_of_another_kind_of_layer_while_a_value_elsewhere_is_refused_shows_the_old_layers(
    qtbot, panel, workspace
) -> None:
    add_action(panel, "Dropout").trigger()
    workspace.set("training.epochs", 3)  # successive changes of one setting would be undone together
    workspace.set("network.layers", (Dense(128), Dense(64), Dense(32)))
    enter(control(panel, QLineEdit, "Learning rate"), "abc")
    workspace.undo()
    assert workspace.settings.network.layers[2] == Dropout()
    assert not workspace.problems


def test_every_optimizer_can_be_chosen_and_keeps_its_learning_rate(qtbot, panel, workspace) -> None:
    chooser = control(panel, QComboBox, "Optimizer")
    for kind in OPTIMIZERS:
        pick(chooser, kind.label)
        assert workspace.settings.training.optimizer == kind()
    enter(control(panel, QLineEdit, "Learning rate"), "0.2")
    last, first = list(OPTIMIZERS)[-1], next(iter(OPTIMIZERS))
    pick(chooser, first.label)
    pick(chooser, last.label)
    assert workspace.settings.training.optimizer.learning_rate == 0.2


def test_an_invalid_seed_is_refused(qtbot, panel, workspace) -> None:
    show_all(panel)
    enter(control(panel, QLineEdit, "Seed"), str(2**32))
    assert workspace.settings.seed == 0
    assert "Allowed: a whole number from 0 to 4294967295" in texts(panel)


def test_the_dice_chooses_another_seed_which_can_be_undone(qtbot, panel, workspace) -> None:
    show_all(panel)
    panel.dice_button.click()
    assert workspace.settings.seed > 0
    assert control(panel, QLineEdit, "Seed").text() == str(workspace.settings.seed)
    workspace.undo()
    assert control(panel, QLineEdit, "Seed").text() == "0"


def test_a_change_that_applies_to_the_next_run_says_so_during_training(qtbot, panel, workspace) -> None:
    panel.set_running_settings(workspace.settings)
    panel.set_training_active(True)
    workspace.set("network.layers.0.units", 256)
    workspace.set("training.optimizer.learning_rate", 0.2)
    assert texts(panel).count(WAITING_TEXT) == 1
    panel.set_training_active(False)
    panel.set_running_settings(None)
    assert WAITING_TEXT not in texts(panel)


def test_without_known_settings_of_the_run_no_setting_is_marked_as_waiting(qtbot, panel, workspace) -> None:
    panel.set_training_active(True)
    assert WAITING_TEXT not in texts(panel)


def test_a_button_adds_five_epochs_only_during_training(qtbot, panel, workspace) -> None:
    button = panel.more_epochs_button
    assert not button.isVisible()
    panel.set_training_active(True)
    assert button.isVisible()
    button.click()
    assert workspace.settings.training.epochs == 15
    workspace.set("training.epochs", 0)
    assert not button.isVisible()


def tab_walk(panel: SettingsPanel) -> list[str]:
    """Return the accessible names of the controls that Tab reaches, once around from the first heading."""
    first = panel.sections["data"].heading
    first.setFocus()
    reached = []
    while True:
        focused = QApplication.focusWidget()
        if reached and focused is first:
            return reached
        reached.append(focused.accessibleName() or focused.text())
        QTest.keyClick(focused, Qt.Key.Key_Tab)


def test_tab_moves_from_top_to_bottom_even_after_changes(qtbot, panel, workspace) -> None:
    workspace.choose("training.optimizer", "sgd")
    workspace.choose("training.optimizer", "momentum")
    workspace.set("network.layers", (*workspace.settings.network.layers, Dense(32)))
    reached = tab_walk(panel)
    assert reached[:2] == ["Data", "More data settings"]
    assert reached.index("Add layer") < reached.index("Remove layer 1") < reached.index("More of layer 3")
    assert reached.index("More of layer 3") < reached.index("Optimizer")
    learning_rate = reached.index("Optimizer") + 1
    assert reached[learning_rate : learning_rate + 3] == ["Learning rate", "Learning rate slider", "Momentum"]
    assert reached.index("Momentum") < reached.index("Batch size") < reached.index("Dropout") < reached.index("L2")


def test_undo_keys_in_a_field_reach_the_window(qtbot, panel, workspace) -> None:
    shortcut = QShortcut(QKeySequence(QKeySequence.StandardKey.Undo), panel.window())
    shortcut.activated.connect(workspace.undo)
    for name, kind in (("Learning rate", QLineEdit), ("Batch size", QComboBox)):
        widget = control(panel, kind, name)
        enter(widget, "1", finish=False)
        QTest.keyClick(widget, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        assert workspace.settings == RunSettings(), name
    shortcut.activated.disconnect(workspace.undo)


@pytest.mark.parametrize("width", [300, 340])
def test_nothing_is_wider_than_the_panel(qtbot, qapp, panel, width) -> None:
    panel.findChild(ThemeController).apply(qapp)
    panel.resize(width, 600)
    qtbot.wait(1)
    page = panel.scroll_area.widget()
    assert page is not None
    assert page.minimumSizeHint().width() <= panel.scroll_area.viewport().width()
    assert page.width() <= panel.scroll_area.viewport().width()
    qapp.setStyleSheet("")


def test_the_panel_follows_the_theme(qtbot, workspace, folders) -> None:
    theme = ThemeController()
    panel = SettingsPanel(workspace, theme, folders)
    window = show_in_window(qtbot, panel, 336, 700)
    panel.set_training_active(True)
    theme.choose("light")
    light = panel.grab().toImage()
    theme.choose("dark")
    assert panel.grab().toImage() != light
    window.close()


def test_all_settings_can_be_replaced_by_those_of_an_earlier_run(qtbot, panel, workspace) -> None:
    enter(control(panel, QLineEdit, "Learning rate"), "abc")
    earlier = RunSettings(seed=7)
    workspace.replace_all(earlier)
    assert control(panel, QLineEdit, "Seed").text() == "7"
    assert control(panel, QLineEdit, "Learning rate").text() == str(Momentum().learning_rate)
    assert not any(text.startswith("Allowed") for text in texts(panel))
