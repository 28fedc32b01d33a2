"""Keeps Qt from using plot items that were destroyed."""

from PySide6.QtWidgets import QGraphicsScene, QGraphicsView


def switch_off_index(view: QGraphicsView) -> None:
    """Make the scene of ``view`` search its items one by one instead of in a tree of their positions.

    The tree looks up an item that leaves the scene by its last known rectangle. Items of pyqtgraph 0.14 change their
    rectangle before they notify the scene (`AxisItem.setGrid`, and an axis with a grid whenever its plot is resized),
    so the tree keeps pointers to them and follows these when it paints after the items were destroyed: a segmentation
    fault. A plot has so few items that the tree would save no time.
    """
    view.scene().setItemIndexMethod(QGraphicsScene.ItemIndexMethod.NoIndex)
