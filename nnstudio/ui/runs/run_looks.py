"""The colour and the style of a run that is compared."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from nnstudio.ui.plots.plot_style import line
from nnstudio.ui.theme import Theme, scaled

STYLES = (Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine, Qt.PenStyle.DotLine, Qt.PenStyle.DashDotLine)
WIDTH, HEIGHT = 18, 12
"""Of a swatch in pixels, without zoom."""


def color_of(look: int, theme: Theme) -> QColor:
    """Return the colour of a run with this number of a look."""
    return QColor(theme.series[look % len(theme.series)])


def pen_of(look: int, theme: Theme, width: int = 2) -> QPen:
    """Return the pen of the curves of a run: its colour, and for the seventh and later ones another style."""
    return line(color_of(look, theme), width, STYLES[look // len(theme.series) % len(STYLES)])


class Swatches:
    """Short pieces of the curves of runs, for tables; each is drawn once for a theme and a zoom."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._drawn: dict[tuple[int, int], QPixmap] = {}

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``."""
        self._theme = theme
        self._drawn.clear()

    def of(self, look: int) -> QPixmap:
        """Return the piece of a run with this number of a look."""
        width = scaled(WIDTH)
        if (look, width) not in self._drawn:
            self._drawn[look, width] = self._draw(look, width, scaled(HEIGHT))
        return self._drawn[look, width]

    def _draw(self, look: int, width: int, height: int) -> QPixmap:
        picture = QPixmap(width, height)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setPen(pen_of(look, self._theme, 3))
        painter.drawLine(0, height // 2, width, height // 2)
        painter.end()
        return picture
