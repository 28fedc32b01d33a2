"""How the window is shown: zoom, full screen, presentation and theme."""

from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

from nnstudio.ui.columns import Columns
from nnstudio.ui.mnemonics import underline_when_opened
from nnstudio.ui.theme import ZOOMS, ThemeController

PRESENTATION_ZOOM = 150


class FullScreen(QObject):
    """An action that fills the screen with ``window`` and leaves it again, whoever else changes it."""

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.action = QAction("Full screen", self)
        self.action.setCheckable(True)
        self.action.setShortcut(QKeySequence("F11"))
        self.action.setToolTip("Fill the screen with the window (F11)")
        self.action.triggered.connect(self._on_triggered)
        window.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Follow the window."""
        if event.type() == QEvent.Type.WindowStateChange:
            self.action.setChecked(self._window.isFullScreen())
        return False

    @Slot(bool)
    def _on_triggered(self, is_full: bool) -> None:
        state, full = self._window.windowState(), Qt.WindowState.WindowFullScreen
        self._window.setWindowState(state | full if is_full else state & ~full)


class Presentation(QObject):
    """An action that shows large plots and a large pad and few controls, and brings everything back afterwards.

    What is saved meanwhile is the user's own zoom and arrangement.
    """

    def __init__(self, window: QMainWindow, columns: Columns, themes: ThemeController) -> None:
        super().__init__(window)
        self._columns = columns
        self._themes = themes
        self.action = QAction("Presentation", self)
        self.action.setCheckable(True)
        self.action.setShortcut(QKeySequence("Shift+F11"))
        self.action.setToolTip("Large plots and a large pad, without the settings (Shift+F11)")
        self.action.toggled.connect(self._on_toggled)

    @Slot(bool)
    def _on_toggled(self, is_presented: bool) -> None:
        if is_presented:
            self._columns.begin_presentation()
            self._themes.enlarge(PRESENTATION_ZOOM)
        else:
            self._themes.show_kept_zoom()
            self._columns.end_presentation()


class Display(QObject):
    """Holds the actions that change how the window is shown."""

    def __init__(self, window: QMainWindow, columns: Columns, themes: ThemeController) -> None:
        super().__init__(window)
        self._themes = themes
        self.full_screen = FullScreen(window)
        self.presentation = Presentation(window, columns, themes)
        self.zoom_in = self._action("Zoom in", ("Ctrl++", "Ctrl+="), self._on_zoom_in)
        self.zoom_out = self._action("Zoom out", ("Ctrl+-",), self._on_zoom_out)
        self.reset_zoom = self._action("Actual size", ("Ctrl+0",), self._on_reset_zoom)
        themes.theme_changed.connect(self._show_state)
        self._show_state()

    def leave(self) -> bool:
        """Leave the presentation or else the full screen; return whether there was one to leave."""
        for action in (self.presentation.action, self.full_screen.action):
            if action.isChecked():
                action.trigger()
                return True
        return False

    def add_to(self, menu: QMenu) -> None:
        """Add all actions to ``menu``, with one menu for the zoom and one for the themes."""
        zoom_menu = menu.addMenu("Zoom")
        zoom_menu.addActions([self.zoom_in, self.zoom_out, self.reset_zoom])
        theme_menu = menu.addMenu("Theme")
        for submenu in (zoom_menu, theme_menu):
            underline_when_opened(submenu)
        menu.addSeparator()
        menu.addActions([self.full_screen.action, self.presentation.action])
        group = QActionGroup(self)
        for key, label in self._themes.choices.items():
            action = theme_menu.addAction(label)
            action.setData(key)
            action.setCheckable(True)
            action.setChecked(key == self._themes.choice)
            group.addAction(action)
        group.triggered.connect(self._on_theme_chosen)

    def _action(self, label: str, keys: tuple[str, ...], slot: object) -> QAction:
        action = QAction(label, self)
        action.setShortcuts([QKeySequence(key) for key in keys])
        action.triggered.connect(slot)
        return action

    @Slot()
    def _show_state(self) -> None:
        zoom = self._themes.zoom
        self.zoom_in.setEnabled(zoom < ZOOMS[-1])
        self.zoom_out.setEnabled(zoom > ZOOMS[0])
        self.reset_zoom.setText(f"Actual size (now {zoom} %)" if zoom != 100 else "Actual size")

    @Slot()
    def _on_zoom_in(self) -> None:
        self._themes.set_zoom(next(zoom for zoom in ZOOMS if zoom > self._themes.zoom))

    @Slot()
    def _on_zoom_out(self) -> None:
        self._themes.set_zoom(next(zoom for zoom in reversed(ZOOMS) if zoom < self._themes.zoom))

    @Slot()
    def _on_reset_zoom(self) -> None:
        self._themes.set_zoom(100)

    @Slot(QAction)
    def _on_theme_chosen(self, action: QAction) -> None:
        self._themes.choose(action.data())
