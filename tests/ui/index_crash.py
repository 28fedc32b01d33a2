"""Why plots have scenes without an index: ``python -m tests.ui.index_crash with-index`` ends in a segmentation fault.

A `QGraphicsScene` keeps its items in a BSP tree of their positions. An item must announce a change of its rectangle
beforehand (`prepareGeometryChange`), because the tree finds it by the old one. `AxisItem.setGrid` of pyqtgraph 0.14
switches the grid first, which makes the axis as large as the plot, and notifies the scene afterwards: the tree removes
the axis from the cells of its new rectangle and keeps it in those of the old one, or the other way round. After the
plot was removed and destroyed by Python's garbage collector, the tree still holds its address; the next painting asks
that address for its parent (`QGraphicsItem::topLevelItem`) and crashes. The window did all this: a change of theme set
the grids, a new run discarded the plots of the previous run, and showing the view painted it.
"""

import faulthandler
import gc
import os
import sys

import pyqtgraph as pg

from nnstudio.ui.plots.scene import switch_off_index

ROUNDS = 12


def main(keeps_index: bool) -> None:
    """Show plots, switch their grids on and off, destroy them and paint, repeatedly."""
    faulthandler.enable()
    application = pg.mkQApp()
    area = pg.GraphicsLayoutWidget()
    area.resize(600, 400)
    if not keeps_index:
        switch_off_index(area)
    area.show()

    def paint() -> None:
        for _ in range(5):
            application.processEvents()
            area.viewport().repaint()

    for _ in range(ROUNDS):
        plots = [area.addPlot(row, column) for row in range(2) for column in range(3)]
        paint()
        for is_on in (True, False):
            for plot in plots:
                plot.showGrid(y=is_on)
            paint()
        area.clear()
        del plots, plot
        gc.collect()
        paint()
    print("survived")


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    main("with-index" in sys.argv)
