"""Items side by side, which continue on further lines where they do not fit."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from nnstudio.ui.arranging import ArrangingWidget

LINE_SPACING = 8


class WrappingRow(ArrangingWidget):
    """Shows ``items`` in one line, or in several of about the same length; it is never too narrow for an item."""

    def __init__(self, items: Sequence[QWidget], spacing: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items = tuple(items)
        self._spacing = spacing
        self._arranged: tuple[int, list[QWidget]] = (0, [])
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(spacing)
        self._grid.setVerticalSpacing(LINE_SPACING)
        self._grid.setColumnStretch(len(self._items), 1)
        for item in self._items:
            item.setParent(self)
        self.arrange()

    @property
    def columns(self) -> int:
        """How many items stand in a line."""
        return self._arranged[0]

    def minimumSizeHint(self) -> QSize:
        """Return the width of the widest item: the others may stand below it."""
        widest = max(map(_narrowest, self._shown), default=0)
        return QSize(widest, super().minimumSizeHint().height())

    def arrange(self) -> None:
        """Put as many items in a line as fit."""
        shown = self._shown
        fitting = next((count for count in range(len(shown), 1, -1) if self._fits(shown, count)), 1)
        lines = max(1, -(-len(shown) // fitting))
        columns = max(1, -(-len(shown) // lines))
        if (columns, shown) == self._arranged:
            return
        self._arranged = columns, shown
        for item in self._items:
            self._grid.removeWidget(item)
        for index, item in enumerate(shown):
            self._grid.addWidget(item, *divmod(index, columns), Qt.AlignmentFlag.AlignTop)
        self.updateGeometry()

    @property
    def _shown(self) -> list[QWidget]:
        return [item for item in self._items if not item.isHidden()]

    def _fits(self, shown: list[QWidget], count: int) -> bool:
        widths = list(map(_narrowest, shown))
        needed = sum(max(widths[column::count]) for column in range(count))
        return needed + self._spacing * (count - 1) <= self.width()


def _narrowest(item: QWidget) -> int:
    return max(item.minimumSizeHint().width(), item.minimumWidth())
