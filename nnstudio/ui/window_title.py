"""The title of the window: what it shows, and how far that has been trained."""

import math

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QMainWindow

from nnstudio.runs.network_name import network_name
from nnstudio.session.active_network import ShownRun
from nnstudio.session.session import TrainingSession
from nnstudio.session.state import CHANGEABLE

PROGRAM = "NN Studio"


class WindowTitle(QObject):
    """Keeps the title of ``window`` as the shown run is: "MNIST 128-64 · epoch 4 of 10 – NN Studio"."""

    def __init__(self, window: QMainWindow, session: TrainingSession) -> None:
        super().__init__(window)
        self._window = window
        self._session = session
        for signal in (session.shown_run_changed, session.state_changed, session.batches_finished):
            signal.connect(self._show)
        session.live_settings_changed.connect(self._show)
        self._show()

    @Slot()
    def _show(self) -> None:
        run = self._session.shown_run
        is_going_on = self._session.state in CHANGEABLE  # not while the next one loads
        text = f"{title_of(run, is_going_on)} – {PROGRAM}" if run else PROGRAM
        if text != self._window.windowTitle():
            self._window.setWindowTitle(text)


def title_of(run: ShownRun, is_going_on: bool) -> str:
    """Return the data set, the network and how far ``run`` is: in which epoch while it goes on, else after how many."""
    what = f"{run.settings.data.dataset.label} {network_name(run.settings)}"
    epochs = run.settings.training.epochs
    position = run.history.position_of(run.history.step)
    if is_going_on:
        epoch = max(1, math.ceil(position))  # as in the tool bar: an epoch that is over is the newest until the next
        return f"{what} · epoch {min(epoch, epochs) if epochs else epoch}{_of(epochs)}"
    if not position:
        return f"{what} · untrained"
    rounded = f"{position:.1f}".removesuffix(".0")
    return f"{what} · batch {run.history.step}" if rounded == "0" else f"{what} · epoch {rounded}{_of(epochs)}"


def _of(epochs: int) -> str:
    return f" of {epochs}" if epochs else ""
