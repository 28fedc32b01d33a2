"""The places of the plots in the live view."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QSettings, Qt, Signal, Slot
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnstudio.runs.run_curves import RUN_CURVES
from nnstudio.session.remembered import saved_bytes
from nnstudio.ui.export.exporter import Exporter
from nnstudio.ui.focus import handing_on_focus, keeping_focus
from nnstudio.ui.plots.curve_plot import CurvePlot
from nnstudio.ui.plots.distribution_grid import DistributionGrid
from nnstudio.ui.plots.enlarge_button import EnlargeButton
from nnstudio.ui.plots.event_lane import EventLane
from nnstudio.ui.plots.histogram_grid import HistogramGrid
from nnstudio.ui.plots.large_plots import LARGE, LargePlots
from nnstudio.ui.plots.measured_plot import MeasuredPlot
from nnstudio.ui.plots.measured_plots import MeasuredPlots
from nnstudio.ui.plots.plot_columns import PlotColumns
from nnstudio.ui.plots.plot_order import Block, Node, arranged, labels, moved, neighbours
from nnstudio.ui.theme import ThemeController

PAIR = ("Loss", "Accuracy")
"""They stand side by side above the lane of events, which has their horizontal axes."""
ORDER: tuple[Node, ...] = (PAIR, "Weights", *(curves.label for curves in RUN_CURVES), "Over time")
"""The plots as they stand at first."""
MOVES = {-1: "Move up", 1: "Move down"}


class PlotLayout(QWidget):
    """Loss and accuracy above their lane, the weights, the measured plots in columns, and the distributions.

    The user can move each past the next one, and let it fill the view. Neighbours of one kind share a block: large
    plots are divided by handles, measured ones stand in columns.
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
        self._measured, self._distributions = measured, distributions
        distributions.setParent(self)  # also while it has no place: what has no parent outlives the window
        self._plots: dict[str, QWidget] = {"Loss": loss, "Accuracy": accuracy, "Weights": weights}
        self._plots["Over time"] = distributions
        self._themes = themes
        self._order = ORDER
        self._enlarged: str | None = None
        self._is_chosen: Callable[[str], bool] = LARGE.__contains__
        self._buttons: dict[str, EnlargeButton] = {}
        self._large = LargePlots(loss, accuracy, lane, weights, self)
        self._columns: list[PlotColumns] = []
        self._blocks: list[tuple[Block, QWidget]] = []
        self._column = layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
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

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put plots below one another where they would be too narrow."""
        super().resizeEvent(event)
        self._large.fit_width(self.width())

    def set_presented(self, is_presented: bool) -> None:
        """Show all plots at once in a presentation, rather than a part of them larger."""
        self._large.set_presented(is_presented)

    def fit_zoom(self) -> None:
        """Use the current zoom."""
        self._large.fit_zoom()
        self._large.fit_width(self.width())

    def move_plot(self, label: str, by: int) -> None:
        """Move the plot called ``label`` up (-1) or down (1), if there is a plot to move past."""
        order = moved(self._order, label, by, self._is_chosen)
        if order is not None:
            self._arrange(order)

    def _arrange(self, order: Node) -> None:
        """Put the plots into ``order``."""
        assert isinstance(order, tuple), "an order of all plots"
        self._order = order
        self._show()

    def _show(self) -> None:
        with keeping_focus(self):
            self._measured.build(self._is_chosen)
            if self._enlarged is None:
                self._place()
            is_seen = self._is_chosen if self._enlarged is None else self._enlarged.__eq__
            for label, plot in self._plots.items():
                with handing_on_focus(plot):
                    plot.setVisible(is_seen(label))
            self._large.show_seen(is_seen)
            for (_, children), widget in self._blocks:
                widget.setVisible(any(is_seen(label) for child in children for label in labels(child)))
                if isinstance(widget, PlotColumns):
                    widget.show_in_columns([self._plots[label] for label in labels(children)])

    def _place(self) -> None:
        """Put a block below the other for neighbours of one kind."""
        blocks = neighbours(self._order, _kind, self._is_chosen)
        if blocks == [block for block, _ in self._blocks]:
            return
        for _, widget in self._blocks:
            self._column.removeWidget(widget)
            widget.hide()
        self._large.arrange([children for kind, children in blocks if kind == "large"], self._order)
        large, columns = iter(self._large.blocks), 0
        self._blocks.clear()
        for block in blocks:
            kind, children = block
            if kind == "measured":
                columns += 1
                widget = self._columns_of(columns, [self._plots[label] for label in labels(children)])
            else:
                widget = self._distributions if kind == "distributions" else next(large)
            self._blocks.append((block, widget))
            self._column.addWidget(widget, self._large.stretch(children) if kind == "large" else 0)
        for unused in self._columns[columns:]:
            unused.show_in_columns(())

    def _columns_of(self, number: int, plots: list[QWidget]) -> PlotColumns:
        """Return the block of the given number, from 1, of measured ``plots``."""
        if number > len(self._columns):
            self._columns.append(PlotColumns(self))
        block = self._columns[number - 1]
        block.show_in_columns(plots)
        return block

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
        self._plots[plot.curves.label] = plot
        self._offer(plot.curves.label, plot)

    def _enlarge(self, label: str) -> None:
        """Let the plot called ``label`` fill the view, or show all again if it does."""
        self._enlarged = None if label == self._enlarged else label
        is_enlarged = self._enlarged is not None
        self._buttons[label].show_state(is_enlarged)
        for group in (self._measured, self._distributions):
            group.set_filling(is_enlarged)
        for (kind, _), widget in self._blocks:
            if kind != "large":
                self._column.setStretchFactor(widget, 1 if is_enlarged else 0)
        self._show()
        self.enlarged.emit(is_enlarged)

    def save(self, settings: QSettings) -> None:
        """Save the order and the sizes of the plots."""
        settings.setValue("order", list(self.order))
        for key, state in self._large.state.items():
            settings.setValue(key, state)

    def restore(self, settings: QSettings) -> None:
        """Restore what `save` has saved."""
        order = settings.value("order")
        if isinstance(order, list):
            self._arrange(arranged(ORDER, order))
        self._large.restore({key: saved_bytes(settings, key) for key in self._large.state})


def _kind(node: Node) -> str:
    """Return the kind of block that a plot, or the pair of loss and accuracy, belongs to."""
    if node == "Over time":
        return "distributions"
    return "large" if LARGE.issuperset(labels(node)) else "measured"
