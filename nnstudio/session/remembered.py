"""What is remembered from one start of the window to the next: each part saves and restores its own values."""

from typing import Protocol, runtime_checkable

from PySide6.QtCore import QByteArray, QSettings


@runtime_checkable
class Remembered(Protocol):
    """A part with something to remember. Values that cannot be read are replaced by the defaults."""

    def save(self, settings: QSettings) -> None:
        """Write what is remembered into the current group of ``settings``."""

    def restore(self, settings: QSettings) -> None:
        """Read it back from the current group of ``settings``; leave alone what is missing or cannot be read."""


def saved_flag(settings: QSettings, key: str, default: bool) -> bool:
    """Return the saved flag ``key``, or ``default`` if there is none."""
    return {"true": True, "false": False}.get(str(settings.value(key)).lower(), default)


def saved_number(settings: QSettings, key: str, default: int) -> int:
    """Return the saved whole number ``key``, or ``default`` if there is none."""
    try:
        return int(str(settings.value(key)))
    except ValueError:
        return default


def saved_text(settings: QSettings, key: str) -> str:
    """Return the saved text ``key``, or an empty text."""
    value = settings.value(key)
    return value if isinstance(value, str) else ""


def saved_bytes(settings: QSettings, key: str) -> QByteArray:
    """Return the saved bytes ``key``, or none."""
    value = settings.value(key)
    return value if isinstance(value, QByteArray) else QByteArray()
