"""One quantity over the course of a run: every batch, and each epoch on the whole training and validation parts."""

from collections.abc import Callable, Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt, Slot
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from nnstudio.engine.events import Metrics
from nnstudio.runs.curves import Smoothing, thin
from nnstudio.runs.history import History, Series
from nnstudio.ui.plots.plot_style import blend, dress, line, plain
from nnstudio.ui.theme import Theme, mark

DEFAULT_SMOOTHING = 0.6


class Quantity:
    """What a plot shows: its name, where its numbers are, how they read, and the value that guessing would give."""

    def __init__(
        self,
        name: str,
        batches: Callable[[History], Series],
        epoch: Callable[[Metrics], float],
        text: Callable[[float], str],
        tick: Callable[[float], str],
        reference: float,
        reference_name: str,
    ) -> None:
        self.name = name
        self.batches = batches
        self.epoch = epoch
        self.text = text
        self.tick = tick
        self.reference = reference
        self.reference_name = reference_name


class _WordedAxis(pg.AxisItem):
    """An axis whose ticks read as the quantity does."""

    def __init__(self, side: str, tick: Callable[[float], str]) -> None:
        super().__init__(side)
        self._tick = tick

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
        """Return the words at linear ticks."""
        return [self._tick(value * scale) for value in values]


class CurvePlot(QWidget):
    """A plot with its title, a legend that reads out the values under the pointer, and its curves."""

    def __init__(self, quantity: Quantity, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._quantity = quantity
        self._theme = theme
        self._history = History()
        self._smoothing = Smoothing(DEFAULT_SMOOTHING)
        self._is_changed = True
        self._drawn_step = 0
        self._pointer: float | None = None
        self._build()
        self.set_theme(theme)

    def set_history(self, history: History) -> None:
        """Show another run."""
        self._history = history
        self.set_smoothing(self._smoothing.strength)
        self.fit()

    def set_smoothing(self, strength: float) -> None:
        """Smooth the curve of the batches by ``strength``, 0 to below 1."""
        self._smoothing = Smoothing(strength)
        self._is_changed = True

    def set_logarithmic(self, is_logarithmic: bool) -> None:
        """Draw the vertical axis logarithmic or linear."""
        self._plot.setLogMode(x=False, y=is_logarithmic)
        self._reference.setPos(np.log10(self._quantity.reference) if is_logarithmic else self._quantity.reference)
        self._is_changed = True

    def fit(self) -> None:
        """Show the whole run again after zooming."""
        self._plot.enableAutoRange()
        self._is_changed = True

    @property
    def drawn_step(self) -> int:
        """How many batches the curve shows."""
        return self._drawn_step

    def note_change(self) -> None:
        """Draw anew on the next frame."""
        self._is_changed = True

    @Slot()
    def draw_if_changed(self) -> None:
        """Draw the history as it is now, if it changed and can be seen."""
        if not (self._is_changed and self.isVisible()):
            return
        self._is_changed = False
        self._draw_batches()
        self._draw_epochs()
        self._write_legend()

    def set_theme(self, theme: Theme) -> None:
        """Wear the colours of ``theme``."""
        self._theme = theme
        background = theme.color("plot_background")
        train, validation = (pg.mkColor(name) for name in theme.series[:2])
        self._widget.setBackground(background)
        dress(self._plot, theme)
        self._raw.setPen(line(blend(train, background, 0.28)))
        self._smooth.setPen(line(train, width=2))
        self._train.setPen(line(train, style=Qt.PenStyle.DotLine))
        self._train.setSymbolPen(line(train))
        self._train.setSymbolBrush(background)
        self._validation.setPen(line(validation, width=2, style=Qt.PenStyle.DashLine))
        self._validation.setSymbolPen(line(validation))
        self._validation.setSymbolBrush(validation)
        self._reference.setPen(line(theme.color("border_strong"), style=Qt.PenStyle.DashDotLine))
        self._reference.label.setColor(theme.color("plot_text"))
        self._write_legend()

    def _build(self) -> None:
        title, self._legend = QLabel(self._quantity.name), QLabel()
        mark(title, "role", "heading")
        mark(self._legend, "role", "caption")
        # Longer numbers must not push the plots about.
        self._legend.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._legend.setToolTip(
            "batch: the loss of each batch as it is trained on, noisy. training and validation: on the whole part "
            "after each epoch, as the network predicts."
        )
        self._widget = pg.PlotWidget(axisItems={"left": _WordedAxis("left", self._quantity.tick)})
        self._plot = self._widget.getPlotItem()
        plain(self._plot)
        self._plot.getAxis("left").setWidth(44)
        self._plot.getAxis("bottom").setLabel("epoch")
        self._raw, self._smooth = (pg.PlotDataItem(connect="finite") for _ in range(2))
        self._train = pg.PlotDataItem(symbol="o", symbolSize=6)
        self._validation = pg.PlotDataItem(symbol="s", symbolSize=6)
        for curve in (self._raw, self._smooth, self._train, self._validation):
            self._plot.addItem(curve)
        self._reference = pg.InfiniteLine(
            self._quantity.reference,
            angle=0,
            label=self._quantity.reference_name,
            labelOpts={"position": 0.98, "anchors": [(1, 1), (1, 1)]},
        )
        self._plot.addItem(self._reference, ignoreBounds=True)
        self._widget.scene().sigMouseMoved.connect(self._on_pointer_moved)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(title)
        layout.addWidget(self._legend)
        layout.addWidget(self._widget, 1)

    def _draw_batches(self) -> None:
        series = self._quantity.batches(self._history)
        self._smoothing.follow(series.values)
        pixels = max(64, self._widget.width())
        x = self._history.positions.values
        self._drawn_step = len(x)
        self._raw.setData(*thin(x, series.values, pixels))
        self._smooth.setData(*thin(x, self._smoothing.values, pixels))

    def _draw_epochs(self) -> None:
        epochs = self._history.epochs
        x = np.array([event.epoch for event in epochs], float)
        self._train.setData(x, np.array([self._quantity.epoch(event.training) for event in epochs]))
        self._validation.setData(x, np.array([self._quantity.epoch(event.validation) for event in epochs]))

    @Slot(object)
    def _on_pointer_moved(self, scene_position: QPointF) -> None:
        box = self._plot.getViewBox()
        is_inside = box.sceneBoundingRect().contains(scene_position)
        self._pointer = box.mapSceneToView(scene_position).x() if is_inside else None
        self._write_legend()

    def _write_legend(self) -> None:
        train, validation = self._theme.series[:2]
        values = self._values_at_pointer()
        place = f"epoch {values[0]:.2f} &nbsp; " if values[0] is not None else ""
        self._legend.setText(
            f"{place}<span style='color:{train}'>▬</span> batch {values[1]} &nbsp;"
            f"<span style='color:{train}'>○</span> training {values[2]} &nbsp;"
            f"<span style='color:{validation}'>■</span> validation {values[3]}"
        )

    def _values_at_pointer(self) -> tuple[float | None, str, str, str]:
        """Return the place under the pointer, else the newest, with the three values there in words."""
        x, y = self._history.positions.values, self._quantity.batches(self._history).values
        epochs = self._history.epochs
        batch = len(x) - 1
        if self._pointer is not None and len(x):
            batch = min(int(np.searchsorted(x, self._pointer)), batch)
            epochs = [event for event in epochs if event.epoch <= self._pointer + 0.5]
        batch_text = self._quantity.text(float(y[batch])) if len(x) else ""
        if not epochs:
            return None, batch_text, "", ""
        metrics = (epochs[-1].training, epochs[-1].validation)
        texts = [self._quantity.text(self._quantity.epoch(part)) for part in metrics]
        place = float(x[batch]) if self._pointer is not None and len(x) else None
        return place, batch_text, texts[0], texts[1]
