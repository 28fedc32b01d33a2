"""One quantity during a run: for every batch, and for the training and validation sets at every evaluation.

My digits are a third curve, if there are any.
"""

from collections.abc import Callable, Sequence

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, Qt, Slot
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from nnstudio.data.dataset import DIGITS
from nnstudio.runs.history import History
from nnstudio.runs.quantities import Quantity
from nnstudio.ui.plots.axis_range import decade_below, round_above
from nnstudio.ui.plots.curve_legend import CurveLegend
from nnstudio.ui.plots.curves import Smoothing, downsample
from nnstudio.ui.plots.plot_style import apply_theme, blend, line, set_up_plot
from nnstudio.ui.plots.scene import switch_off_index
from nnstudio.ui.theme import Theme, mark

DEFAULT_SMOOTHING = 0.6
MARGIN = 0.02
"""Fraction of an axis left free beside the first and above the highest value."""


class CurvePlot(QWidget):
    """A plot with its title, a legend with values, and its curves.

    The axes follow the run in round steps until the user zooms; `show_all` makes them follow again.
    """

    def __init__(self, quantity: Quantity, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._quantity = quantity
        self._theme = theme
        self._history = History()
        self._guessing = quantity.guessing(len(DIGITS)) if quantity.guessing else None
        self._smoothing = Smoothing(DEFAULT_SMOOTHING)
        self._is_logarithmic = False
        self._is_changed = True
        self._is_legend_due = True
        self._is_following = True
        self._drawn_step = 0
        self._drawn_epochs = -1
        self._extremes = (np.inf, -np.inf)
        self._pointer: float | None = None
        self._build()
        self._place_reference()
        self.set_theme(theme)
        self.show_all()

    @property
    def drawn_step(self) -> int:
        """Number of batches the curve shows."""
        return self._drawn_step

    @property
    def guessing(self) -> float | None:
        """The value of the "guessing" line: a network that predicts every class with equal probability.

        None if the quantity has no such value; there is no line then.
        """
        return self._guessing

    @property
    def limits(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """The limits of the horizontal and the vertical axis; log10 of the latter if it is logarithmic."""
        horizontal, vertical = self._plot.getViewBox().viewRange()
        return (horizontal[0], horizontal[1]), (vertical[0], vertical[1])

    @property
    def my_digits_points(self) -> NDArray[np.floating]:
        """The curve of my digits as it is drawn, shape (evaluations, 2)."""
        x, y = self._my_digits.getData()
        return np.empty((0, 2)) if x is None else np.stack([x, y], axis=1)

    def set_history(self, history: History, classes: int = len(DIGITS)) -> None:
        """Show another run, whose network has ``classes`` outputs."""
        self._history = history
        self._guessing = self._quantity.guessing(classes) if self._quantity.guessing else None
        self._place_reference()
        self._drawn_step = 0
        self._pointer = None
        self._extremes = (np.inf, -np.inf)
        self.set_smoothing(self._smoothing.strength)
        self.show_all()

    def set_smoothing(self, strength: float) -> None:
        """Smooth the batch curve by ``strength``, from 0 to just below 1."""
        self._smoothing = Smoothing(strength)
        self._is_changed = True

    def set_logarithmic(self, is_logarithmic: bool) -> None:
        """Make the vertical axis logarithmic or linear."""
        self._is_logarithmic = is_logarithmic
        self._plot.getAxis("left").setLogMode(is_logarithmic)
        self._place_reference()
        self.show_all()

    def show_all(self) -> None:
        """Show the whole run, and let the axes follow it again."""
        self._is_following = True
        self._drawn_epochs = -1
        self._is_changed = True
        self._follow()

    def note_change(self) -> None:
        """Redraw on the next frame."""
        self._is_changed = True

    @Slot()
    def draw_if_changed(self) -> None:
        """Draw the history if it changed and the plot is visible."""
        if not self.isVisible():
            return
        if self._is_changed:
            self._is_changed = False
            self._is_legend_due = True
            self._follow()
            self._draw_batches()
            if len(self._history.evaluations) != self._drawn_epochs:
                self._draw_epochs()
        if self._is_legend_due and self._pointer is None:
            self._is_legend_due = not self._legend.show_newest(self._history, self._theme)

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``."""
        self._theme = theme
        background = theme.color("plot_background")
        train, validation, my_digits = (pg.mkColor(name) for name in theme.series[:3])
        batch = theme.color("batch")
        self._widget.setBackground(background)
        apply_theme(self._plot, theme)
        self._raw.setPen(line(blend(batch, background, 0.28)))
        self._smooth.setPen(line(batch, width=2))
        self._train.setPen(line(train, style=Qt.PenStyle.DotLine))
        self._train.setSymbolPen(line(train))
        self._train.setSymbolBrush(background)
        self._validation.setPen(line(validation, width=2, style=Qt.PenStyle.DashLine))
        self._validation.setSymbolPen(line(validation))
        self._validation.setSymbolBrush(validation)
        self._my_digits.setPen(line(my_digits, width=2, style=Qt.PenStyle.DashDotLine))
        self._my_digits.setSymbolPen(line(my_digits))
        self._my_digits.setSymbolBrush(my_digits)
        self._reference.setPen(line(theme.color("border_strong"), style=Qt.PenStyle.DashDotLine))
        self._reference.label.setColor(theme.color("plot_text"))
        self._legend.show_at(self._history, theme, self._pointer)

    def _build(self) -> None:
        title, self._legend = QLabel(self._quantity.label), CurveLegend(self._quantity)
        mark(title, "role", "heading")
        self._widget = pg.PlotWidget(axisItems={"left": _QuantityAxis("left", self._quantity.tick)})
        switch_off_index(self._widget)
        self._plot = self._widget.getPlotItem()
        set_up_plot(self._plot)
        self._plot.disableAutoRange()
        self._plot.getAxis("left").setWidth(44)
        self._plot.getAxis("bottom").setLabel("epoch")
        self._plot.getAxis("bottom").enableAutoSIPrefix(False)
        self._plot.getViewBox().setLimits(xMin=-1)
        self._raw, self._smooth = (pg.PlotCurveItem(connect="finite") for _ in range(2))
        self._train = pg.PlotDataItem(symbol="o", symbolSize=6)
        self._validation = pg.PlotDataItem(symbol="s", symbolSize=6)
        self._my_digits = pg.PlotDataItem(symbol="t", symbolSize=8)
        for curve in (self._raw, self._smooth, self._train, self._validation, self._my_digits):
            self._plot.addItem(curve)
        placed = {"position": 0.98, "anchors": [(1, 1), (1, 1)]}
        self._reference = pg.InfiniteLine(angle=0, label="guessing", labelOpts=placed)
        self._plot.addItem(self._reference, ignoreBounds=True)
        self._widget.scene().sigMouseMoved.connect(self._on_pointer_moved)
        self._plot.getViewBox().sigRangeChangedManually.connect(self._on_zoomed)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(title)
        layout.addWidget(self._legend)
        layout.addWidget(self._widget, 1)

    def _follow(self) -> None:
        """Extend the axes if the run has left them; otherwise they are not redrawn."""
        if not self._is_following:
            return
        x, new = self._history.positions.values, self._history.series(self._quantity.column).values[self._drawn_step :]
        finite = new[np.isfinite(new) & (new > 0)]
        low, high = self._extremes
        self._extremes = (float(finite.min(initial=low)), float(finite.max(initial=high)))
        right = round_above(float(x[-1])) if len(x) else 1.0
        wanted = (-MARGIN * right, (1 + MARGIN) * right), self._vertical_limits()
        if wanted != self.limits:
            self._plot.getViewBox().setRange(xRange=wanted[0], yRange=wanted[1], padding=0)

    def _vertical_limits(self) -> tuple[float, float]:
        if self._quantity.limits is not None:
            low, high = self._quantity.limits
            return low, high + MARGIN * (high - low)
        low, high = self._extremes
        high = round_above(high if self._guessing is None else max(high, self._guessing))
        if self._is_logarithmic:
            return float(np.log10(decade_below(low))), float(np.log10(high))
        return 0.0, high

    def _draw_batches(self) -> None:
        series = self._history.series(self._quantity.column)
        self._smoothing.follow(series.values)
        self._drawn_step = len(series)
        positions = self._history.positions.values
        left, right = self.limits[0]
        first, last = np.searchsorted(positions, [left, right])
        visible = slice(max(0, int(first) - 1), int(last) + 1)  # with one neighbour beyond each edge
        pixels = max(64, self._widget.width())
        for curve, values in ((self._raw, series.values), (self._smooth, self._smoothing.values)):
            x, y = downsample(positions[visible], values[visible], pixels)
            curve.setData(x, self._on_axis(y))

    def _draw_epochs(self) -> None:
        epochs, evaluation = self._history.evaluations, self._quantity.evaluation
        self._drawn_epochs = len(epochs)
        if evaluation is None:
            return
        for curve, measured in (
            (self._train, [(event.position, event.training) for event in epochs]),
            (self._validation, [(event.position, event.validation) for event in epochs]),
            (self._my_digits, [(event.position, event.extra) for event in epochs]),
        ):
            points = [(position, evaluation(metrics)) for position, metrics in measured if metrics is not None]
            positions, values = np.array(points, float).reshape(-1, 2).T
            curve.setData(positions, self._on_axis(values))

    def _place_reference(self) -> None:
        self._reference.setVisible(self._guessing is not None)
        if self._guessing is not None:
            self._reference.setPos(float(self._on_axis(np.array(self._guessing))))

    def _on_axis(self, values: NDArray[np.floating]) -> NDArray[np.floating]:
        """Return the coordinates of ``values`` on the vertical axis; a value without a logarithm becomes NaN, a gap."""
        if not self._is_logarithmic:
            return values
        logarithms: NDArray[np.floating] = np.log10(values, out=np.full_like(values, np.nan), where=values > 0)
        return logarithms

    @Slot(object)
    def _on_pointer_moved(self, scene_position: QPointF) -> None:
        box = self._plot.getViewBox()
        is_inside = box.sceneBoundingRect().contains(scene_position)
        self._pointer = box.mapSceneToView(scene_position).x() if is_inside else None
        self._legend.show_at(self._history, self._theme, self._pointer)

    def leaveEvent(self, event: QEvent) -> None:
        """Show the newest values again when the pointer leaves the plot."""
        super().leaveEvent(event)
        self._pointer = None
        self._is_legend_due = True

    @Slot()
    def _on_zoomed(self) -> None:
        self._is_following = False
        self._is_changed = True


class _QuantityAxis(pg.AxisItem):
    """An axis whose tick labels are formatted by a function."""

    def __init__(self, side: str, tick: Callable[[float], str]) -> None:
        super().__init__(side)
        self._tick = tick

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
        """Return the labels of the ticks at ``values``."""
        if self.logMode:
            return [self._tick(10**value) for value in values]
        return [self._tick(value) for value in values]
