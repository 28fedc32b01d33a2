"""The three columns of the window: settings, views and pad, with grips between them."""

from PySide6.QtCore import QSettings, Qt, Slot
from PySide6.QtGui import QAction, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QSplitter, QWidget

from nnstudio.session.remembered import saved_bytes, saved_flag
from nnstudio.ui.focus import handing_on_focus

HANDLE_WIDTH = 9
PAD_OF_WIDTH, PAD_OF_HEIGHT = 0.23, 0.5
"""The width of the pad's column as a fraction of the window's width, but of the height at most: the pad is square."""


class Columns(QSplitter):
    """Shows the settings at the left, the views in the middle and the pad at the right.

    Until someone drags a grip, the pad has a fixed fraction of the window's width. The side columns can be hidden by an
    action each.
    """

    def __init__(self, settings: QWidget, views: QWidget, pad: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        for column in (settings, views, pad):
            self.addWidget(column)
        self._pad = pad
        self._is_chosen = False
        self.setStretchFactor(1, 1)
        self.splitterMoved.connect(self._on_moved)
        self.setChildrenCollapsible(False)
        self.setHandleWidth(HANDLE_WIDTH)
        for index in (1, 2):
            self.handle(index).setToolTip("Drag to change the width of the columns")
        self.show_settings = self._action("&Settings", "F9", settings)
        self.show_pad = self._action("&Pad", "F8", pad)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the pad its fraction of the width, unless someone has chosen another."""
        super().resizeEvent(event)
        if not self._is_chosen and self._pad.isVisible():
            width = round(min(PAD_OF_WIDTH * self.width(), PAD_OF_HEIGHT * self.height()))
            settings, views, pad = self.sizes()
            self.setSizes([settings, views + pad - max(width, self._pad.minimumWidth()), width])

    def save(self, settings: QSettings) -> None:
        """Save the widths and which columns are hidden."""
        settings.setValue("widths", self.saveState())
        settings.setValue("widths_chosen", self._is_chosen)
        settings.setValue("settings_shown", self.show_settings.isChecked())
        settings.setValue("pad_shown", self.show_pad.isChecked())

    def restore(self, settings: QSettings) -> None:
        """Restore what `save` has saved."""
        self.restoreState(saved_bytes(settings, "widths"))
        self._is_chosen = saved_flag(settings, "widths_chosen", False)
        self.setHandleWidth(HANDLE_WIDTH)
        self.setChildrenCollapsible(False)
        self.show_settings.setChecked(saved_flag(settings, "settings_shown", True))
        self.show_pad.setChecked(saved_flag(settings, "pad_shown", True))

    @Slot()
    def _on_moved(self) -> None:
        self._is_chosen = True

    def _action(self, label: str, key: str, column: QWidget) -> QAction:
        action = QAction(label, self)
        action.setCheckable(True)
        action.setChecked(True)
        action.setShortcut(QKeySequence(key))
        action.toggled.connect(lambda is_shown: _show(column, is_shown))
        return action


def _show(column: QWidget, is_shown: bool) -> None:
    with handing_on_focus(column):
        column.setVisible(is_shown)
