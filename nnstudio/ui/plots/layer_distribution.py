"""How the values of one layer are distributed over a run, in the look that is chosen."""

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from nnstudio.number_text import short, significant
from nnstudio.ui.plots.distribution_looks import LOOKS, DistributionPlot
from nnstudio.ui.plots.distribution_series import FRACTIONS, DistributionSeries
from nnstudio.ui.plots.run_axis import RunAxis
from nnstudio.ui.theme import Theme, mark


class LayerDistribution(QWidget):
    """A title and a plot; the plot of each look is created when it is chosen for the first time, then hidden."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._axis = RunAxis()
        self._plots: dict[str, DistributionPlot] = {}
        self._title = QLabel()
        mark(self._title, "role", "caption")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self._column.addWidget(self._title)

    @property
    def text(self) -> str:
        """The name of the layer, and the middle of its values now."""
        return self._title.text()

    def set_axis(self, axis: RunAxis) -> None:
        """Draw over another ``axis`` of the run."""
        self._axis = axis
        for plot in self._plots.values():
            plot.set_axis(axis)

    def show_series(self, name: str, series: DistributionSeries, look: str) -> None:
        """Show the ``series`` of the layer ``name`` as one of the `LOOKS`."""
        if look not in self._plots:
            plot = self._plots[look] = LOOKS[look]()
            plot.set_theme(self._theme)
            plot.set_axis(self._axis)
            self._column.addWidget(plot)
        for key, plot in self._plots.items():
            plot.setVisible(key == look)
        plot = self._plots[look]
        plot.show_series(series)
        newest = series.percentiles([-1])[0]
        deviation = short(float(f"{series.histograms[-1].standard_deviation:.3g}"))
        self._title.setText(f"{name}: median {significant(float(newest[2]), 3)}, σ {deviation}")
        spread = zip(FRACTIONS, newest, strict=True)
        plot.setAccessibleName(f"Distribution of {name}, {look.lower()}")
        plot.setAccessibleDescription(
            ", ".join(f"{fraction:.0%} below {significant(float(value), 3)}" for fraction, value in spread)
        )

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``."""
        self._theme = theme
        for plot in self._plots.values():
            plot.set_theme(theme)
