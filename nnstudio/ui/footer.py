"""A widget that stays at the foot of a page that scrolls."""

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QScrollArea, QWidget


class Footer(QObject):
    """Gives ``widget`` the foot of ``area``, which scrolls above it, while the widget is shown."""

    def __init__(self, area: QScrollArea, widget: QWidget) -> None:
        super().__init__(area)
        self._area, self._widget = area, widget
        widget.setParent(area)
        for each in (area, widget):
            each.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrange both anew when one of them has another size, or the widget is shown or hidden."""
        kinds = (QEvent.Type.Resize, QEvent.Type.ShowToParent, QEvent.Type.HideToParent, QEvent.Type.LayoutRequest)
        if event.type() in kinds:
            self._arrange()
        return super().eventFilter(watched, event)

    def _arrange(self) -> None:
        area, widget = self._area, self._widget
        height = 0 if widget.isHidden() else widget.sizeHint().height()
        if area.viewportMargins().bottom() != height:
            area.setViewportMargins(0, 0, 0, height)
        widget.setGeometry(0, area.height() - height, area.width(), height)
