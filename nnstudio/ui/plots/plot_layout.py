"""The places of the plots in the live view."""

from collections.abc import Callable

from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QSizePolicy, QSplitter, QVBoxLayout, QWidget

from nnstudio.runs.run_curves import RUN_CURVES
from nnstudio.session.remembered import saved_bytes
from nnstudio.ui.focus import handing_on_focus
from nnstudio.ui.plots.curve_plot import CurvePlot
from nnstudio.ui.plots.distribution_grid import DistributionGrid
from nnstudio.ui.plots.event_lane import EventLane
from nnstudio.ui.plots.histogram_grid import HistogramGrid
from nnstudio.ui.plots.measured_plots import MeasuredPlots
from nnstudio.ui.theme import scaled

HANDLE_WIDTH = 9
LOWEST_PLOTS = 400
"""Minimum height of loss, accuracy and weights in pixels; lower ones show no more than their axes."""
LARGE = frozenset(("Loss", "Accuracy", "Weights"))
"""The plots whose sizes the user chooses."""


class PlotLayout(QWidget):
    """Loss and accuracy above their lane, the weights, the measured plots in columns, and the distributions."""

    def __init__(
        self,
        loss: CurvePlot,
        accuracy: CurvePlot,
        lane: EventLane,
        weights: HistogramGrid,
        measured: MeasuredPlots,
        distributions: DistributionGrid,
    ) -> None:
        super().__init__()
        self._weights, self._measured, self._distributions = weights, measured, distributions
        self._plots: dict[str, QWidget] = {"Loss": loss, "Accuracy": accuracy, "Weights": weights}
        self._plots["Over time"] = distributions
        self._is_presented = False
        self._columns, self._rows = QSplitter(Qt.Orientation.Horizontal), QSplitter(Qt.Orientation.Vertical)
        for curve in (loss, accuracy):
            self._columns.addWidget(curve)
        self._curves = QWidget()
        column = QVBoxLayout(self._curves)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._columns, 1)
        column.addWidget(lane)
        for widget in (self._curves, weights):
            self._rows.addWidget(widget)
        self._rows.setSizes([360, 240])
        self._rows.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        self._set_up_splitters()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._rows, 1)
        layout.addWidget(measured)
        layout.addWidget(distributions)

    def show_chosen(self, is_chosen: Callable[[str], bool]) -> None:
        """Show the plots whose label ``is_chosen``, and no others."""
        for label, plot in self._plots.items():
            with handing_on_focus(plot):
                plot.setVisible(is_chosen(label))
        self._curves.setVisible(is_chosen("Loss") or is_chosen("Accuracy"))
        self._rows.setVisible(any(map(is_chosen, LARGE)))
        with handing_on_focus(self._measured):
            self._measured.setVisible(any(is_chosen(curves.label) for curves in RUN_CURVES))
            self._measured.choose(is_chosen)
        self.fit_zoom()

    def set_presented(self, is_presented: bool) -> None:
        """Show all plots at once in a presentation, rather than a part of them larger."""
        self._is_presented = is_presented
        self.fit_zoom()

    def fit_zoom(self) -> None:
        """Use the current zoom."""
        parts = sum(not part.isHidden() for part in (self._curves, self._weights))
        lowest = LOWEST_PLOTS * parts // 2
        self._rows.setMinimumHeight(lowest if self._is_presented else scaled(lowest))

    def save(self, settings: QSettings) -> None:
        """Save the sizes of the plots."""
        settings.setValue("columns", self._columns.saveState())
        settings.setValue("rows", self._rows.saveState())

    def restore(self, settings: QSettings) -> None:
        """Restore what `save` has saved."""
        self._columns.restoreState(saved_bytes(settings, "columns"))
        self._rows.restoreState(saved_bytes(settings, "rows"))
        self._set_up_splitters()

    def _set_up_splitters(self) -> None:
        for each in (self._columns, self._rows):
            each.setChildrenCollapsible(False)
            each.setHandleWidth(HANDLE_WIDTH)
