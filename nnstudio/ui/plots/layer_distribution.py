"""How the values of one layer are distributed over a run, in the look that is chosen."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from nnstudio.inspection.histograms import FRACTIONS
from nnstudio.number_text import THIN_SPACE, short, significant, with_minus
from nnstudio.ui.plots.distribution_looks import LOOKS, DistributionPlot
from nnstudio.ui.plots.distribution_series import DistributionSeries
from nnstudio.ui.plots.run_axis import RunAxis
from nnstudio.ui.theme import Theme, mark

NO_BREAK = "\u00a0"
MEDIAN = 2
"""Its index in `FRACTIONS`."""


class LayerDistribution(QWidget):
    """The values now, or under the crosshair, in words, and a plot.

    The plot of each look is created when it is chosen for the first time, then hidden.
    """

    canvas_built = Signal(object)
    """A `DistributionPlot` was created whose horizontal axis is that of the run."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._axis = RunAxis()
        self._plots: dict[str, DistributionPlot] = {}
        self._shown: tuple[str, DistributionSeries, DistributionPlot] | None = None
        self._crosshair: tuple[float | None, bool] = (None, False)
        self._title, self._spread = QLabel(), QLabel()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        for label in (self._title, self._spread):
            mark(label, "role", "caption")
            label.setWordWrap(True)
            self._column.addWidget(label)
        self._column.addStretch(1)  # beside a plot with longer captions, the axes stand at the same height

    @property
    def text(self) -> str:
        """The name of the layer, the middle of its values and their deviation, and when that was."""
        return self._title.text()

    @property
    def spread(self) -> str:
        """The percentiles of the values beside the median."""
        return self._spread.text()

    def set_axis(self, axis: RunAxis) -> None:
        """Draw over another ``axis`` of the run."""
        self._axis = axis
        for plot in self._plots.values():
            plot.set_axis(axis)

    def show_series(self, name: str, series: DistributionSeries, look: str) -> None:
        """Show the ``series`` of the layer ``name`` as one of the `LOOKS`."""
        is_new = look not in self._plots
        if is_new:
            plot = self._plots[look] = LOOKS[look]()
            plot.set_theme(self._theme)
            plot.set_axis(self._axis)
            self._column.addWidget(plot)
        for key, plot in self._plots.items():
            plot.setVisible(key == look)
        plot = self._plots[look]
        plot.setAccessibleName(f"Distribution of {name}, {look.lower()}")
        plot.show_series(series)
        self._shown = name, series, plot
        if is_new and plot.shows_time and plot.is_time_level:
            self.canvas_built.emit(plot)
        self.show_crosshair(*self._crosshair)

    def show_crosshair(self, x: float | None, is_pinned: bool = False) -> None:
        """Draw a line at the coordinate ``x`` of the run and name the values there, or none and the newest."""
        self._crosshair = x, is_pinned
        if self._shown is None:
            return
        name, series, plot = self._shown
        plot.show_crosshair(x, is_pinned)
        if x is None:
            index, place = -1, series.place_of_newest(self._axis)
        else:
            index, at = series.nearest(self._axis, x)
            place = self._axis.unit.text(at)
        values = [with_minus(significant(float(value), 3)) for value in series.percentiles([index])[0]]
        deviation = short(float(f"{series.histograms[index].standard_deviation:.3g}"))
        self._title.setText(f"{name}: median {values[MEDIAN]}, σ {deviation}{place and f' · {place}'}")
        spread = [
            f"{100 * fraction:g}{THIN_SPACE}% below {value}" for fraction, value in zip(FRACTIONS, values, strict=True)
        ]
        plot.setAccessibleDescription(", ".join([*filter(None, [place]), *spread]))
        self._spread.setText(" · ".join(spread[:MEDIAN] + spread[MEDIAN + 1 :]).replace(" below ", NO_BREAK))

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``."""
        self._theme = theme
        for plot in self._plots.values():
            plot.set_theme(theme)
