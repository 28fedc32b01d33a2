"""The places of the plots in the live view."""

from collections.abc import Callable, Iterator
from functools import partial

from PySide6.QtCore import QSettings, Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QSizePolicy, QSplitter, QVBoxLayout, QWidget

from nnstudio.runs.run_curves import RUN_CURVES
from nnstudio.session.remembered import saved_bytes
from nnstudio.ui.export.exporter import Exporter
from nnstudio.ui.focus import handing_on_focus
from nnstudio.ui.plots.curve_plot import CurvePlot
from nnstudio.ui.plots.distribution_grid import DistributionGrid
from nnstudio.ui.plots.enlarge_button import EnlargeButton
from nnstudio.ui.plots.event_lane import EventLane
from nnstudio.ui.plots.histogram_grid import HistogramGrid
from nnstudio.ui.plots.measured_plot import MeasuredPlot
from nnstudio.ui.plots.measured_plots import MeasuredPlots
from nnstudio.ui.plots.plot_order import Node, arranged, labels, moved
from nnstudio.ui.theme import ThemeController, scaled

ORDER: Node = ((("Loss", "Accuracy"), "Weights"), tuple(curves.label for curves in RUN_CURVES), "Over time")
"""The plots in their groups, as they stand at first."""
MOVES = {-1: "Move up", 1: "Move down"}
HANDLE_WIDTH = 9
LOWEST_PLOTS = 400
"""Minimum height of loss, accuracy and weights in pixels; lower ones show no more than their axes."""
LARGE = frozenset(("Loss", "Accuracy", "Weights"))
"""The plots whose sizes the user chooses."""


class PlotLayout(QWidget):
    """Loss and accuracy above their lane, the weights, the measured plots in columns, and the distributions.

    The user can move each, within its group and with it, and let it fill the view.
    """

    enlarged = Signal(bool)
    """One plot fills the view, or all are shown again."""

    def __init__(
        self,
        themes: ThemeController,
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
        self._themes = themes
        self._order = ORDER
        self._enlarged: str | None = None
        self._is_chosen: Callable[[str], bool] = LARGE.__contains__
        self._buttons: dict[str, EnlargeButton] = {}
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
        self._column = layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._rows, 1)
        layout.addWidget(measured)
        layout.addWidget(distributions)
        for label, head in (("Loss", loss), ("Accuracy", accuracy), ("Weights", weights), ("Over time", distributions)):
            self._offer(label, head)
        measured.plot_built.connect(self._on_plot_built)

    @property
    def order(self) -> tuple[str, ...]:
        """The labels of all plots in their order."""
        return labels(self._order)

    @property
    def is_held(self) -> bool:
        """Whether one plot fills the view."""
        return self._enlarged is not None

    def release(self) -> None:
        """Show all plots again."""
        if self._enlarged is not None:
            self._enlarge(self._enlarged)

    def show_chosen(self, is_chosen: Callable[[str], bool]) -> None:
        """Show the plots whose label ``is_chosen``, and no others; or of these the one that fills the view."""
        self._is_chosen = is_chosen
        if self._enlarged is not None and not is_chosen(self._enlarged):
            self.release()
        self._show()

    def _show(self) -> None:
        is_chosen = self._is_chosen if self._enlarged is None else self._enlarged.__eq__
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

    def move_plot(self, label: str, by: int) -> None:
        """Move the plot called ``label`` up (-1) or down (1), if there is a plot to move past."""
        order = moved(self._order, label, by, self._is_chosen)
        if order is not None:
            self._arrange(order)

    def _arrange(self, order: Node) -> None:
        """Put the plots into ``order``."""
        self._order = order
        for node in _groups(order):
            if set(node) == {"Loss", "Accuracy"}:
                for place, label in enumerate(node):
                    self._columns.insertWidget(place, self._plots[str(label)])
            elif "Weights" in node:
                for place, child in enumerate(node):
                    self._rows.insertWidget(place, self._weights if child == "Weights" else self._curves)
            elif "Over time" in node:
                for child in node:
                    widget = self._block(child)
                    self._column.removeWidget(widget)
                    self._column.addWidget(widget, 1 if widget is self._rows else 0)
            else:
                self._measured.set_order(labels(node))

    def _block(self, node: Node) -> QWidget:
        """Return the widget of a group that stands alone in its line."""
        if node == "Over time":
            return self._distributions
        return self._rows if "Loss" in labels(node) else self._measured

    def _offer(self, label: str, plot: CurvePlot | HistogramGrid | MeasuredPlot | DistributionGrid) -> None:
        """Add what enlarges and moves the ``plot`` to its head and its menu."""
        button = self._buttons[label] = EnlargeButton(label, self._themes)
        button.clicked.connect(partial(self._enlarge, label))
        plot.add_to_head(button)
        (exporter,) = plot.findChildren(Exporter, options=Qt.FindChildOption.FindDirectChildrenOnly)
        exporter.menu.addSeparator()
        moves = {by: exporter.menu.addAction(text, partial(self.move_plot, label, by)) for by, text in MOVES.items()}
        exporter.menu.aboutToShow.connect(partial(self._on_menu_opens, label, moves))

    def _on_menu_opens(self, label: str, moves: dict[int, QAction]) -> None:
        for by, action in moves.items():
            is_allowed = self._enlarged is None and moved(self._order, label, by, self._is_chosen) is not None
            action.setEnabled(is_allowed)
            action.setToolTip("" if is_allowed else f"{MOVES[by]}: only past another plot")

    @Slot(object)
    def _on_plot_built(self, plot: MeasuredPlot) -> None:
        self._offer(plot.curves.label, plot)

    def _enlarge(self, label: str) -> None:
        """Let the plot called ``label`` fill the view, or show all again if it does."""
        self._enlarged = None if label == self._enlarged else label
        is_enlarged = self._enlarged is not None
        self._buttons[label].show_state(is_enlarged)
        for group in (self._measured, self._distributions):
            group.set_filling(is_enlarged)
            self._column.setStretchFactor(group, 1 if is_enlarged else 0)
        self._show()
        self.enlarged.emit(is_enlarged)

    def save(self, settings: QSettings) -> None:
        """Save the order and the sizes of the plots."""
        settings.setValue("order", list(self.order))
        settings.setValue("columns", self._columns.saveState())
        settings.setValue("rows", self._rows.saveState())

    def restore(self, settings: QSettings) -> None:
        """Restore what `save` has saved."""
        order = settings.value("order")
        if isinstance(order, list):
            self._arrange(arranged(ORDER, order))
        self._columns.restoreState(saved_bytes(settings, "columns"))
        self._rows.restoreState(saved_bytes(settings, "rows"))
        self._set_up_splitters()

    def _set_up_splitters(self) -> None:
        for each in (self._columns, self._rows):
            each.setChildrenCollapsible(False)
            each.setHandleWidth(HANDLE_WIDTH)


def _groups(node: Node) -> Iterator[tuple[Node, ...]]:
    """Yield every group of ``node``, itself first."""
    if not isinstance(node, str):
        yield node
        for child in node:
            yield from _groups(child)
