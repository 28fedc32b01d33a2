"""Vertical lines where something happened in a run: live settings changed, or the network was at its best."""

import math
from collections.abc import Sequence

import pyqtgraph as pg
from PySide6.QtCore import QRectF, QSizeF, Qt
from PySide6.QtGui import QFontMetricsF

from nnstudio.runs.history import History
from nnstudio.runs.run_marks import best_mark, change_marks
from nnstudio.ui.plots.plot_style import line
from nnstudio.ui.plots.run_axis import RunAxis
from nnstudio.ui.theme import Theme, caption_font

LARGEST_COUNT = 40
"""Changes that are marked: the last ones."""
LABELS = 4
"""Changes that are labelled: the last ones."""
HIGHEST = 0.6
"""The fraction of the plot's height that labels may take."""
PADDING = 4
"""Of a label in pixels, on each side."""


class EventMarks:
    """The marks of one plot. Their items are created when first needed, and hidden when a run needs fewer."""

    def __init__(self, plot: pg.PlotItem) -> None:
        self._plot = plot
        self._best = _Mark(plot)
        self._changes: list[_Mark] = []
        self._theme: Theme | None = None
        self._drawn: object = None
        self._lines = _Lines(((0.0, 1.0), (0.0, 1.0)), QSizeF())

    @property
    def texts(self) -> list[str]:
        """The labels of the marks."""
        return [mark.text for mark in (self._best, *self._changes) if mark.is_visible and mark.text]

    @property
    def label_areas(self) -> list[QRectF]:
        """Where the labels stand, in pixels of the scene."""
        return [mark.area for mark in (self._best, *self._changes) if mark.is_visible and mark.text]

    def draw(
        self,
        history: History,
        axis: RunAxis,
        limits: tuple[tuple[float, float], tuple[float, float]],
        is_top_free: bool,
    ) -> None:
        """Mark the changes and the best evaluation of ``history`` in a plot over ``axis`` with these ``limits``.

        The best is labelled where the curves are not: a falling curve leaves the top free, a rising one the bottom.
        Changes are labelled at the top, so only if that is free, the newest first, each in the first line that has
        room for it.
        """
        size = self._plot.getViewBox().size()
        key = (history, len(history.evaluations), len(history.changes), limits, size, axis, is_top_free)
        if key == self._drawn:
            return
        self._drawn = key
        self._lines = _Lines(limits, size)
        (bottom, top) = limits[1]
        best = best_mark(history)
        if best is None:
            self._best.hide()
        else:
            y, below = (top, 0.0) if is_top_free else (bottom, 1.0)
            epoch = f"epoch {best.position:.4g}"
            x = float(axis.of(history, best.position))
            text = self._lines.fitting(x, f"best {history.best_by}: {epoch}", f"best: {epoch}", "best")
            if is_top_free:
                self._lines.place(x, text)
            self._best.show(x, y, text, limits[0], below)
        placed = [(float(axis.of(history, change.position)), change.text) for change in change_marks(history)]
        changes = [(x, text) for x, text in placed if x == x][-LARGEST_COUNT:]
        self._draw_changes(changes, limits[0], is_top_free)

    def _draw_changes(
        self, changes: Sequence[tuple[float, str]], horizontal: tuple[float, float], is_labelled: bool
    ) -> None:
        while len(self._changes) < len(changes):
            self._changes.append(_Mark(self._plot))
            self._color_changes()
        for mark in self._changes[len(changes) :]:
            mark.hide()
        for index in reversed(range(len(changes))):
            x, text = changes[index]
            is_new = index >= len(changes) - LABELS and is_labelled
            y, text = self._lines.place(x, text) if is_new else (self._lines.top, "")
            self._changes[index].show(x, y, text, horizontal, 0.0)

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``."""
        self._theme = theme
        self._drawn = None  # the font may be larger now
        self._best.set_color(theme.series[1], theme.plot_background)
        self._color_changes()

    def _color_changes(self) -> None:
        if self._theme is not None:
            for mark in self._changes:
                mark.set_color(self._theme.text, self._theme.plot_background)


class _Lines:
    """The lines of labels at the top of a plot, with what is taken of each, in pixels from the left."""

    def __init__(self, limits: tuple[tuple[float, float], tuple[float, float]], size: QSizeF) -> None:
        (self._left, right), (bottom, self.top) = limits
        self._metrics = QFontMetricsF(caption_font())
        self._width = size.width()
        self._scale = self._width / (right - self._left)
        height = math.ceil(self._metrics.height()) + 2 * PADDING + 1
        self._height = (self.top - bottom) * height / max(size.height(), height)
        self._taken: list[list[tuple[float, float]]] = [[] for _ in range(int(HIGHEST * size.height() / height))]

    def fitting(self, x: float, *texts: str) -> str:
        """Return the first of ``texts`` that fits beside ``x`` on the side with more room; empty if none does."""
        along = (x - self._left) * self._scale
        room = max(along, self._width - along) - 2 * PADDING
        return next((text for text in texts if self._metrics.horizontalAdvance(text) <= room), "")

    def place(self, x: float, text: str) -> tuple[float, str]:
        """Return the top of a label beside ``x``, on the side with more room, and as much of ``text`` as fits there.

        The text is empty if there is no line with room for it.
        """
        along = (x - self._left) * self._scale
        is_left = along > self._width / 2
        room = (along if is_left else self._width - along) - 2 * PADDING
        text = self._metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
        width = self._metrics.horizontalAdvance(text) + 2 * PADDING
        start, end = (along - width, along) if is_left else (along, along + width)
        for index, taken in enumerate(self._taken):
            if all(end <= first or last <= start for first, last in taken):
                taken.append((start, end))
                return self.top - index * self._height, text
        return self.top, ""


class _Mark:
    """A dotted vertical line with a label beside it."""

    def __init__(self, plot: pg.PlotItem) -> None:
        self.text = ""
        self._drawn: tuple[object, ...] = ()
        self._line, self._label = pg.InfiniteLine(angle=90), pg.TextItem()
        self._label.setZValue(20)
        for item in (self._line, self._label):
            plot.addItem(item, ignoreBounds=True)
        self.hide()

    @property
    def is_visible(self) -> bool:
        return bool(self._line.isVisible())

    @property
    def area(self) -> QRectF:
        area: QRectF = self._label.mapRectToScene(self._label.boundingRect())
        return area

    def hide(self) -> None:
        self._drawn = ()
        self._line.hide()
        self._label.hide()

    def show(self, x: float, y: float, text: str, horizontal: tuple[float, float], below: float) -> None:
        """Draw the line at ``x`` and ``text`` at ``y``, on the side with more room; ``below`` is 0 under y, 1 over."""
        drawn = (x, y, text, horizontal)
        if drawn == self._drawn:
            return
        self._drawn, self.text = drawn, text
        self._line.setPos(x)
        self._line.show()
        self._label.setPlainText(text)
        self._label.setAnchor((1.0 if x > sum(horizontal) / 2 else 0.0, below))
        self._label.setPos(x, y)
        self._label.setVisible(bool(text) and horizontal[0] <= x <= horizontal[1])

    def set_color(self, color: str, background: str) -> None:
        self._line.setPen(line(pg.mkColor(color), style=Qt.PenStyle.DotLine))
        self._label.setFont(caption_font())
        self._label.setColor(color)
        self._label.fill = pg.mkBrush(background)
