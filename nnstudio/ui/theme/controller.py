"""The theme that the window wears, and the system's wish for light or dark."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt, QTemporaryDir, Signal, Slot
from PySide6.QtGui import QAction, QGuiApplication, QIcon
from PySide6.QtWidgets import QAbstractButton, QApplication

from nnstudio.resources import resource_folder
from nnstudio.ui.theme.fonts import control_font
from nnstudio.ui.theme.icons import draw_icon
from nnstudio.ui.theme.style import palette, style_sheet
from nnstudio.ui.theme.theme import Theme, load_themes

SYSTEM = "system"
"""The choice that follows the system's light or dark."""


class ThemeController(QObject):
    """Holds the chosen theme, dresses the application in it, and hands out icons in its colours."""

    theme_changed = Signal(object)
    """Another `Theme` is worn: whatever draws its own colours draws again."""

    def __init__(
        self, themes: Mapping[str, Theme] | None = None, system: Any = None, parent: QObject | None = None
    ) -> None:
        """Take ``themes`` by key (the installed ones by default) and ``system``, the source of the colour scheme.

        ``system`` has ``colorScheme()`` and ``colorSchemeChanged`` like `QStyleHints`, which it is by default.
        """
        super().__init__(parent)
        self._themes = dict(themes) if themes is not None else load_themes()
        self._system = system if system is not None else QGuiApplication.styleHints()
        self._icons_folder = resource_folder("icons")
        self._drawn = QTemporaryDir()
        self._icons: dict[tuple[str, str, str], QIcon] = {}
        self._application: QApplication | None = None
        self._choice = SYSTEM
        self._theme = self._chosen_theme()
        self._system.colorSchemeChanged.connect(self._on_color_scheme_changed)

    @property
    def theme(self) -> Theme:
        """The theme that is worn."""
        return self._theme

    @property
    def choice(self) -> str:
        """What was chosen: ``system`` or the key of a theme."""
        return self._choice

    @property
    def choices(self) -> dict[str, str]:
        """What can be chosen, with the labels for a menu."""
        return {SYSTEM: "Like the system", **{key: theme.label for key, theme in self._themes.items()}}

    def choose(self, key: str) -> None:
        """Wear the theme ``key``, or follow the system with ``system``. Raises KeyError for an unknown key."""
        if key not in self.choices:
            raise KeyError(f"no theme {key!r}; there are {', '.join(self.choices)}")
        self._choice = key
        self._follow_choice()

    def apply(self, application: QApplication) -> None:
        """Dress ``application`` in the theme, now and whenever it changes."""
        self._application = application
        application.setStyle("Fusion")
        application.setFont(control_font())
        self._dress()

    def icon(self, name: str, role: str = "text") -> QIcon:
        """Return the icon ``name`` of ``resources/icons`` in the colour ``role`` of the present theme."""
        key = (self._theme.key, name, role)
        if key not in self._icons:
            theme = self._theme
            self._icons[key] = draw_icon(self._icons_folder, name, theme.colors()[role], theme.disabled_text)
        return self._icons[key]

    def give_icon(self, target: QAction | QAbstractButton, name: str, role: str = "text") -> None:
        """Set the icon of ``target`` and set it again whenever the theme changes. May be called again."""
        for child in target.children():
            if isinstance(child, _IconGiver):
                child.take(name, role)
                return
        _IconGiver(self, target).take(name, role)

    @Slot()
    def _on_color_scheme_changed(self) -> None:
        self._follow_choice()

    def _chosen_theme(self) -> Theme:
        if self._choice != SYSTEM:
            return self._themes[self._choice]
        wants_dark = self._system.colorScheme() == Qt.ColorScheme.Dark
        fitting = [theme for theme in self._themes.values() if theme.is_dark == wants_dark]
        plain = self._themes.get("dark" if wants_dark else "light")
        return plain or next(iter(fitting or self._themes.values()))

    def _follow_choice(self) -> None:
        theme = self._chosen_theme()
        if theme != self._theme:
            self._theme = theme
            self._dress()
            self.theme_changed.emit(theme)

    def _dress(self) -> None:
        if self._application is None:
            return
        template = resource_folder("styles") / "studio.qss"
        self._application.setPalette(palette(self._theme))
        drawn = Path(self._drawn.path())
        self._application.setStyleSheet(style_sheet(template, self._theme, self._icons_folder, drawn))


class _IconGiver(QObject):
    """Keeps the icon of one action or button in the colours of the theme; lives and dies with it."""

    def __init__(self, controller: ThemeController, target: QAction | QAbstractButton) -> None:
        super().__init__(target)
        self._controller = controller
        self._target = target
        self._name = ""
        self._role = ""
        controller.theme_changed.connect(self._on_theme_changed)

    def take(self, name: str, role: str) -> None:
        """Give the icon ``name`` in the colour ``role``."""
        self._name, self._role = name, role
        self._target.setIcon(self._controller.icon(name, role))

    @Slot()
    def _on_theme_changed(self) -> None:
        self._target.setIcon(self._controller.icon(self._name, self._role))
