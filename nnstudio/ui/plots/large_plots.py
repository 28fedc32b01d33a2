"""The plots whose sizes the user chooses: loss and accuracy above their lane, and the weights."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QByteArray, QObject, QSize, Qt
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from nnstudio.ui.plots.curve_plot import CurvePlot
from nnstudio.ui.plots.event_lane import EventLane
from nnstudio.ui.plots.histogram_grid import HistogramGrid
from nnstudio.ui.plots.plot_order import Node, labels
from nnstudio.ui.theme import scaled

LARGE = frozenset(("Loss", "Accuracy", "Weights"))
HANDLE_WIDTH = 9
LOWEST_CURVES, LOWEST_BELOW, LOWEST_WEIGHTS = 250, 200, 150
"""Minimum heights of loss and accuracy, of the second of them below the first, and of the weights, in pixels.

Lower ones show no more than their axes."""
NARROWEST = 160
"""Of loss and accuracy side by side, each, in pixels; their heads and legends would be cut."""
HEIGHTS = 360, 240
"""Of loss and accuracy, and of the weights, in pixels; where they are apart, their proportion."""


class LargePlots(QObject):
    """Divides the height between the curves and the weights by a handle while they are neighbours.

    If other plots stand between them, each has a block of its own; the place of the handle is kept.
    """

    def __init__(
        self, loss: CurvePlot, accuracy: CurvePlot, lane: EventLane, weights: HistogramGrid, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._plots = {"Loss": loss, "Accuracy": accuracy}
        self._weights = weights
        self._is_presented = False
        self._columns = QSplitter(Qt.Orientation.Horizontal)
        self._rows, self._lower = (_Rows(Qt.Orientation.Vertical, parent) for _ in range(2))
        self._together = QByteArray()
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
        self._rows.setSizes(list(HEIGHTS))
        self._set_up_splitters()

    @property
    def blocks(self) -> tuple[QSplitter, QSplitter]:
        """Holders of the large plots from the top to the bottom; the second is empty unless they are apart."""
        return self._rows, self._lower

    def stretch(self, children: Sequence[Node]) -> int:
        """Return which part of the height the block with these ``children`` gets, compared with other blocks."""
        return HEIGHTS[1] if tuple(children) == ("Weights",) else HEIGHTS[0]

    def arrange(self, blocks: Sequence[Sequence[Node]], order: Sequence[Node]) -> None:
        """Put the children of each of ``blocks``, two at most, together, in the ``order`` of all plots.

        What is in none of them is hidden and stays with the first.
        """
        apart = [self._widget(node) for node in blocks[1]] if len(blocks) > 1 else []
        was_together = self._rows.count() == 2
        if was_together and apart:
            self._together = self._rows.saveState()
        for widget in apart:
            self._lower.addWidget(widget)
        nodes = [node for node in order if LARGE.issuperset(labels(node))]
        for place, widget in enumerate(each for each in map(self._widget, nodes) if each not in apart):
            if self._rows.indexOf(widget) != place:
                self._rows.insertWidget(place, widget)
        if not was_together and self._rows.count() == 2 and not self._together.isEmpty():
            self._restore(self._rows, self._together)
        for place, label in enumerate(label for label in labels(tuple(nodes)) if label in self._plots):
            if self._columns.indexOf(self._plots[label]) != place:
                self._columns.insertWidget(place, self._plots[label])

    def show_seen(self, is_seen: Callable[[str], bool]) -> None:
        """Show the holders of the plots whose label ``is_seen``."""
        self._curves.setVisible(any(map(is_seen, self._plots)))
        self.fit_zoom()

    def fit_width(self, width: int) -> None:
        """Put accuracy below loss where ``width`` pixels are too few for both."""
        fits = width >= 2 * scaled(NARROWEST) + HANDLE_WIDTH
        orientation = Qt.Orientation.Horizontal if fits else Qt.Orientation.Vertical
        if orientation != self._columns.orientation():
            self._columns.setOrientation(orientation)
            self.fit_zoom()

    def set_presented(self, is_presented: bool) -> None:
        """Show all plots at once in a presentation, rather than a part of them larger."""
        self._is_presented = is_presented
        self.fit_zoom()

    def fit_zoom(self) -> None:
        """Use the current zoom."""
        for splitter in self.blocks:
            heights = ((self._curves, self._lowest_curves), (self._weights, LOWEST_WEIGHTS))
            lowest = sum(height for part, height in heights if splitter.indexOf(part) >= 0 and not part.isHidden())
            splitter.setMinimumHeight(lowest if self._is_presented else scaled(lowest))

    @property
    def _lowest_curves(self) -> int:
        is_below = self._columns.orientation() == Qt.Orientation.Vertical
        are_both_seen = not any(plot.isHidden() for plot in self._plots.values())
        return LOWEST_CURVES + (LOWEST_BELOW if is_below and are_both_seen else 0)

    @property
    def state(self) -> dict[str, QByteArray]:
        """The places of the handles, to be restored."""
        rows = self._rows.saveState() if self._rows.count() == 2 else self._together
        return {"columns": self._columns.saveState(), "rows": rows}

    def restore(self, state: Mapping[str, QByteArray]) -> None:
        """Restore the places of the handles; those that are empty or cannot be read stay."""
        self._restore(self._columns, state["columns"])
        if self._rows.count() == 2:
            self._restore(self._rows, state["rows"])
        else:
            self._together = state["rows"]

    def _restore(self, splitter: QSplitter, state: QByteArray) -> None:
        orientation = splitter.orientation()
        splitter.restoreState(state)
        splitter.setOrientation(orientation)  # a state contains more than the places of the handles
        self._set_up_splitters()

    def _widget(self, node: Node) -> QWidget:
        return self._weights if node == "Weights" else self._curves

    def _set_up_splitters(self) -> None:
        for each in (self._columns, *self.blocks):
            each.setChildrenCollapsible(False)
            each.setHandleWidth(HANDLE_WIDTH)


class _Rows(QSplitter):
    """Wants no more than its least height: a view that scrolls then adds up what its parts need at its width."""

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self.minimumHeight())
