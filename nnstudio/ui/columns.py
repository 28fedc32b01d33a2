"""The three columns of the window: settings, views and pad, with grips between them."""

from dataclasses import dataclass

from PySide6.QtCore import QByteArray, QEvent, QSettings, Qt, Slot
from PySide6.QtGui import QAction, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QSplitter, QWidget

from nnstudio.session.remembered import saved_bytes, saved_flag
from nnstudio.ui.focus import handing_on_focus

HANDLE_WIDTH = 9
USUAL, PRESENTED = (0.23, 0.5), (0.4, 0.66)
"""The width of the pad's column as a fraction of the window's width, and of the height at most: the pad is square."""


@dataclass(frozen=True)
class _Arrangement:
    """What is saved of the columns; ``is_chosen`` if someone has dragged a grip."""

    state: QByteArray
    is_chosen: bool
    settings_shown: bool
    pad_shown: bool


class Columns(QSplitter):
    """Shows the settings at the left, the views in the middle and the pad at the right.

    Until someone drags a grip, the pad has a fixed fraction of the window's width, and the settings have the width that
    they ask for at the current zoom. The side columns can be hidden by an action each.
    """

    def __init__(self, settings: QWidget, views: QWidget, pad: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        for column in (settings, views, pad):
            self.addWidget(column)
        self._settings, self._views, self._pad = settings, views, pad
        self._is_chosen = False
        self._pad_room = USUAL
        self._kept: _Arrangement | None = None
        """The user's arrangement during a presentation."""
        self.setStretchFactor(1, 1)
        self.splitterMoved.connect(self._on_moved)
        self.setChildrenCollapsible(False)
        self.setHandleWidth(HANDLE_WIDTH)
        for index in (1, 2):
            self.handle(index).setToolTip("Drag to change the width of the columns")
        self.show_settings = self._action("&Settings", "F9", settings)
        self.show_pad = self._action("&Pad", "F8", pad)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the side columns their widths, unless someone has chosen others."""
        super().resizeEvent(event)
        self._fit_sides()

    def event(self, event: QEvent) -> bool:
        """Do the same when a column needs another width, as with the style sheet, which comes after it was built."""
        is_done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit_sides()
        return is_done

    def begin_presentation(self) -> None:
        """Hide the settings and show a large pad; the arrangement from before stays saved."""
        self._kept = self._arrangement
        self._is_chosen, self._pad_room = False, PRESENTED
        self.show_settings.setChecked(False)
        self.show_pad.setChecked(True)
        self._fit_sides()

    def end_presentation(self) -> None:
        """Bring back the arrangement from before the presentation."""
        if self._kept is not None:
            kept, self._kept = self._kept, None
            self._pad_room = USUAL
            self._arrange(kept)
            self._fit_sides()

    def save(self, settings: QSettings) -> None:
        """Save the widths and which columns are hidden."""
        kept = self._kept or self._arrangement
        settings.setValue("widths", kept.state)
        settings.setValue("widths_chosen", kept.is_chosen)
        settings.setValue("settings_shown", kept.settings_shown)
        settings.setValue("pad_shown", kept.pad_shown)

    def restore(self, settings: QSettings) -> None:
        """Restore what `save` has saved."""
        self._arrange(
            _Arrangement(
                saved_bytes(settings, "widths"),
                saved_flag(settings, "widths_chosen", False),
                saved_flag(settings, "settings_shown", True),
                saved_flag(settings, "pad_shown", True),
            )
        )

    @property
    def _arrangement(self) -> _Arrangement:
        shown = self.show_settings.isChecked(), self.show_pad.isChecked()
        return _Arrangement(self.saveState(), self._is_chosen, *shown)

    def _arrange(self, arrangement: _Arrangement) -> None:
        self.restoreState(arrangement.state)
        self._is_chosen = arrangement.is_chosen
        self.setHandleWidth(HANDLE_WIDTH)
        self.setChildrenCollapsible(False)
        self.show_settings.setChecked(arrangement.settings_shown)
        self.show_pad.setChecked(arrangement.pad_shown)

    def _fit_sides(self) -> None:
        if self._is_chosen:
            return
        before = self.sizes()
        settings, views, pad = before
        if self._pad.isVisible():
            of_width, of_height = self._pad_room
            width = round(min(of_width * self.width(), of_height * self.height()))
            width = max(width, self._pad.minimumSizeHint().width())
            views, pad = views + pad - width, width
        if self._settings.isVisible():
            # A zoom that is over may have left them any width; without room for all columns, Qt shares it out.
            width = min(self._settings.sizeHint().width(), settings + views - self._views.minimumSizeHint().width())
            if width >= self._settings.minimumSizeHint().width():
                settings, views = width, settings + views - width
        if [settings, views, pad] != before:
            self.setSizes([settings, views, pad])

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
