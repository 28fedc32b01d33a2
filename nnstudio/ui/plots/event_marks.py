"""Vertical lines where something happened in a run: live settings changed, or the network was at its best."""

import pyqtgraph as pg
from PySide6.QtCore import Qt

from nnstudio.engine.events import Evaluated
from nnstudio.runs.history import History
from nnstudio.ui.plots.plot_style import line
from nnstudio.ui.theme import Theme, caption_font

LARGEST_COUNT = 40
"""Changes that are marked: the last ones."""
LABELS = 4
"""Changes that are labelled: the last ones, each in a row of its own."""
CHARACTER = 6.5
"""Pixels for one character of a label."""
ROW = 0.075
"""Distance of two labels, as a fraction of the plot's height."""


class EventMarks:
    """The marks of one plot. Their items are created when first needed, and hidden when a run needs fewer."""

    def __init__(self, plot: pg.PlotItem) -> None:
        self._plot = plot
        self._best = _Mark(plot)
        self._changes: list[_Mark] = []
        self._theme: Theme | None = None
        self._drawn: object = None

    @property
    def texts(self) -> list[str]:
        """The labels of the marks."""
        return [mark.text for mark in (self._best, *self._changes) if mark.is_visible and mark.text]

    def draw(
        self, history: History, limits: tuple[tuple[float, float], tuple[float, float]], pixels: int, is_top_free: bool
    ) -> None:
        """Mark the changes and the best evaluation of ``history`` in a plot ``pixels`` wide with these ``limits``.

        The best is labelled where the curves are not: a falling curve leaves the top free, a rising one the bottom.
        Changes are labelled below it at the top, so only if that is free.
        """
        key = (history, len(history.evaluations), len(history.changes), limits, pixels, is_top_free)
        if key == self._drawn:
            return
        self._drawn = key
        (left, right), (bottom, top) = limits
        best = _best(history)
        if best is None:
            self._best.hide()
        else:
            y, below = (top, 0.0) if is_top_free else (bottom, 1.0)
            text = f"best {history.best_by}: epoch {best.position:.4g}"
            self._best.show(best.position, y, text, (left, right), below)
        changes = history.changes[-LARGEST_COUNT:]
        while len(self._changes) < len(changes):
            self._changes.append(_Mark(self._plot))
            self._color_changes()
        for index, mark in enumerate(self._changes):
            if index >= len(changes):
                mark.hide()
                continue
            row = len(changes) - 1 - index
            x = changes[index].position
            longest = int(max(x - left, right - x) / (right - left) * pixels / CHARACTER)
            text = _elided(changes[index].text, longest) if row < LABELS and is_top_free else ""
            mark.show(x, top - ROW * (row + 1) * (top - bottom), text, (left, right), 0.0)

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``."""
        self._theme = theme
        self._best.set_color(theme.series[1], theme.plot_background)
        self._color_changes()

    def _color_changes(self) -> None:
        if self._theme is not None:
            for mark in self._changes:
                mark.set_color(self._theme.text, self._theme.plot_background)


class _Mark:
    """A dotted vertical line with a label beside it."""

    def __init__(self, plot: pg.PlotItem) -> None:
        self.text = ""
        self._drawn: tuple[object, ...] = ()
        self._line, self._label = pg.InfiniteLine(angle=90), pg.TextItem()
        self._label.setFont(caption_font())
        self._label.setZValue(20)
        for item in (self._line, self._label):
            plot.addItem(item, ignoreBounds=True)
        self.hide()

    @property
    def is_visible(self) -> bool:
        return bool(self._line.isVisible())

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
        self._label.setColor(color)
        self._label.fill = pg.mkBrush(background)


def _best(history: History) -> Evaluated | None:
    """Return the best evaluation once there is one to compare it with; the untrained network does not count."""
    if len(history.evaluations) < 3:
        return None
    best = history.best_evaluation
    return best if best.position > 0 else None


def _elided(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
