"""Vertical lines where live settings changed or the network was at its best; the lane below tells what happened."""

from collections.abc import Sequence

import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetricsF

from nnstudio.runs.history import History
from nnstudio.runs.run_marks import best_mark, change_marks
from nnstudio.ui.plots.axis_range import Limits
from nnstudio.ui.plots.plot_style import line
from nnstudio.ui.plots.run_axis import RunAxis
from nnstudio.ui.theme import Theme, caption_font

LARGEST_COUNT = 40
"""Changes that are marked: the last ones."""
PADDING = 4
"""Of a label in pixels, on each side."""


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

    def draw(self, history: History, axis: RunAxis, limits: tuple[Limits, Limits], is_top_free: bool) -> None:
        """Mark the changes and the best evaluation of ``history`` in a plot over ``axis`` with these ``limits``.

        The best is labelled where the curves are not: a falling curve leaves the top free, a rising one the bottom.
        """
        size = self._plot.getViewBox().size()
        key = (history, len(history.evaluations), len(history.changes), limits, size, axis, is_top_free)
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
        self._label_best(x, texts, limits, size.width(), is_top_free)

    def _label_best(
        self, x: float, texts: Sequence[str], limits: tuple[Limits, Limits], width: float, is_top_free: bool
    ) -> None:
        """Label the line at ``x`` with the first of ``texts`` that fits beside it, on the side with more room."""
        (left, right), (bottom, top) = limits
        along = (x - left) / (right - left) * width
        room, metrics = max(along, width - along) - 2 * PADDING, QFontMetricsF(caption_font())
        text = next((text for text in texts if metrics.horizontalAdvance(text) <= room), "")
        self._label.setPlainText(text)
        self._label.setAnchor((1.0 if along > width / 2 else 0.0, 0.0 if is_top_free else 1.0))
        self._label.setPos(x, top if is_top_free else bottom)
        self._label.setVisible(bool(text) and left <= x <= right)

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
        self._label.fill = pg.mkBrush(theme.plot_background)
        self._color_changes()

    def _color_changes(self) -> None:
        if self._theme is not None:
            for change in self._changes:
                change.set_color(self._theme.text)


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
