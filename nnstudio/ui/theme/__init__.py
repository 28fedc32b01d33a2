"""The look of the window: colours by role, fonts, icons and the style sheet.

To add a theme: one file in ``resources/themes``. Nothing outside this package names a colour.
"""

from nnstudio.ui.theme.color_maps import diverging_map, readable_on, sequential_map
from nnstudio.ui.theme.controller import SYSTEM, ZOOMS, ThemeController
from nnstudio.ui.theme.fonts import (
    answer_font,
    caption_font,
    control_font,
    heading_font,
    number_font,
    scaled,
    scaled_picture,
    title_font,
)
from nnstudio.ui.theme.icons import application_icon
from nnstudio.ui.theme.marking import mark
from nnstudio.ui.theme.theme import Theme, ThemeError, load_theme, load_themes

__all__ = [
    "SYSTEM",
    "ZOOMS",
    "Theme",
    "ThemeController",
    "ThemeError",
    "answer_font",
    "application_icon",
    "caption_font",
    "control_font",
    "diverging_map",
    "heading_font",
    "load_theme",
    "load_themes",
    "mark",
    "number_font",
    "readable_on",
    "scaled",
    "scaled_picture",
    "sequential_map",
    "title_font",
]
