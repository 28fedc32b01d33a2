"""Plots in columns, as many as there is room for."""

from collections.abc import Sequence

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from nnstudio.ui.theme import scaled

NARROWEST = 260
"""Of a column, in pixels."""
SPACING = 12


class PlotColumns(QWidget):
    """Shows those of its plots that are not hidden; they share the width equally."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._plots: tuple[QWidget, ...] = ()
        self._arranged: tuple[int, list[QWidget]] = (0, [])
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(SPACING)

    def show_in_columns(self, plots: Sequence[QWidget]) -> None:
        """Arrange ``plots``, of which some may be hidden; call it again after one was shown or hidden.

        A plot that comes from another place is hidden.
        """
        self._plots = tuple(plots)
        for plot in plots:
            if plot.parentWidget() is not self:
                plot.setParent(self)
        shown = [plot for plot in self._plots if not plot.isHidden()]
        columns = min(max(1, self.width() // scaled(NARROWEST)), max(1, len(shown)))
        if (columns, shown) == self._arranged:
            return
        for plot in self._arranged[1]:
            self._grid.removeWidget(plot)
        self._arranged = columns, shown
        for number, plot in enumerate(shown):
            self._grid.addWidget(plot, *divmod(number, columns))
        for column in range(self._grid.columnCount()):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put as many plots in a row as fit."""
        super().resizeEvent(event)
        self.show_in_columns(self._plots)
