"""The plot of a learning-rate range test."""

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from nnstudio.inspection.check_up.range_test import HIGHEST, LOWEST, RangeTest
from nnstudio.runs.check_up_findings import rate_text
from nnstudio.ui.plots.axis_range import round_above
from nnstudio.ui.plots.plot_style import apply_theme, line, set_up_plot
from nnstudio.ui.plots.scene import switch_off_index
from nnstudio.ui.theme import Theme, mark, scaled

HEIGHT = 208
DECADES = range(round(np.log10(LOWEST)), round(np.log10(HIGHEST)) + 1)
ROOM_ABOVE = 1.6
"""Times the first loss that the plot shows: what is higher has diverged."""
MARKS = (("steepest", 2, Qt.PenStyle.SolidLine, "▬"), ("a tenth of the minimum", 1, Qt.PenStyle.DashLine, "╍"))
"""Names of the marked rates, each with the number of its colour among the theme's and its style."""
YOURS = "yours"


class RangePlot(QWidget):
    """The loss at each rate, smoothed and not, with the marked rates and the one of the settings as vertical lines."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._rates: dict[str, float | None] = {}
        self._legend = QLabel()
        self._legend.setWordWrap(True)
        mark(self._legend, "role", "caption")
        self._widget = pg.PlotWidget(enableMenu=False)
        self._widget.setAccessibleName("Loss while the learning rate rises")
        self._widget.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        switch_off_index(self._widget)
        self._plot = self._widget.getPlotItem()
        set_up_plot(self._plot)
        self._plot.disableAutoRange()
        self._plot.setMouseEnabled(False, False)
        bottom = self._plot.getAxis("bottom")
        bottom.setLabel("learning rate")
        bottom.enableAutoSIPrefix(False)
        bottom.setTicks([[(power, f"{10.0**power:g}") for power in DECADES]])
        self._plot.getAxis("left").setLabel("loss")
        self._raw, self._smoothed = pg.PlotCurveItem(), pg.PlotCurveItem()
        self._lines = {name: pg.PlotCurveItem() for name in (*(name for name, *_ in MARKS), YOURS)}
        for item in (self._raw, self._smoothed, *self._lines.values()):
            self._plot.addItem(item)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._legend)
        column.addWidget(self._widget)
        self.set_theme(theme)

    @property
    def marked(self) -> dict[str, float]:
        """The marked rates by their names."""
        return {name: rate for name, rate in self._rates.items() if rate is not None}

    def show_test(self, test: RangeTest, rate: float) -> None:
        """Show ``test``, and the learning ``rate`` of the settings it was made for."""
        top = ROOM_ABOVE * float(test.losses[:5].mean())
        top = round_above(top if np.isfinite(top) else 1.0)
        x = np.log10(test.rates)
        self._raw.setData(x, np.clip(np.nan_to_num(test.losses, nan=top, posinf=top), 0, top))
        self._smoothed.setData(x, np.clip(test.smoothed, 0, top))
        self._rates = {"steepest": test.steepest, "a tenth of the minimum": test.tenth_of_minimum, YOURS: rate}
        for name, item in self._lines.items():
            at = self._rates[name]
            item.setVisible(at is not None)
            if at is not None:
                item.setData(np.log10([at, at]), np.array([0.0, top]))
        self._plot.getViewBox().setRange(xRange=(DECADES[0], DECADES[-1]), yRange=(0, top), padding=0.01)
        self._write_legend()
        self._widget.setAccessibleDescription(", ".join(f"{name} {rate_text(at)}" for name, at in self.marked.items()))

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``."""
        self._theme = theme
        self._widget.setFixedHeight(scaled(HEIGHT))
        self._widget.setBackground(theme.color("plot_background"))
        apply_theme(self._plot, theme)
        self._raw.setPen(line(theme.color("earlier")))
        self._smoothed.setPen(line(pg.mkColor(theme.series[0]), 2))
        for name, number, style, _ in MARKS:
            self._lines[name].setPen(line(pg.mkColor(theme.series[number]), 1, style))
        self._lines[YOURS].setPen(line(theme.color("text"), 1, Qt.PenStyle.DotLine))
        self._write_legend()

    def _write_legend(self) -> None:
        colors = {name: (self._theme.series[number], symbol) for name, number, _, symbol in MARKS}
        colors[YOURS] = (self._theme.text, "┅")
        texts = [f"<span style='color:{self._theme.series[0]}'>▬</span>&nbsp;loss, smoothed"]
        for name, rate in self.marked.items():
            color, symbol = colors[name]
            texts.append(f"<span style='color:{color}'>{symbol}</span>&nbsp;{name}, {rate_text(rate)}")
        self._legend.setText(" &nbsp; ".join(texts))
