"""The distributions of weights, biases, gradients, updates or activations of every layer over a run."""

from collections.abc import Mapping

from PySide6.QtCore import QElapsedTimer, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from nnstudio.inspection.layer_statistics import KINDS
from nnstudio.runs.history import History
from nnstudio.ui.forms.controls import QuietComboBox
from nnstudio.ui.plots.layer_distribution import LayerDistribution
from nnstudio.ui.plots.plot_columns import PlotColumns
from nnstudio.ui.plots.run_axis import RunAxis
from nnstudio.ui.theme import Theme, mark

INTERVAL = 500
"""Milliseconds between two drawings."""
EMPTY = "The distributions of each layer appear here once training starts."
HELP = (
    "How the values of each layer are distributed over the run: the darker, the more values. The lines are those that "
    "5, 25, 50, 75 and 95 % of the values lie below."
)


class DistributionGrid(QWidget):
    """A heat map for each layer; plots are created once, and hidden while a run has fewer layers."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._history, self._names = History(), dict[int, str]()
        self._plots: list[LayerDistribution] = []
        self._axis = RunAxis()
        self._is_changed = True
        self._since = QElapsedTimer()
        self.setToolTip(HELP)
        title, self._empty = QLabel("Over time"), QLabel(EMPTY)
        mark(title, "role", "heading")
        mark(self._empty, "role", "muted")
        self.kinds = QuietComboBox()
        self.kinds.setAccessibleName("Distribution of")
        self.kinds.setToolTip("Which values are shown. Gradients and updates are those of the weights.")
        for kind in KINDS:
            self.kinds.addItem(kind.capitalize(), kind)
        self.kinds.currentIndexChanged.connect(self._on_kind_changed)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(title)
        head.addWidget(self.kinds)
        head.addStretch(1)
        self._columns = PlotColumns()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(head)
        layout.addWidget(self._empty)
        layout.addWidget(self._columns)

    @property
    def texts(self) -> list[str]:
        """The captions of the layers that are shown."""
        return [plot.text for plot in self._plots if not plot.isHidden()]

    def set_history(self, history: History, names: Mapping[int, str]) -> None:
        """Show another run, whose network has layers with these ``names`` by their index."""
        self._history, self._names = history, dict(names)
        self._draw_soon()

    def note_change(self) -> None:
        """Redraw on one of the next frames."""
        self._is_changed = True

    @Slot()
    def draw_if_changed(self) -> None:
        """Draw the run if it changed and the grid is visible."""
        is_due = not self._since.isValid() or self._since.elapsed() >= INTERVAL
        if not (self._is_changed and is_due and self.isVisible()):
            return
        self._is_changed = False
        self._since.start()
        self._draw()

    def set_axis(self, axis: RunAxis) -> None:
        """Draw over another horizontal ``axis``."""
        self._axis = axis
        for plot in self._plots:
            plot.set_axis(axis)
        self._draw_soon()

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``."""
        self._theme = theme
        for plot in self._plots:
            plot.set_theme(theme)

    @Slot()
    def _on_kind_changed(self) -> None:
        self._draw_soon()

    def _draw_soon(self) -> None:
        self._is_changed = True
        self._since.invalidate()

    def _draw(self) -> None:
        kind, measured = self.kinds.currentData(), self._history.layers
        layers = measured[-1].layers if measured else ()
        shown = [number for number, layer in enumerate(layers) if kind in layer.histograms]
        self._empty.setVisible(not shown)
        while len(self._plots) < len(shown):
            self._plots.append(LayerDistribution(self._theme, self._columns))
            self._plots[-1].set_axis(self._axis)
        history = self._history
        x = self._axis.of(history, [each.position for each in measured])
        horizontal = self._axis.limits(history, history.step)
        for plot, number in zip(self._plots, shown, strict=False):
            index = layers[number].index
            histograms = [each.layers[number].histograms[kind] for each in measured]
            plot.show_run(self._names.get(index, f"layer {index}"), x, horizontal, histograms)
        for number, plot in enumerate(self._plots):
            plot.setVisible(number < len(shown))
        self._columns.show_in_columns(self._plots)
