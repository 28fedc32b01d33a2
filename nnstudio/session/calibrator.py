"""The reliability of a judged network at a temperature, computed in the background."""

from collections.abc import Generator

from PySide6.QtCore import QObject, Signal, Slot

from nnstudio.data.dataset import Progress
from nnstudio.inspection.calibration import Reliability, fit_temperature, reliability
from nnstudio.inspection.judgement import Judgement
from nnstudio.session.background_task import BackgroundTask
from nnstudio.session.pen_activity import PenActivity


class Calibrator(QObject):
    """Computes `reliability` again whenever the judgement or the temperature changes."""

    changed = Signal()
    """There is a new `reliability`."""
    temperature_fitted = Signal(float)
    """The temperature with the smallest loss was found; it is now the `temperature`."""

    def __init__(self, pen: PenActivity, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.temperature = 1.0
        self.reliability: Reliability | None = None
        self.uncalibrated: Reliability | None = None
        """The reliability at temperature 1, to compare with."""
        self._judgement: Judgement | None = None
        self._is_fitting = False
        self._task = BackgroundTask("calibration", self, pen)
        self._task.succeeded.connect(self._on_computed)

    def use(self, judgement: Judgement | None) -> None:
        """Compute the reliability of ``judgement`` from now on; of nothing if it is None."""
        self._judgement = judgement
        if judgement is None or not judgement.count:
            self._judgement = self.reliability = self.uncalibrated = None
            self._is_fitting = False
            self._task.cancel()
            self.changed.emit()
        else:
            self._start()

    def set_temperature(self, temperature: float) -> None:
        """Divide the logits by ``temperature``, above 0."""
        self.temperature, self._is_fitting = temperature, False
        if self._judgement is not None:
            self._start()

    def fit(self) -> None:
        """Find the temperature with the smallest loss on the judged pictures."""
        if self._judgement is not None:
            self._is_fitting = True
            self._start()

    def close(self) -> None:
        """End computing."""
        self._task.close()

    def _start(self) -> None:
        """Compute; a fit that a newer judgement interrupts is made with that one."""
        if self._judgement is not None:
            judgement = self._judgement
            self._task.start(_fitting(judgement) if self._is_fitting else _computing(judgement, self.temperature))

    @Slot(object)
    def _on_computed(self, pair: tuple[Reliability, Reliability]) -> None:
        self._is_fitting = False
        self.uncalibrated, self.reliability = pair
        if self.reliability.temperature != self.temperature:
            self.temperature = self.reliability.temperature
            self.temperature_fitted.emit(self.temperature)
        self.changed.emit()


Computing = Generator[Progress, None, tuple[Reliability, Reliability]]


def _computing(judgement: Judgement, temperature: float) -> Computing:
    yield Progress("Measuring the reliability", 0, 1)
    uncalibrated = reliability(judgement)
    return uncalibrated, uncalibrated if temperature == 1 else reliability(judgement, temperature)


def _fitting(judgement: Judgement) -> Computing:
    fitting = fit_temperature(judgement)
    while True:
        try:
            next(fitting)
        except StopIteration as end:
            return (yield from _computing(judgement, end.value))
        yield Progress("Fitting the temperature", 0, 0)
