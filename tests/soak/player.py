"""A simulated user who does anything at any time; a timer drives it, so that menus and dialogs are used too."""

import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QEvent, QEventLoop, QObject, QTimer, QUrl, Slot
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox, QWhatsThis, QWidget

from nnstudio.ui.main_window import MainWindow
from tests.conftest import small_settings
from tests.soak.chance import MOOD_LENGTH, Chance
from tests.soak.gestures import GESTURES, KEYS, click, drop, press_key
from tests.soak.watch import Watch

OTHERS = {
    "press Run": 1.5,
    "begin a new run": 1.0,
    "choose a short run": 0.3,
    "change the theme": 0.7,
    "kill the trainer": 0.2,
    "close the window": 0.1,
    "drop a file": 0.3,
}
"""Actions that random gestures would rarely do, with their frequencies relative to the gestures."""


class Player(QObject):
    """Plays with the window from ``make_window`` for ``seconds``; makes another one if it is closed."""

    def __init__(
        self, seed: int, seconds: float, watch: Watch, make_window: Callable[[], MainWindow], paths: tuple[str, ...]
    ) -> None:
        super().__init__()
        self._chance = Chance(seed)
        self._seconds = seconds
        self._watch = watch
        self._make_window = make_window
        self._paths = paths
        self._loop = QEventLoop()
        self._begun = 0.0
        self.count = 0
        self.window = make_window()

    def play(self) -> None:
        """Act until the time is over or a fault occurs."""
        self._begun = time.monotonic()
        QTimer.singleShot(0, self, self._on_turn)
        self._loop.exec()

    @Slot()
    def _on_turn(self) -> None:
        if self._watch.faults or self._is_over():
            self._loop.quit()
            return
        # The next turn is scheduled first: this action may open a menu, which blocks until it is closed.
        QTimer.singleShot(self._chance.choice(self._chance.pauses), self, self._on_turn)
        self.count += 1
        if self.count % MOOD_LENGTH == 0:
            self._chance.change_mood()
        popup, modal = QApplication.activePopupWidget(), QApplication.activeModalWidget()
        if popup is not None:
            self._print(self._use_popup(popup))
        elif modal is not None:
            self._print(self._use_dialog(modal))
        elif not self.window.isVisible():
            self.close_window()
            self.window = self._make_window()
            self._print("open the window again")
        else:
            self._print(self._use_window())

    def _is_over(self) -> bool:
        is_free = QApplication.activePopupWidget() is None and QApplication.activeModalWidget() is None
        return time.monotonic() - self._begun >= self._seconds and is_free and self.window.isVisible()

    def _use_popup(self, popup: QWidget) -> str | None:
        if self._chance.random() < 0.4:
            popup.close()
            return f"close {type(popup).__name__}"
        key = self._chance.choice(KEYS)
        QTest.keyClick(popup, key)
        return f"{key.name} in {type(popup).__name__}"

    def _use_dialog(self, dialog: QWidget) -> str | None:
        if isinstance(dialog, QFileDialog):  # no random gestures here: the dialog can delete and rename files
            path = self._chance.choice(self._paths)
            dialog.reject()
            if self._chance.random() < 0.5:
                dialog.fileSelected.emit(path)
            return f"file dialog: {path}"
        if self._chance.random() < 0.2:
            dialog.close()
            return f"close {type(dialog).__name__}"
        message = f"{dialog.text()!r}: " if isinstance(dialog, QMessageBox) else ""
        return f"{message}{self._chance.choice((click, press_key))(self._chance, dialog)}"

    def _use_window(self) -> str | None:
        actions = {gesture.__name__: weight for gesture, weight in GESTURES} | OTHERS
        weights = [weight * self._chance.eagerness(name) + 1e-3 for name, weight in actions.items()]
        chosen = self._chance.choices(list(actions), weights)[0]
        match chosen:
            case "press Run":
                self.window.run_actions.run.trigger()
            case "begin a new run":
                self.window.run_actions.new_run.trigger()
            case "choose a short run":
                self.window.workspace.replace_all(small_settings())
            case "change the theme":
                self.window.themes.choose(self._chance.choice(list(self.window.themes.choices)))
            case "close the window":
                self.window.close()
            case "drop a file":
                return drop(self._paths)(self._chance, self.window)
            case "kill the trainer":
                process_id = self.window.session.trainer_process_id
                if process_id is not None:
                    with suppress(ProcessLookupError):  # it has just ended by itself
                        os.kill(process_id, signal.SIGKILL)
            case _:
                return next(gesture for gesture, _ in GESTURES if gesture.__name__ == chosen)(self._chance, self.window)
        return chosen

    def close_window(self) -> None:
        """Close and delete the window, as at the end of the program."""
        self.window.close()
        self.window.deleteLater()
        QApplication.sendPostedEvents(self.window, QEvent.Type.DeferredDelete)

    def _print(self, action: str | None) -> None:
        if action is None:
            return
        print(f"{time.monotonic() - self._begun:7.2f} {self.window.session.state:9} {action}", flush=True)


class FileManager(QObject):
    """Replaces the system's file manager."""

    @Slot(QUrl)
    def open(self, _address: QUrl) -> None:
        """Open nothing."""


def close_everything() -> None:
    """Close open menus and dialogs, and leave the "What's this?" mode."""
    QWhatsThis.leaveWhatsThisMode()
    while (open_one := QApplication.activePopupWidget() or QApplication.activeModalWidget()) is not None:
        open_one.close()
        QApplication.processEvents()


def make_paths(folder: Path) -> tuple[str, ...]:
    """Create files and folders to import, valid and invalid, in ``folder``; return their paths."""
    import numpy as np
    from PIL import Image

    rng = np.random.default_rng(0)
    for name in ("circle", "square"):
        (folder / "good" / name).mkdir(parents=True)
        for number in range(12):
            Image.fromarray(rng.integers(0, 255, (20, 20), np.uint8)).save(folder / "good" / name / f"{number}.png")
    (folder / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n broken")
    (folder / "words.csv").write_text("label,a,b\n1,two,3\n")
    picture = folder / "good" / "circle" / "0.png"
    return tuple(str(each) for each in (folder / "good", folder / "broken.png", folder / "words.csv", picture))
