"""A line through a plot at one moment of the run, which follows the pointer or is pinned."""

import pyqtgraph as pg

from nnstudio.ui.plots.plot_style import line
from nnstudio.ui.theme import Theme, caption_font

LABEL = "pinned"
LABEL_HEIGHT = 0.06
"""Where the label of a pinned line stands, as a fraction of the line, from the bottom or the right."""


class Crosshair:
    """A thin line while it follows; a thick one with a head and a label while it is pinned.

    It is vertical, or level where time runs downwards.
    """

    def __init__(self, plot: pg.PlotItem, is_level: bool = False) -> None:
        angle = 0 if is_level else 90
        placed: dict[str, object] = {"position": LABEL_HEIGHT, "anchors": [(0, 0.5), (1, 0.5)]}
        if is_level:
            placed = {"position": 1 - LABEL_HEIGHT, "anchors": [(1, 0), (1, 1)]}
        self._free, self._pin = (
            pg.InfiniteLine(angle=angle),
            pg.InfiniteLine(angle=angle, label=LABEL, labelOpts=placed),
        )
        self._pin.addMarker("v", position=1.0, size=12)
        for item in (self._free, self._pin):
            item.setZValue(25)
            item.setVisible(False)
            plot.addItem(item, ignoreBounds=True)

    @property
    def x(self) -> float | None:
        """The coordinate of the line, None where there is none."""
        return next((float(item.value()) for item in (self._free, self._pin) if item.isVisible()), None)

    @property
    def is_pinned(self) -> bool:
        """Whether the line looks pinned."""
        return bool(self._pin.isVisible())

    def show(self, x: float | None, is_pinned: bool) -> None:
        """Draw the line at the coordinate ``x``, or none."""
        self._free.setVisible(x is not None and not is_pinned)
        self._pin.setVisible(x is not None and is_pinned)
        if x is not None:
            (self._pin if is_pinned else self._free).setPos(x)

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``."""
        self._free.setPen(line(theme.color("plot_text")))
        self._pin.setPen(line(theme.color("accent"), width=2))
        self._pin.label.setColor(theme.color("accent"))
        self._pin.label.setFont(caption_font())
