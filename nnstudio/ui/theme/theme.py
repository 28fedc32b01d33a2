"""A theme: a colour for every role, read from a small data file."""

import dataclasses
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtGui import QColor

from nnstudio.resources import resource_folder

_HEX = re.compile(r"#[0-9a-fA-F]{6}")
_HEAD = ("key", "label", "is_dark", "series")
SERIES_COUNT = 6


class ThemeError(ValueError):
    """Raised for a theme file that cannot be used; the message names the file and every fault."""


@dataclass(frozen=True, kw_only=True)
class Theme:
    """Colours by role, each as ``#rrggbb``; `key` is the file's name without its suffix."""

    key: str
    label: str
    is_dark: bool
    series: tuple[str, ...]
    """Curves and bars: training, validation, then four more; colour-blind readers can distinguish them."""

    window: str
    panel: str
    raised: str
    field: str
    hover: str
    pressed: str
    border: str
    border_strong: str
    text: str
    muted_text: str
    disabled_text: str
    accent: str
    accent_hover: str
    accent_pressed: str
    accent_text: str
    accent_soft: str
    warning: str
    error: str
    plot_background: str
    plot_text: str
    batch: str
    """The curve of the batches."""
    earlier: str
    """What was before: the weights before training, the run before this one."""
    ink: str
    paper: str
    diverging_negative: str
    diverging_positive: str

    def color(self, role: str) -> QColor:
        """Return the colour of ``role``, such as ``accent``; raises KeyError for an unknown role."""
        if role not in COLOR_ROLES:
            raise KeyError(role)
        return QColor(getattr(self, role))

    def colors(self) -> dict[str, str]:
        """Return every role with its colour."""
        return {role: getattr(self, role) for role in COLOR_ROLES}


COLOR_ROLES = tuple(field.name for field in dataclasses.fields(Theme) if field.name not in _HEAD)


def load_themes(folder: Path | None = None) -> dict[str, Theme]:
    """Return the themes in ``folder`` (by default those of the application) by key, sorted by label."""
    files = sorted((folder or resource_folder("themes")).glob("*.toml"))
    themes = sorted((load_theme(file) for file in files), key=lambda theme: theme.label)
    return {theme.key: theme for theme in themes}


def load_theme(file: Path) -> Theme:
    """Read one theme. Raises `ThemeError`, which names everything that is missing, unknown or not a colour."""
    try:
        data = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ThemeError(f"The theme {file} cannot be read: {error}") from error
    faults = [*_head_faults(data), *_color_faults(data.get("colors"))]
    if faults:
        raise ThemeError(f"The theme {file} cannot be used: " + "; ".join(faults))
    head = {"key": file.stem, "label": data["label"], "is_dark": data["is_dark"], "series": tuple(data["series"])}
    return Theme(**head, **data["colors"])


def _head_faults(data: dict[str, Any]) -> list[str]:
    faults = [f"unknown name {name!r}" for name in data if name not in ("label", "is_dark", "series", "colors")]
    if not isinstance(data.get("label"), str) or not data["label"]:
        faults.append("label must be a text")
    if not isinstance(data.get("is_dark"), bool):
        faults.append("is_dark must be true or false")
    series = data.get("series")
    if not isinstance(series, list) or len(series) != SERIES_COUNT or not all(map(_is_color, series)):
        faults.append(f"series must be a list of {SERIES_COUNT} colours like #0072b2")
    return faults


def _color_faults(colors: Any) -> list[str]:
    if not isinstance(colors, dict):
        return ["the table [colors] is missing"]
    faults = [f"the colour {role!r} is missing" for role in COLOR_ROLES if role not in colors]
    faults += [f"unknown colour {role!r}" for role in colors if role not in COLOR_ROLES]
    wrong = {role: value for role, value in colors.items() if role in COLOR_ROLES and not _is_color(value)}
    return faults + [f"{role} is {value!r}, not a colour like #0072b2" for role, value in wrong.items()]


def _is_color(value: object) -> bool:
    return isinstance(value, str) and _HEX.fullmatch(value) is not None
