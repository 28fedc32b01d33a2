"""Why no code asks a layout for its items: ``python -m tests.ui.layout_item_crash`` ends in a segmentation fault.

`QLayout.itemAt` makes a Python object for the item, which stays with the layout (PySide 6.8 to 6.11). Qt deletes the
item together with its widget, tells nobody, and later gives its address to something else. PySide's table of addresses
still has the item there, so it does not enter the new object; when Qt deletes that one, its destructor finds the item
instead and releases it a second time (`Shiboken::BindingManager::releaseWrapper`). In the window, the order of Tab was
found by asking every layout for its items after each change of the form; some seconds and presets later a timer or a
widget at the address of a former item crashed.
"""

import faulthandler
import os
import sys

from PySide6.QtCore import QCoreApplication, QEvent, QPropertyAnimation
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget

ROUNDS = 200
MANY = 10


def main(asks_for_items: bool) -> None:
    """Add labels to a layout, remove them, and let Qt delete objects that get the addresses of their items."""
    faulthandler.enable()
    window = QWidget()
    layout = QVBoxLayout(window)
    for _ in range(ROUNDS):
        labels = [QLabel() for _ in range(MANY)]
        for label in labels:
            layout.addWidget(label)
        if asks_for_items:
            for index in range(MANY):
                layout.itemAt(index)
        for label in labels:
            label.setParent(None)
        del labels, label
        others = [QPropertyAnimation(window) for _ in range(MANY)]  # about as large as an item
        for other in others:
            other.deleteLater()
        del others, other
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    print("survived")


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QApplication()
    main("without-items" not in sys.argv)
