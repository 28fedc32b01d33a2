"""Converts a theme to a palette and a style sheet for Qt."""

import re
from pathlib import Path
from string import Template

from PySide6.QtGui import QColor, QPalette

from nnstudio.ui.theme.fonts import CAPTION_PIXELS, CONTROL_PIXELS, HEADING_PIXELS
from nnstudio.ui.theme.icons import tinted
from nnstudio.ui.theme.theme import Theme, ThemeError

_ROLES = {
    QPalette.ColorRole.Window: "window",
    QPalette.ColorRole.WindowText: "text",
    QPalette.ColorRole.Base: "field",
    QPalette.ColorRole.AlternateBase: "panel",
    QPalette.ColorRole.Text: "text",
    QPalette.ColorRole.PlaceholderText: "muted_text",
    QPalette.ColorRole.Button: "raised",
    QPalette.ColorRole.ButtonText: "text",
    QPalette.ColorRole.BrightText: "error",
    QPalette.ColorRole.Highlight: "accent",
    QPalette.ColorRole.HighlightedText: "accent_text",
    QPalette.ColorRole.Accent: "accent",
    QPalette.ColorRole.Link: "accent",
    QPalette.ColorRole.LinkVisited: "accent",
    QPalette.ColorRole.ToolTipBase: "raised",
    QPalette.ColorRole.ToolTipText: "text",
    QPalette.ColorRole.Light: "raised",
    QPalette.ColorRole.Midlight: "hover",
    QPalette.ColorRole.Mid: "border",
    QPalette.ColorRole.Dark: "border_strong",
    QPalette.ColorRole.Shadow: "border_strong",
}
_TEXT_ROLES = (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText)

_LENGTH = re.compile(r"\b(\d+)px\b")
HAIRLINE = 2
"""Borders up to this width in pixels are not zoomed."""

_STYLE_ICONS = {
    "chevron_down": ("chevron-down", "muted_text"),
    "chevron_down_disabled": ("chevron-down", "disabled_text"),
    "chevron_up": ("chevron-up", "muted_text"),
    "chevron_right": ("chevron-right", "muted_text"),
    "check": ("check", "accent_text"),
    "check_disabled": ("check", "disabled_text"),
    "check_menu": ("check", "text"),
    "dash": ("dash", "accent_text"),
    "close": ("close", "muted_text"),
    "grip_horizontal": ("grip-horizontal", "muted_text"),
    "grip_vertical": ("grip-vertical", "muted_text"),
}


def palette(theme: Theme) -> QPalette:
    """Return the palette for what the style sheet does not cover, such as file dialogs and custom painting."""
    colors = QPalette()
    for role, name in _ROLES.items():
        colors.setColor(role, QColor(theme.color(name)))
    for role in _TEXT_ROLES:
        colors.setColor(QPalette.ColorGroup.Disabled, role, theme.color("disabled_text"))
    colors.setColor(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Highlight, theme.color("border_strong"))
    return colors


def style_sheet(template: Path, theme: Theme, icons: Path, drawn: Path, zoom: int = 100) -> str:
    """Return the style sheet ``template`` filled with the colours, sizes and icons of ``theme``.

    All lengths but hairlines are those of the template times ``zoom`` percent.
    Qt's style sheets load pictures only from files, so the tinted icons are written to the folder ``drawn``.
    Raises `ThemeError` if the template has a placeholder that no theme fills.
    """
    sizes = {"control_size": CONTROL_PIXELS, "caption_size": CAPTION_PIXELS, "heading_size": HEADING_PIXELS}
    values = {**theme.colors(), **{name: f"{size}px" for name, size in sizes.items()}}
    for name, (icon, role) in _STYLE_ICONS.items():
        values[f"icon_{name}"] = f'url("{_draw(theme, icons, drawn, icon, role)}")'
    try:
        sheet = Template(template.read_text(encoding="utf-8")).substitute(values)
    except (KeyError, ValueError) as error:
        raise ThemeError(f"The style sheet {template} has a placeholder that no theme fills: {error}") from error
    return _LENGTH.sub(lambda length: f"{_zoomed(int(length[1]), zoom)}px", sheet)


def _zoomed(pixels: int, zoom: int) -> int:
    return pixels if pixels <= HAIRLINE else round(pixels * zoom / 100)


def _draw(theme: Theme, icons: Path, drawn: Path, icon: str, role: str) -> str:
    # Qt caches pictures by path, so each theme and colour needs its own file name.
    file = drawn / f"{theme.key}-{role}-{icon}.svg"
    if not file.exists():
        file.write_text(tinted(icons, icon, theme.colors()[role]), encoding="utf-8")
    return file.as_posix()
