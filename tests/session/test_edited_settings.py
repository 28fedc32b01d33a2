"""The settings in the window come back at the next start."""

import json

import pytest
from PySide6.QtCore import QSettings

from nnstudio.session.edited_settings import EditedSettings
from nnstudio.session.workspace import Workspace
from tests.conftest import small_settings


@pytest.fixture
def open_remembered(tmp_path):
    """Return a function that opens the file anew, as the next start does."""
    return lambda: QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)


@pytest.fixture
def saved(qtbot, open_remembered):
    """The saved settings of a window in which a preset was chosen and the learning rate was changed."""
    workspace = Workspace(small_settings())
    workspace.replace_all(small_settings("layers=[dense 8 relu]"), "small")
    workspace.set("training.optimizer.learning_rate", 0.0123)
    remembered = open_remembered()
    EditedSettings(workspace).save(remembered)
    remembered.sync()
    return workspace


def restored(remembered):
    workspace = Workspace(small_settings("seed=77"))
    EditedSettings(workspace).restore(remembered)
    return workspace


def test_settings_and_preset_come_back_and_are_nothing_to_undo(saved, open_remembered):
    again = restored(open_remembered())
    assert (again.settings, again.preset) == (saved.settings, "small")
    assert again.settings.training.optimizer.learning_rate == 0.0123
    assert not again.can_undo


def test_without_saved_settings_those_of_the_start_stay(qtbot, open_remembered):
    assert restored(open_remembered()).settings == small_settings("seed=77")


@pytest.mark.parametrize("damage", ["{nonsense", "[]", '{"seed": "many"}', '{"a setting of another version": 1}'])
def test_settings_that_cannot_be_read_or_are_not_allowed_are_left_alone(saved, open_remembered, damage):
    remembered = open_remembered()
    remembered.setValue("settings", damage)
    again = restored(remembered)
    assert (again.settings, again.preset) == (small_settings("seed=77"), "")


def test_a_setting_that_was_not_saved_has_its_default(saved, open_remembered):
    remembered = open_remembered()
    content = json.loads(remembered.value("settings"))
    del content["seed"]
    remembered.setValue("settings", json.dumps(content))
    assert restored(remembered).settings == saved.settings
