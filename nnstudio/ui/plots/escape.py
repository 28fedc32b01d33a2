"""Escape ends a run, or leaves a presentation; before that it lets go of what is held in a view."""

from typing import Protocol

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget


class Releasable(Protocol):
    """Something that Escape lets go."""

    @property
    def is_held(self) -> bool:
        """Whether there is something to let go."""

    def release(self) -> None:
        """Let it go."""


class EscapeFirst(QObject):
    """Gives Escape to the first of ``held`` that is held, as long as ``view`` is visible, before the window gets it."""

    def __init__(self, view: QWidget, *held: Releasable) -> None:
        super().__init__(view)
        self._view = view
        self._held = held
        self._window: QWidget | None = None
        view.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Watch the window that the view is in, and take Escape from it."""
        if watched is self._view and event.type() == QEvent.Type.Show and self._window is not self._view.window():
            if self._window is not None:
                self._window.removeEventFilter(self)
            self._window = self._view.window()
            self._window.installEventFilter(self)
        is_key = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape and watched is self._window
        if not is_key or event.type() not in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress):
            return False
        held = next((each for each in self._held if each.is_held), None)
        if held is None or not self._view.isVisible():
            return False
        if event.type() == QEvent.Type.KeyPress:
            held.release()
        event.accept()  # else the key would end the run
        return True
