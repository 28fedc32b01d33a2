"""Light colours for pictures that are exported or copied, also while the window is dark."""

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QObject, QSettings
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from nnstudio.session.remembered import saved_flag
from nnstudio.ui.frame_timer import FrameTimer
from nnstudio.ui.theme import ThemeController

LIGHT = "light"
"""The key of the theme for print."""


class PrintColors(QObject):
    """Belongs to a window; its ``action`` is checked if pictures are to be light."""

    def __init__(self, themes: ThemeController, frames: FrameTimer, parent: QObject) -> None:
        super().__init__(parent)
        self._themes, self._frames = themes, frames
        self.action = QAction("Light colours for print", self)
        self.action.setCheckable(True)
        self.action.setToolTip("Export and copy pictures in the light theme, whatever theme the window has")

    def save(self, settings: QSettings) -> None:
        """Save whether pictures are light."""
        settings.setValue("light", self.action.isChecked())

    def restore(self, settings: QSettings) -> None:
        """Restore what `save` has saved."""
        self.action.setChecked(saved_flag(settings, "light", False))

    @contextmanager
    def applied(self, widget: QWidget) -> Iterator[None]:
        """Have ``widget`` in the colours for print, if they are wanted, as long as the caller draws it.

        Nothing of it is seen: by the time the window is painted it has its own colours again. Plots that take
        their colours only when they are drawn are drawn at once, before and after.
        """
        if not self.action.isChecked() or not self._themes.theme.is_dark:
            yield
            return
        try:
            with self._themes.shown_in(LIGHT, widget):
                self._frames.draw_now()
                yield
        finally:
            self._frames.draw_now()


@contextmanager
def colors_for_export(widget: QWidget) -> Iterator[None]:
    """Give ``widget`` the colours that its window has for pictures; those on the screen if it has none."""
    colors = widget.window().findChild(PrintColors)
    if colors is None:
        yield
    else:
        with colors.applied(widget):
            yield
