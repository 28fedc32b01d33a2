"""Links have the link colour of the theme."""

import pytest
from PySide6.QtGui import QColor

from nnstudio.ui.link_label import LinkLabel
from tests.ui.window import show_in_window


def has_color(widget, color):
    image = widget.grab().toImage()
    points = ((x, y) for x in range(image.width()) for y in range(image.height()))
    return any(image.pixel(*point) == QColor(color).rgb() for point in points)


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_a_link_that_exists_takes_the_colour_of_another_theme(qtbot, themes, theme):
    themes.choose("light" if theme == "dark" else "dark")
    link = LinkLabel("Open its folder")
    window = show_in_window(qtbot, link, 200, 40)
    old = themes.theme.accent
    assert has_color(link, old)
    themes.choose(theme)
    assert has_color(link, themes.theme.accent)
    assert not has_color(link, old)
    window.close()
