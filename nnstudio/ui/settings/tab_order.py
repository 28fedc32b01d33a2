"""The order in which Tab moves through a form."""

import itertools
from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QWidget


def follow_layout(root: QWidget) -> None:
    """Make Tab follow the layouts below ``root``; Qt uses the order of creation, but cards come and go."""
    for before, after in itertools.pairwise(_tab_stops(root)):
        QWidget.setTabOrder(before, after)


def _tab_stops(widget: QWidget) -> Iterator[QWidget]:
    if widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
        yield widget
    layout = widget.layout()
    if layout is not None:
        yield from _tab_stops_in(layout)


def _tab_stops_in(layout: QLayout) -> Iterator[QWidget]:
    for index in range(layout.count()):
        item = layout.itemAt(index)
        assert item is not None
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            yield from _tab_stops(widget)
        elif inner is not None:
            yield from _tab_stops_in(inner)
