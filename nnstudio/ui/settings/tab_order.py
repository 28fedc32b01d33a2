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
        inside = [(_place(layout, child), child) for child in widget.children() if isinstance(child, QWidget)]
        for _, child in sorted((each for each in inside if each[0]), key=lambda each: each[0]):
            yield from _tab_stops(child)


def _place(layout: QLayout, widget: QWidget) -> tuple[int, ...]:
    """Return the index of ``widget`` in ``layout``, or of each layout on the way to it; empty if it is not there.

    Not by `QLayout.itemAt`: PySide 6.10 remembers an item where Qt has deleted it, and takes what is allocated there
    later for that item, which ends in a segmentation fault.
    """
    index = layout.indexOf(widget)
    if index >= 0:
        return (index,)
    for inner in layout.children():
        if isinstance(inner, QLayout):
            place = _place(inner, widget)
            if place:
                return (layout.indexOf(inner), *place)
    return ()
