"""Vertical lines where live settings changed or the network was at its best; the lane below tells what happened."""

from collections.abc import Sequence

import pyqtgraph as pg
from PySide6.QtCore import QRectF, QSizeF, Qt
from PySide6.QtGui import QFontMetricsF

from nnstudio.runs.history import History
from nnstudio.runs.run_marks import best_mark, change_marks
from nnstudio.ui.plots.axis_range import Limits
from nnstudio.ui.plots.label_place import least_covering, places_beside
from nnstudio.ui.plots.plot_style import line
from nnstudio.ui.plots.run_axis import RunAxis
from nnstudio.ui.plots.run_numbers import Points
from nnstudio.ui.theme import Theme, caption_font

LARGEST_COUNT = 40
"""Changes that are marked: the last ones."""
PADDING = 4
"""Of a label in pixels, on each side."""
GUESSING, GUESSING_AT = "guessing", 0.98
"""The label of the line of guessing, and where it ends, as a fraction of the plot's width."""


class EventMarks:
    """The marks of one plot. Their items are created when first needed, and hidden when a run needs fewer."""

    def __init__(self, plot: pg.PlotItem) -> None:
        self._plot = plot
        self._best, self._label = _Line(plot), pg.TextItem()
        self._label.setZValue(20)
        self._label.hide()
        plot.addItem(self._label, ignoreBounds=True)
        self._changes: list[_Line] = []
        self._theme: Theme | None = None
        self._drawn: object = None

    @property
    def text(self) -> str:
        """The label of the best evaluation; empty if there is none."""
        return str(self._label.toPlainText()) if self._label.isVisible() else ""

    @property
    def changes(self) -> list[float]:
        """The coordinates of the changes that are marked."""
        return [change.x for change in self._changes if change.is_visible]

    def draw(
        self,
        history: History,
        axis: RunAxis,
        limits: tuple[Limits, Limits],
        is_top_free: bool,
        curves: Sequence[Points] = (),
        guessing: float | None = None,
    ) -> None:
        """Mark the changes and the best evaluation of ``history`` in a plot over ``axis`` with these ``limits``.

        The best is labelled where the label covers least of ``curves``, in coordinates of the axes, and not the label
        of ``guessing``: a falling curve leaves the top free, a rising one the bottom.
        """
        size = self._plot.getViewBox().size()
        key = (history, len(history.evaluations), len(history.changes), limits, size, axis, is_top_free, guessing)
        if key == self._drawn:
            return
        self._drawn = key
        self._draw_changes([float(axis.of(history, change.position)) for change in change_marks(history)])
        best = best_mark(history)
        if best is None:
            self._best.hide()
            self._label.hide()
            return
        x, epoch = float(axis.of(history, best.position)), f"epoch {best.position:.4g}"
        self._best.show(x)
        texts = (f"best {history.best_by}: {epoch}", f"best: {epoch}", "best")
        (left, right), (bottom, top) = limits
        pixels = [
            Points((each.x - left) / (right - left) * size.width(), (top - each.y) / (top - bottom) * size.height())
            for each in curves
        ]
        along = (x - left) / (right - left) * size.width()
        if not self._write(texts, along, size) or not left <= x <= right:
            self._label.hide()
            return
        taken = [] if guessing is None else [_guessing_area((top - guessing) / (top - bottom) * size.height(), size)]
        places = places_beside(along, self._label.textItem.boundingRect().size(), size, is_top_free)
        place = least_covering(places, pixels, taken)
        across, down = place.left() / size.width(), place.top() / size.height()
        self._label.setPos(left + across * (right - left), top - down * (top - bottom))
        self._label.show()

    @property
    def label_area(self) -> QRectF:
        """Where the label of the best evaluation is, in pixels of the scene."""
        area: QRectF = self._label.textItem.sceneBoundingRect()
        return area

    def _write(self, texts: Sequence[str], along: float, size: QSizeF) -> bool:
        """Write the first of ``texts`` that fits beside a line ``along`` pixels from the left; return if one does."""
        room, metrics = max(along, size.width() - along) - 2 * PADDING, QFontMetricsF(caption_font())
        text = next((text for text in texts if metrics.horizontalAdvance(text) <= room), "")
        self._label.setPlainText(text)
        return bool(text)

    def _draw_changes(self, places: Sequence[float]) -> None:
        shown = [x for x in places if x == x][-LARGEST_COUNT:]  # a logarithmic axis has no start
        while len(self._changes) < len(shown):
            self._changes.append(_Line(self._plot))
            self._color_changes()
        for change in self._changes[len(shown) :]:
            change.hide()
        for change, x in zip(self._changes, shown, strict=False):
            change.show(x)

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``."""
        self._theme = theme
        self._drawn = None  # the font may be larger now
        self._best.set_color(theme.series[1])
        self._label.setFont(caption_font())
        self._label.setColor(theme.series[1])
        self._color_changes()

    def _color_changes(self) -> None:
        if self._theme is not None:
            for change in self._changes:
                change.set_color(self._theme.text)


def _guessing_area(y: float, size: QSizeF) -> QRectF:
    """Return where the label of the line of guessing can be, whose ``y`` is given in pixels: above it or below."""
    metrics = QFontMetricsF(caption_font())
    width, height = metrics.horizontalAdvance(GUESSING) + 2 * PADDING, metrics.height() + 2 * PADDING
    return QRectF(GUESSING_AT * size.width() - width, y - height, width, 2 * height)


class _Line:
    """A dotted vertical line."""

    def __init__(self, plot: pg.PlotItem) -> None:
        self._line = pg.InfiniteLine(angle=90)
        plot.addItem(self._line, ignoreBounds=True)
        self.hide()

    @property
    def x(self) -> float:
        return float(self._line.value())

    @property
    def is_visible(self) -> bool:
        return bool(self._line.isVisible())

    def hide(self) -> None:
        self._line.hide()

    def show(self, x: float) -> None:
        self._line.setPos(x)
        self._line.show()

    def set_color(self, color: str) -> None:
        self._line.setPen(line(pg.mkColor(color), style=Qt.PenStyle.DotLine))
