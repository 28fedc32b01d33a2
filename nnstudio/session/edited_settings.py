"""The settings in the window, remembered from one start to the next."""

import json

from PySide6.QtCore import QSettings

from nnstudio.runs.settings import RunSettings
from nnstudio.session.remembered import saved_text
from nnstudio.session.workspace import Workspace
from nnstudio.spec.errors import SettingError
from nnstudio.spec.record import record_from_json, record_problems, record_to_json


class EditedSettings:
    """Saves the settings of ``workspace`` as JSON, with the preset that was chosen."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def save(self, settings: QSettings) -> None:
        """Save the settings and the preset."""
        settings.setValue("settings", json.dumps(record_to_json(self._workspace.settings)))
        settings.setValue("preset", self._workspace.preset)

    def restore(self, settings: QSettings) -> None:
        """Restore the settings, unless they are of another version or not allowed any more."""
        try:
            saved = record_from_json(RunSettings, json.loads(saved_text(settings, "settings")))
        except (ValueError, SettingError):
            return
        if not any(record_problems(saved)):
            self._workspace.resume(saved, saved_text(settings, "preset"))
