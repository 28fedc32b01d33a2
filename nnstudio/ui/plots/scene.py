"""How plots keep their items, so that Qt never reaches one that is gone."""

from PySide6.QtWidgets import QGraphicsScene, QGraphicsView


def switch_off_index(view: QGraphicsView) -> None:
    """Let the scene of ``view`` look its items up one by one instead of in a tree of where they are.

    The tree finds an item that leaves the scene by the rectangle that it was entered with. Items of pyqtgraph 0.14
    change their rectangle first and tell the scene afterwards (`AxisItem.setGrid`; an axis with a grid also whenever
    its plot is resized), so the tree keeps pointers to them, and follows these when it paints after they were
    destroyed: a segmentation fault. A plot has so few items that the tree saves no time.
    """
    view.scene().setItemIndexMethod(QGraphicsScene.ItemIndexMethod.NoIndex)
