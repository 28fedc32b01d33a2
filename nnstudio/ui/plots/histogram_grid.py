"""The distribution of each layer's weights, now and before training."""

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QGraphicsGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from nnstudio.engine.network import Network
from nnstudio.engine.parameters import Parameter, Role
from nnstudio.inspection.histograms import Histogram, shown_parameters
from nnstudio.session.active_network import ActiveNetwork
from nnstudio.ui.plots.layer_choice import LayerChoice
from nnstudio.ui.plots.layer_histogram import LayerHistogram
from nnstudio.ui.plots.scene import switch_off_index
from nnstudio.ui.theme import Theme, mark, scaled

COLUMN_WIDTH = 180
"""Minimum width of a histogram in pixels; a row holds as many as fit."""
ROW_HEIGHT = 104
"""Minimum height of a histogram in pixels; the grid scrolls if there are more rows than fit."""
NARROWEST_HEAD = 330
"""In pixels: of the head with the legend in it."""
EMPTY = "The weights of each layer appear here once training starts."


class HistogramGrid(QWidget):
    """A histogram for each array of weights or scales, over the outline of its first histogram in the run.

    Plots are created once and reused by later runs; those that a smaller network does not need are hidden.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._network: Network | None = None
        self._latest: ActiveNetwork | None = None
        self._first: dict[Path, tuple[Histogram, ...]] = {}  # by the folder of the run
        self._is_changed = False
        self._has_outline = True
        self._is_legend_below = False
        self._plots: list[LayerHistogram] = []
        self._count = 0
        self._arranged: tuple[int, list[int]] = (0, [])
        self._build()
        self.set_theme(theme)

    @property
    def legend(self) -> str:
        """The legend, as HTML."""
        return self._legend.text()

    @property
    def count(self) -> int:
        """Number of layers shown."""
        return len(self._shown)

    def add_to_head(self, widget: QWidget) -> None:
        """Put ``widget`` at the right of the title."""
        self._head.addWidget(widget)

    def show_network(self, active: ActiveNetwork) -> None:
        """Show the weights of ``active`` on the next frame; the first weights of its run are the outline."""
        if active.network is not self._network:
            self._network = active.network
            # What a network was like before its training is known from there on, or from the run's folder.
            known = active.histograms if active.step == 0 else active.first_histograms
            if known is not None:
                self._first.setdefault(active.folder, known)
            unknown = tuple(map(_emptied, active.histograms))
            self._begin(active.network, self._first.get(active.folder, unknown))
        self._latest = active
        self._is_changed = True

    @Slot()
    def draw_if_changed(self) -> None:
        """Draw the newest weights if they changed and the grid is visible."""
        if not (self._is_changed and self._latest is not None and self.isVisible()):
            return
        self._is_changed = False
        for index in self._shown:
            self._plots[index].draw(self._latest.histograms[index])
        self._area.setAccessibleDescription(", ".join(self._plots[index].text for index in self._shown))

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``."""
        self._theme = theme
        self._area.setBackground(theme.color("plot_background"))
        self._show_legend()
        for plot in self._plots:
            plot.set_theme(theme)
        self._is_changed = self._latest is not None  # titles have the colour that they were drawn with

    def _show_legend(self) -> None:
        theme = self._theme
        before = f"<span style='color:{theme.earlier}'>▬</span> before training &nbsp; " if self._has_outline else ""
        now = f"<span style='color:{theme.series[3]}'>▬</span> now &nbsp;"
        self._legend.setText(f"{now}{before}σ standard deviation")

    @property
    def _shown(self) -> list[int]:
        return [index for index in range(self._count) if self.choice.is_chosen(index)]

    def _build(self) -> None:
        title, self._legend, self._empty = QLabel("Weights"), QLabel(), QLabel(EMPTY)
        mark(title, "role", "heading")
        mark(self._legend, "role", "caption")
        self._legend.setWordWrap(True)
        self._legend.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._legend.setToolTip(
            "How many weights have which value. Now and before training have a scale each: the highest bin of each "
            "fills the height; a single much higher one is cut off."
        )
        mark(self._empty, "role", "muted")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.choice = LayerChoice()
        self.choice.changed.connect(self._on_choice_changed)
        self._head = head = QHBoxLayout()
        head.setSpacing(16)
        head.addWidget(title)
        head.addWidget(self._legend, 1)
        head.addWidget(self.choice)
        self._area, self._holder = pg.GraphicsView(), pg.GraphicsWidget()
        self._area.setAccessibleName("Histograms of the weights")
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        switch_off_index(self._area)
        self._grid = QGraphicsGridLayout(self._holder)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(8)
        self._area.setCentralItem(self._holder)
        self._scroll = QScrollArea()
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(self._area)
        host = QWidget()
        self._stack = QStackedLayout(host)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self._scroll)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(head)
        layout.addWidget(host, 1)
        self._column = layout

    def _begin(self, network: Network, first: tuple[Histogram, ...]) -> None:
        shown = shown_parameters(network.layout)
        titles = [_title(network, *each) for each in shown]
        hints = [f"{network.layer_name(index)}: {parameter.name}" for index, parameter in shown]
        self._count = len(titles)
        self._has_outline = any(histogram.counts.any() for histogram in first)
        self._show_legend()
        while len(self._plots) < self._count:
            self._plots.append(LayerHistogram(self._holder, self._theme))
        for plot, title, hint, histogram in zip(self._plots, titles, hints, first, strict=False):
            plot.begin(title, hint, histogram)
        self.choice.offer(titles)
        self._arrange()
        self._stack.setCurrentWidget(self._scroll)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put as many histograms in a row as fit."""
        super().resizeEvent(event)
        self._place_legend()
        self._arrange()

    def _place_legend(self) -> None:
        """Put the legend beside the title or, where it would be too narrow, below it."""
        is_below = self.width() < scaled(NARROWEST_HEAD)
        if is_below != self._is_legend_below:
            self._is_legend_below = is_below
            for layout in (self._head, self._column):
                layout.removeWidget(self._legend)
            (self._column if is_below else self._head).insertWidget(1, self._legend, 0 if is_below else 1)

    @Slot()
    def _on_choice_changed(self) -> None:
        self._arrange()
        self._is_changed = self._latest is not None

    def _arrange(self) -> None:
        shown = self._shown
        columns = min(max(1, self.width() // COLUMN_WIDTH), max(1, len(shown)))
        self._area.setMinimumHeight(ROW_HEIGHT * math.ceil(len(shown) / columns))
        if (columns, shown) == self._arranged:
            return
        self._arranged = columns, shown
        while self._grid.count():
            self._grid.removeAt(0)
        for index, plot in enumerate(self._plots):
            plot.item.setVisible(index in shown)
        for number, index in enumerate(shown):
            self._grid.addItem(self._plots[index].item, *divmod(number, columns))
        for column in range(columns):
            self._grid.setColumnStretchFactor(column, 1)


def _title(network: Network, index: int, parameter: Parameter) -> str:
    if parameter.role is not Role.WEIGHT:
        return f"{network.layer_number(index)}. {parameter.name.capitalize()}"
    before, after = (math.prod(shape) for shape in network.shapes[index : index + 2])
    return f"{network.layer_name(index)} {before} → {after}"


def _emptied(histogram: Histogram) -> Histogram:
    return replace(histogram, counts=np.zeros_like(histogram.counts))
