"""The current theme and zoom, chosen by the user or by the system's light or dark colour scheme."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QSettings, Qt, QTemporaryDir, Signal, Slot
from PySide6.QtGui import QAction, QGuiApplication, QIcon
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from nnstudio.resources import resource_folder
from nnstudio.session.remembered import saved_number
from nnstudio.ui.theme.fonts import application_font
from nnstudio.ui.theme.icons import draw_icon
from nnstudio.ui.theme.style import palette, style_sheet
from nnstudio.ui.theme.theme import Theme, load_themes

ZOOMS = (80, 90, 100, 110, 125, 150, 175, 200)
"""The sizes of everything that are offered, in percent."""
SYSTEM = "system"
"""The choice that follows the system's light or dark."""


class ThemeController(QObject):
    """Holds the current theme, applies it to the application, and draws icons in its colours."""

    theme_changed = Signal(object)
    """Emitted with the `Theme` when it or the zoom has changed, so that widgets that paint themselves can repaint."""

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
        self._zoom = 100
        self._kept_zoom: int | None = None
        """The user's zoom while another one is shown for a time."""
        self._theme = self._chosen_theme()
        self._system.colorSchemeChanged.connect(self._on_color_scheme_changed)

    @property
    def theme(self) -> Theme:
        """The current theme."""
        return self._theme

    @property
    def choice(self) -> str:
        """The choice: ``system`` or the key of a theme."""
        return self._choice

    @property
    def choices(self) -> dict[str, str]:
        """All choices by key, with their labels."""
        return {SYSTEM: "Follow system", **{key: theme.label for key, theme in self._themes.items()}}

    def choose(self, key: str) -> None:
        """Use the theme ``key``, or follow the system if it is ``system``. Raises KeyError for an unknown key."""
        if key not in self.choices:
            raise KeyError(f"no theme {key!r}; there are {', '.join(self.choices)}")
        self._choice = key
        self._follow_choice()

    @property
    def zoom(self) -> int:
        """The size of everything in percent; fonts, icons and distances follow it."""
        return self._zoom

    def set_zoom(self, zoom: int) -> None:
        """Show everything at ``zoom`` percent, at least the smallest and at most the largest of `ZOOMS`."""
        zoom = min(max(zoom, ZOOMS[0]), ZOOMS[-1])
        if zoom != self._zoom:
            self._zoom = zoom
            self._apply_change()

    def enlarge(self, least: int) -> None:
        """Show everything at ``least`` percent at least, until `show_kept_zoom`; the zoom from before stays saved."""
        self._kept_zoom = self._zoom
        self.set_zoom(max(self._zoom, least))

    def show_kept_zoom(self) -> None:
        """Bring back the zoom from before `enlarge`."""
        if self._kept_zoom is not None:
            kept, self._kept_zoom = self._kept_zoom, None
            self.set_zoom(kept)

    def save(self, settings: QSettings) -> None:
        """Save the choice and the zoom in the current group of ``settings``."""
        settings.setValue("choice", self._choice)
        settings.setValue("zoom", self._zoom if self._kept_zoom is None else self._kept_zoom)

    def restore(self, settings: QSettings) -> None:
        """Choose what `save` has saved, if there is still such a theme."""
        choice = settings.value("choice")
        if choice in self.choices:
            self.choose(str(choice))
        self.set_zoom(saved_number(settings, "zoom", self._zoom))

    def prepare(self, application: QApplication) -> None:
        """Set style, font and palette of ``application``, but not yet the style sheet.

        While there is a style sheet, Qt applies it to a widget again whenever that gets another parent: a window is
        built in half the time without one.
        """
        self._application = application
        application.setStyle("Fusion")
        application.setFont(application_font(self._zoom))
        application.setPalette(palette(self._theme))

    def apply(self, application: QApplication) -> None:
        """Apply the theme to ``application``, now and whenever it changes."""
        if self._application is not application:
            self.prepare(application)
        self._apply_style_sheet(application)

    def icon(self, name: str, role: str = "text") -> QIcon:
        """Return the icon ``name`` of ``resources/icons`` in the colour ``role`` of the current theme."""
        key = (self._theme.key, name, role)
        if key not in self._icons:
            color, disabled_color = self._theme.colors()[role], self._theme.disabled_text
            drawn = Path(self._drawn.path())
            self._icons[key] = draw_icon(self._icons_folder, name, color, disabled_color, drawn)
        return self._icons[key]

    def set_icon(self, target: QAction | QAbstractButton, name: str, role: str = "text") -> None:
        """Set the icon of ``target``, now and whenever the theme changes. May be called again for another icon."""
        for child in target.children():
            if isinstance(child, _ThemedIcon):
                child.set_icon(name, role)
                return
        _ThemedIcon(self, target).set_icon(name, role)

    @Slot()
    def _on_color_scheme_changed(self) -> None:
        self._follow_choice()

    @contextmanager
    def shown_in(self, key: str, part: QWidget) -> Iterator[None]:
        """Have ``part`` in the theme ``key`` for a moment, without waiting for events; the choice stays.

        Nobody sees it: the window is painted when events are waited for. Only the part gets the style sheet of the
        theme, which contains the same rules as that of the application and goes before it: to take the application's
        away and back again costs a second or two, as Qt applies it to every widget of every view. Raises KeyError for
        an unknown key.
        """
        kept, self._theme = self._theme, self._themes[key]
        try:
            self._lend(part, self._style_sheet())
            yield
        finally:
            self._theme = kept
            self._lend(part, "")

    def _lend(self, part: QWidget, sheet: str) -> None:
        """Give the palette of the current theme to everything, and the style ``sheet`` to a ``part`` alone."""
        if self._application is not None:
            self._application.setPalette(palette(self._theme))
            part.setStyleSheet(sheet if self._application.styleSheet() else "")
        self.theme_changed.emit(self._theme)

    def _chosen_theme(self) -> Theme:
        if self._choice != SYSTEM:
            return self._themes[self._choice]
        wants_dark = self._system.colorScheme() == Qt.ColorScheme.Dark
        matching = [theme for theme in self._themes.values() if theme.is_dark == wants_dark]
        default = self._themes.get("dark" if wants_dark else "light")
        return default or next(iter(matching or self._themes.values()))

    def _follow_choice(self) -> None:
        self._show(self._chosen_theme())

    def _show(self, theme: Theme) -> None:
        if theme != self._theme:
            self._theme = theme
            self._apply_change()

    def _apply_change(self) -> None:
        if self._application is not None:
            # First none at all: to replace one style sheet directly by another takes Qt seven times as long.
            self._application.setStyleSheet("")
            self._application.setFont(application_font(self._zoom))
            self._application.setPalette(palette(self._theme))
            self._apply_style_sheet(self._application)
        self.theme_changed.emit(self._theme)

    def _apply_style_sheet(self, application: QApplication) -> None:
        application.setStyleSheet(self._style_sheet())

    def _style_sheet(self) -> str:
        template = resource_folder("styles") / "studio.qss"
        return style_sheet(template, self._theme, self._icons_folder, Path(self._drawn.path()), self._zoom)


class _ThemedIcon(QObject):
    """Keeps the icon of one action or button, its parent, in the colours of the theme."""

    def __init__(self, controller: ThemeController, target: QAction | QAbstractButton) -> None:
        super().__init__(target)
        self._controller = controller
        self._target = target
        self._name = ""
        self._role = ""
        controller.theme_changed.connect(self._on_theme_changed)

    def set_icon(self, name: str, role: str) -> None:
        """Show the icon ``name`` in the colour ``role``."""
        self._name, self._role = name, role
        self._target.setIcon(self._controller.icon(name, role))

    @Slot()
    def _on_theme_changed(self) -> None:
        self._target.setIcon(self._controller.icon(self._name, self._role))
