"""The left panel over the settings of a run."""

from collections.abc import Iterator

import pytest

from nnstudio.runs.settings import RunSettings
from nnstudio.session.workspace import Workspace
from nnstudio.ui.settings.settings_panel import SettingsPanel
from nnstudio.ui.theme import ThemeController
from tests.ui.window import show_in_window


@pytest.fixture
def workspace(qtbot) -> Workspace:
    return Workspace(RunSettings())


@pytest.fixture
def panel(qtbot, workspace, folders) -> Iterator[SettingsPanel]:
    theme = ThemeController()
    panel = SettingsPanel(workspace, theme, folders)
    theme.setParent(panel)
    window = show_in_window(qtbot, panel, 336, 1400)
    yield panel
    window.close()
