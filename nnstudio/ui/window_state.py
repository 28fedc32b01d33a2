"""The parts of the window that are remembered from one start to the next, each in a group of its own."""

from PySide6.QtCore import QSettings

from nnstudio.session.remembered import Remembered


class WindowState:
    """Saves and restores the parts of the window."""

    def __init__(self, settings: QSettings) -> None:
        self._settings = settings
        self._parts: dict[str, Remembered] = {}

    def add(self, group: str, part: Remembered) -> None:
        """Remember ``part`` under ``group``, and restore it now."""
        self._parts[group] = part
        self._settings.beginGroup(group)
        part.restore(self._settings)
        self._settings.endGroup()

    def save(self) -> None:
        """Save every part."""
        for group, part in self._parts.items():
            self._settings.beginGroup(group)
            part.save(self._settings)
            self._settings.endGroup()
