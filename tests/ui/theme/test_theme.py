"""A theme file is read completely, or refused with a list of all its faults."""

from pathlib import Path

import pytest

from nnstudio.resources import resource_folder
from nnstudio.ui.theme import Theme, ThemeError, diverging_map, load_theme, load_themes

LIGHT = (resource_folder("themes") / "light.toml").read_text(encoding="utf-8")
THEMES = load_themes()


def write(folder: Path, text: str) -> Path:
    file = folder / "evening.toml"
    file.write_text(text, encoding="utf-8")
    return file


def luminance(color: str) -> float:
    parts = [value / 255 for value in bytes.fromhex(color[1:])]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    lighter, darker = sorted((luminance(first), luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_light_and_dark_are_installed() -> None:
    assert {"light", "dark"} <= THEMES.keys()
    assert THEMES["dark"].is_dark
    assert not THEMES["light"].is_dark


def test_another_file_is_another_theme(tmp_path: Path) -> None:
    file = write(tmp_path, LIGHT.replace('label = "Light"', 'label = "Evening"'))
    assert load_theme(file).label == "Evening"
    assert list(load_themes(tmp_path)) == ["evening"]


def test_a_missing_colour_is_named_with_its_file(tmp_path: Path) -> None:
    lines = [line for line in LIGHT.splitlines() if not line.startswith(("accent =", "ink"))]
    with pytest.raises(ThemeError, match=r"evening\.toml.*'accent' is missing.*'ink' is missing"):
        load_theme(write(tmp_path, "\n".join(lines)))


@pytest.mark.parametrize(
    ("found", "replaced", "text"),
    [
        ('window = "#f1f3f6"', 'window = "grey"', "window is 'grey', not a colour"),
        ('window = "#f1f3f6"', "window = 7", "window is 7, not a colour"),
        ('window = "#f1f3f6"', 'window = "#f1f3f6"\nsky = "#ffffff"', "unknown colour 'sky'"),
        ("is_dark = false", 'is_dark = "no"', "is_dark must be true or false"),
        ('label = "Light"', 'label = ""', "label must be a text"),
        ('label = "Light"', 'label = "Light"\nauthor = "me"', "unknown name 'author'"),
        ('series = ["#0072b2", ', "series = [", "series must be a list of 6 colours"),
        ("[colors]", "[colours]", r"the table \[colors\] is missing"),
        ("is_dark = false", "is_dark = ", "cannot be read"),
    ],
)
def test_a_faulty_theme_is_refused_with_a_reason(tmp_path: Path, found: str, replaced: str, text: str) -> None:
    assert found in LIGHT
    with pytest.raises(ThemeError, match=text):
        load_theme(write(tmp_path, LIGHT.replace(found, replaced)))


def test_a_missing_theme_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ThemeError, match="cannot be read"):
        load_theme(tmp_path / "none.toml")


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES.keys())
@pytest.mark.parametrize("background", ["window", "panel", "raised", "field", "hover"])
@pytest.mark.parametrize("role", ["text", "muted_text", "error", "warning", "accent"])
def test_text_stands_out_from_every_background(theme: Theme, background: str, role: str) -> None:
    assert contrast(theme.colors()[role], theme.colors()[background]) >= 4.5


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES.keys())
def test_text_on_the_accent_and_in_plots_is_readable(theme: Theme) -> None:
    assert contrast(theme.accent_text, theme.accent) >= 4.5
    assert contrast(theme.accent_text, theme.accent_hover) >= 4.5
    assert contrast(theme.text, theme.accent_soft) >= 4.5
    assert contrast(theme.plot_text, theme.plot_background) >= 4.5
    assert contrast(theme.ink, theme.paper) >= 7


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES.keys())
def test_the_curves_stand_out_from_the_plot(theme: Theme) -> None:
    curves = (*theme.series[:4], theme.batch, theme.earlier)
    assert all(contrast(color, theme.plot_background) >= 3 for color in curves)


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES.keys())
def test_each_curve_of_a_run_has_its_own_colour(theme: Theme) -> None:
    assert len({*theme.series, theme.batch, theme.earlier}) == len(theme.series) + 2
    assert contrast(theme.batch, theme.series[0]) >= 1.5


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES.keys())
def test_zero_has_the_colour_of_the_plots_background(theme: Theme) -> None:
    background = list(bytes.fromhex(theme.plot_background[1:]))
    zero = diverging_map(theme)[127:129].mean(axis=0)
    assert abs(zero - background).max() < 2
    assert diverging_map(theme).shape == (256, 3)


def test_an_unknown_role_has_no_colour() -> None:
    with pytest.raises(KeyError):
        THEMES["light"].color("sky")
