"""The fonts of the window: one family, the system's, in a few sizes.

Sizes are in device-independent pixels, so that they keep to the 8-pixel grid at every scale; the zoom multiplies them.
The font of the application carries the zoom: all other sizes follow from its size.
"""

from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication

CONTROL_PIXELS = 12
CAPTION_PIXELS = 11
HEADING_PIXELS = 13
TITLE_PIXELS = 16
ANSWER_PIXELS = 48


def scaled(pixels: float) -> int:
    """Return ``pixels`` at the current zoom."""
    base = QGuiApplication.font().pixelSize()
    return round(pixels * base / CONTROL_PIXELS) if base > 0 else round(pixels)


def scaled_picture(side: int, pixels: int = 28) -> int:
    """Return ``side`` at the current zoom, rounded to a whole number of screen pixels for each of ``pixels``."""
    return pixels * max(1, round(scaled(side) / pixels))


def application_font(zoom: int) -> QFont:
    """Return the font of the application at ``zoom`` percent."""
    font = control_font()
    font.setPixelSize(round(CONTROL_PIXELS * zoom / 100))
    return font


def control_font() -> QFont:
    """Return the font of labels, buttons and fields."""
    return _font(CONTROL_PIXELS)


def caption_font() -> QFont:
    """Return the font of captions."""
    return _font(CAPTION_PIXELS)


def heading_font() -> QFont:
    """Return the font of a section's title."""
    font = _font(HEADING_PIXELS)
    font.setWeight(QFont.Weight.DemiBold)
    return font


def title_font() -> QFont:
    """Return the font of what stands beside the pad's answer."""
    return _font(TITLE_PIXELS)


def answer_font() -> QFont:
    """Return the font of what the network reads on the pad."""
    font = _font(ANSWER_PIXELS)
    font.setWeight(QFont.Weight.DemiBold)
    return font


def number_font() -> QFont:
    """Return the font of numbers that change; its digits are equally wide, so that nothing shifts."""
    return _font(CONTROL_PIXELS)


def _font(pixels: int) -> QFont:
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    font.setPixelSize(scaled(pixels))
    # Tabular figures in every size: typed values and tables form columns too.
    font.setFeature(QFont.Tag("tnum"), 1)
    return font
