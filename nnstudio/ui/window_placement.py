"""Where the window stands: it fits the screen together with its frame, and comes back where it was."""

from PySide6.QtCore import QByteArray, QEvent, QObject, QRect, QSettings, QSize, Qt, QTimer, Slot
from PySide6.QtWidgets import QMainWindow

from nnstudio.session.remembered import saved_bytes

DEFAULT_SIZE, MINIMUM_SIZE = QSize(1280, 800), QSize(1024, 680)
FRAME_ALLOWANCE = QSize(16, 48)
"""What the frame of a window may take; its real size is known only once the window is shown."""
FRAME_DELAY = 250
"""Milliseconds after which the window manager has added the frame."""


class WindowPlacement(QObject):
    """Sizes ``window`` before it is shown, and moves it onto the screen once its frame is known."""

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self._window = window
        room = window.screen().availableSize() - FRAME_ALLOWANCE
        window.setMinimumSize(MINIMUM_SIZE.boundedTo(room))
        window.resize(DEFAULT_SIZE.boundedTo(room))
        self._size = window.size()
        self._frame_timer = QTimer(self, singleShot=True, interval=FRAME_DELAY)
        self._frame_timer.timeout.connect(self.fit)
        window.installEventFilter(self)

    def save(self, settings: QSettings) -> None:
        """Save where the window is, and whether it is maximised."""
        settings.setValue("geometry", self._window.saveGeometry())

    def restore(self, settings: QSettings) -> None:
        """Restore what `save` has saved; full screen is left, because a start should show the menus."""
        self._window.restoreGeometry(saved_bytes(settings, "geometry") or QByteArray())
        self._size = self._window.size()
        self._window.setWindowState(self._window.windowState() & ~Qt.WindowState.WindowFullScreen)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Wait for the frame after the window is shown, unless someone chose a size before."""
        if event.type() == QEvent.Type.Show and not event.spontaneous() and self._window.size() == self._size:
            self._frame_timer.start()
        elif event.type() == QEvent.Type.Close:
            self._frame_timer.stop()
        return False

    @Slot()
    def fit(self) -> None:
        """Move and shrink the window so that its frame is on the screen, unless it fills the screen anyway."""
        window = self._window
        if window.windowState() & (Qt.WindowState.WindowMaximized | Qt.WindowState.WindowFullScreen):
            return
        available = window.screen().availableGeometry()
        frame, inside = window.frameGeometry(), window.geometry()
        fitting = fitted(frame, available)
        if fitting.size() != frame.size():
            window.resize(inside.size() + fitting.size() - frame.size())
        if fitting.topLeft() != frame.topLeft():
            window.move(fitting.topLeft())


def fitted(frame: QRect, available: QRect) -> QRect:
    """Return ``frame``, made smaller and moved as far as needed to be inside ``available``."""
    fitting = QRect(frame.topLeft(), frame.size().boundedTo(available.size()))
    fitting.moveLeft(max(available.left(), min(fitting.left(), available.right() + 1 - fitting.width())))
    fitting.moveTop(max(available.top(), min(fitting.top(), available.bottom() + 1 - fitting.height())))
    return fitting
