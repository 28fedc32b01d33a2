"""The title of the window: what it shows, and how far that has been trained."""

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QMainWindow

from nnstudio.runs.settings import RunSettings
from nnstudio.session.active_network import ShownRun
from nnstudio.session.session import TrainingSession

PROGRAM = "NN Studio"


class WindowTitle(QObject):
    """Keeps the title of ``window`` as the shown run is: "MNIST 128-64 · epoch 4 of 10 – NN Studio"."""

    def __init__(self, window: QMainWindow, session: TrainingSession) -> None:
        super().__init__(window)
        self._window = window
        self._session = session
        for signal in (session.shown_run_changed, session.state_changed, session.evaluated):
            signal.connect(self._show)
        session.live_settings_changed.connect(self._show)
        self._show()

    @Slot()
    def _show(self) -> None:
        run = self._session.shown_run
        text = f"{title_of(run, self._session.is_active)} – {PROGRAM}" if run else PROGRAM
        if text != self._window.windowTitle():
            self._window.setWindowTitle(text)


def title_of(run: ShownRun, is_active: bool) -> str:
    """Return the data set, the network and the epoch of ``run``: the one in progress while the run ``is_active``."""
    epochs = run.settings.training.epochs
    position = run.history.position_of(run.history.step)
    epoch = int(position) + 1 if is_active else round(position)
    if epochs:
        epoch = min(epoch, epochs)
    of = f" of {epochs}" if epochs else ""
    return f"{run.settings.data.dataset.label} {network_name(run.settings)} · epoch {epoch}{of}"


def network_name(settings: RunSettings) -> str:
    """Return the units of the hidden layers, such as "128-64"."""
    units = [str(layer.units) for layer in settings.network.layers if hasattr(layer, "units")]
    return "-".join(units) or "softmax regression"
