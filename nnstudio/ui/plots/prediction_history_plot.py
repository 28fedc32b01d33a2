"""The probability of each class for one drawing during training."""

from collections.abc import Sequence

import pyqtgraph as pg
from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from nnstudio.data.dataset import DIGITS
from nnstudio.inspection.prediction_history import PredictionHistory
from nnstudio.number_text import percent
from nnstudio.ui.plots.axis_range import round_above
from nnstudio.ui.plots.plot_style import apply_theme, line, set_up_plot
from nnstudio.ui.plots.scene import switch_off_index
from nnstudio.ui.theme import Theme, mark

STYLES = ((Qt.PenStyle.SolidLine, "▬"), (Qt.PenStyle.DashLine, "╍"), (Qt.PenStyle.DotLine, "┅"))
"""Line styles with their symbols in the legend; each style is used with every colour of the theme in turn."""
MARGIN = 0.02
HEIGHT = 176


class PredictionHistoryPlot(QWidget):
    """A line for each class, distinguished by colour and style; the class predicted now is drawn thicker.

    Lines are created once; those that a network with fewer classes does not need are hidden.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._names: Sequence[str] = ()
        self._history = PredictionHistory(0)
        self._curves: list[pg.PlotCurveItem] = []
        self._is_changed = True
        self._legend = QLabel()
        mark(self._legend, "role", "caption")
        self._legend.setWordWrap(True)
        self._widget = pg.PlotWidget(enableMenu=False)
        self._widget.setAccessibleName("Prediction for the pinned drawing over epochs")
        self._widget.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # its keys are in the menu
        switch_off_index(self._widget)
        self._widget.setFixedHeight(HEIGHT)
        self._plot = self._widget.getPlotItem()
        set_up_plot(self._plot)
        self._plot.disableAutoRange()
        self._plot.setMouseEnabled(False, False)
        self._plot.getAxis("left").setTicks(
            [[(fraction, percent(fraction, 0)) for fraction in (0.0, 0.25, 0.5, 0.75, 1.0)]]
        )
        self._plot.getAxis("left").setWidth(44)
        self._plot.getAxis("bottom").setLabel("epoch")
        self._plot.getAxis("bottom").enableAutoSIPrefix(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._legend)
        column.addWidget(self._widget)
        self.set_history(self._history, DIGITS)
        self.set_theme(theme)

    @property
    def drawn(self) -> list[int]:
        """Number of points of each line."""
        shown = (curve.getData()[0] for curve in self._curves if curve.isVisible())
        return [0 if positions is None else len(positions) for positions in shown]

    def set_history(self, history: PredictionHistory, names: Sequence[str]) -> None:
        """Show another history, whose classes are called ``names``."""
        self._history = history
        if list(names) != list(self._names):
            self._names = names
            while len(self._curves) < len(names):
                self._curves.append(pg.PlotCurveItem())
                self._plot.addItem(self._curves[-1])
            for index, curve in enumerate(self._curves):
                curve.setVisible(index < len(names))
            self._write_legend()
        self._is_changed = True

    def note_change(self) -> None:
        """Redraw on the next frame."""
        self._is_changed = True

    @Slot()
    def draw_if_changed(self) -> None:
        """Draw the history if it changed and the plot is visible."""
        if not (self._is_changed and self.isVisible()):
            return
        self._is_changed = False
        history = self._history
        right = round_above(float(history.positions[-1])) if len(history) else 1.0
        wanted = [[-MARGIN * right, (1 + MARGIN) * right], [-MARGIN, 1 + 4 * MARGIN]]
        if wanted != self._plot.getViewBox().viewRange():
            self._plot.getViewBox().setRange(xRange=wanted[0], yRange=wanted[1], padding=0)
        self._describe()
        best = int(history.probabilities[-1].argmax()) if len(history) else -1
        for index, curve in enumerate(self._curves[: len(self._names)]):
            curve.setPen(self._pen(index, 2 if index == best else 1))
            # The curve keeps a reference to its arrays, and the history writes into its own.
            curve.setData(history.positions.copy(), history.probabilities[:, index].copy())

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``."""
        self._theme = theme
        self._widget.setBackground(theme.color("plot_background"))
        apply_theme(self._plot, theme)
        self._write_legend()
        self._is_changed = True

    def _describe(self) -> None:
        newest = self._history.probabilities[-1] if len(self._history) else ()
        texts = (f"{name} {percent(float(value))}" for name, value in zip(self._names, newest, strict=False))
        self._widget.setAccessibleDescription(", ".join(texts))

    def _pen(self, index: int, width: int) -> object:
        series = self._theme.series
        style, _ = STYLES[index // len(series) % len(STYLES)]
        return line(pg.mkColor(series[index % len(series)]), width, style)

    def _write_legend(self) -> None:
        series = self._theme.series
        marks = (
            f"<span style='color:{series[index % len(series)]}'>{STYLES[index // len(series) % len(STYLES)][1]}</span>"
            f"&nbsp;{name}"
            for index, name in enumerate(self._names)
        )
        self._legend.setText(" &nbsp; ".join(marks))
