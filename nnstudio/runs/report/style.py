"""The style of a report: the colours are those of the window's themes, light or dark as the reader has chosen."""

import tomllib
from functools import cache
from typing import Any

from nnstudio.resources import resource_folder

ROLES = (
    "window",
    "panel",
    "border",
    "border_strong",
    "text",
    "muted_text",
    "accent",
    "error",
    "plot_background",
    "plot_text",
)


def style() -> str:
    """Return the style sheet."""
    page = (resource_folder("report") / "report.css").read_text(encoding="utf-8")
    dark = f"@media (prefers-color-scheme: dark) {{ :root {{ {_variables('dark')} }} }}"
    return f":root {{ {_variables('light')} }}\n{dark}\n{page}"


def color(role: str) -> str:
    """Return the hexadecimal colour of the light theme, for what is the same in both themes."""
    found: str = _theme("light")["colors"][role]
    return found


def shade(role: str, fraction: float) -> str:
    """Return an inline style that fills a cell with a ``fraction`` of a colour, so that text stays readable on it."""
    red, green, blue = (int(color(role)[start : start + 2], 16) for start in (1, 3, 5))
    return f"background: rgba({red}, {green}, {blue}, {0.5 * min(1.0, max(0.0, fraction)):.3f})"


def _variables(name: str) -> str:
    theme = _theme(name)
    colors = {role.replace("_", "-"): theme["colors"][role] for role in ROLES}
    colors |= {f"s{index}": each for index, each in enumerate(theme["series"])}
    return " ".join(f"--{role}: {each};" for role, each in colors.items())


@cache
def _theme(name: str) -> dict[str, Any]:
    return tomllib.loads((resource_folder("themes") / f"{name}.toml").read_text(encoding="utf-8"))
