"""The tour of the window: a few hints, shown once at the very first start, and again on request."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSettings, Slot
from PySide6.QtWidgets import QWidget

from nnstudio.session.remembered import saved_flag
from nnstudio.ui.tour.hint import Hint

SEEN = "seen"


@dataclass(frozen=True)
class Stop:
    """What one hint points at, and what it says. ``target`` returns None while there is nothing to point at."""

    title: str
    text: str
    target: Callable[[], QWidget | None]


class Tour(QObject):
    """Goes through ``stops``. It is not modal: Run, the pad and everything else can be used meanwhile."""

    def __init__(self, window: QWidget, stops: tuple[Stop, ...]) -> None:
        super().__init__(window)
        self._window = window
        self._stops = stops
        self._is_seen = False
        self._current = 0
        self._before: QWidget | None = None
        self.hint = Hint(window)
        self.hint.next_requested.connect(self._on_next)
        self.hint.skip_requested.connect(self.end)

    @property
    def is_on(self) -> bool:
        """Whether a hint is shown."""
        return not self.hint.isHidden()

    def start_once(self) -> None:
        """Start unless the tour was seen before."""
        if not self._is_seen:
            self.start()

    def save(self, settings: QSettings) -> None:
        """Save whether the tour was seen."""
        settings.setValue(SEEN, self._is_seen)

    def restore(self, settings: QSettings) -> None:
        """Restore whether the tour was seen."""
        self._is_seen = saved_flag(settings, SEEN, False)

    @Slot()
    def start(self) -> None:
        """Show the first hint."""
        self._is_seen = True
        self._before = self._window.focusWidget()
        self._window.installEventFilter(self)
        self._show(0)

    @Slot()
    def end(self) -> None:
        """Hide the hint, and give the focus back."""
        if self.is_on:
            self._window.removeEventFilter(self)
            had_focus = self.hint.hasFocus() or self.hint.isAncestorOf(self._window.focusWidget() or self._window)
            self.hint.hide()
            if had_focus and self._before is not None and self._before.isVisible():
                self._before.setFocus()
            self._before = None

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Follow the target when the window is laid out anew."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest) and self.is_on:
            self._place()
        return False

    def _show(self, number: int) -> None:
        remaining = [index for index in range(number, len(self._stops)) if _is_there(self._stops[index])]
        if not remaining:
            self.end()
            return
        self._current = remaining[0]
        stop = self._stops[self._current]
        self.hint.show_text(stop.title, stop.text, self._current + 1, len(self._stops))
        self._place()
        self.hint.show()
        self.hint.raise_()
        self.hint.setFocus()

    def _place(self) -> None:
        target = self._stops[self._current].target()
        if target is not None:
            corner = target.mapTo(self._window, QPoint(0, 0))
            self.hint.point_at(QRect(corner, target.size()))

    @Slot()
    def _on_next(self) -> None:
        self._show(self._current + 1)


def _is_there(stop: Stop) -> bool:
    target = stop.target()
    return target is not None and target.isVisible()
