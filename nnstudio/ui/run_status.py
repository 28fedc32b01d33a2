"""The progress of the run: epoch and batch, bar, speed and the time left."""

import math

from PySide6.QtCore import QElapsedTimer, QSize, Slot
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from nnstudio.data.dataset import Progress
from nnstudio.engine.events import EvaluationAdvanced
from nnstudio.number_text import duration, grouped
from nnstudio.runs.events import BatchesFinished, LiveSettingsChanged
from nnstudio.runs.settings import RunSettings
from nnstudio.session.active_network import ShownRun
from nnstudio.session.session import TrainingSession
from nnstudio.session.state import State
from nnstudio.ui.frame_timer import FrameTimer
from nnstudio.ui.theme import caption_font, mark, scaled

SPEED_HALF_LIFE = 0.5
"""Half-life of the smoothed speed in seconds; with a shorter one the digits change too fast to read."""
PROGRESS_STEPS = 1000
WIDEST_PROGRESS = "Epoch 10 of 10 · batch 782 of 782"
WIDEST_NUMBERS = "99 999 batches/s · 59:59 left"
SHORTEST, BAR_WIDTH, MARGINS = 160, 60, 24
"""In pixels: the smallest width, the width of the bar, and what stands around the texts and the bar."""


class RunStatus(QWidget):
    """A part of the tool bar. It listens to the session and redraws on the frame timer."""

    def __init__(self, session: TrainingSession, frames: FrameTimer, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._epochs = 0
        self._epoch = 0
        self._batches = 0  # in an epoch
        self._position = 0.0
        self._speed = 0.0
        self._since_group = QElapsedTimer()
        self._is_changed = False
        self._build()
        session.state_changed.connect(self._on_state_changed)
        session.progressed.connect(self._on_progressed)
        session.shown_run_changed.connect(self._on_shown_run_changed)
        session.batches_finished.connect(self._on_batches_finished)
        session.evaluation_advanced.connect(self._on_evaluation_advanced)
        session.live_settings_changed.connect(self._on_live_settings_changed)
        frames.add(self._on_frame)

    @property
    def progress_text(self) -> str:
        """How far the run is, as text."""
        return self._progress_text.text()

    @property
    def widest(self) -> int:
        """The width in pixels at which the texts of the shown run, and of most others, are not cut."""
        numbers = BAR_WIDTH + QFontMetrics(caption_font()).horizontalAdvance(WIDEST_NUMBERS)
        progress = self.fontMetrics().horizontalAdvance(WIDEST_PROGRESS), self._progress_text.minimumWidth()
        return max(*progress, numbers) + MARGINS

    def sizeHint(self) -> QSize:
        """Return the width of most runs' texts, the same for each of them, so that nothing moves."""
        return QSize(self.widest, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """Return a width that never pushes the status out of the tool bar."""
        return QSize(scaled(SHORTEST), super().minimumSizeHint().height())

    def _build(self) -> None:
        self._progress_text, self._numbers = QLabel("Ready"), QLabel()
        mark(self._progress_text, "role", "number")
        mark(self._numbers, "role", "caption")
        self._bar = QProgressBar()
        self._bar.setRange(0, PROGRESS_STEPS)
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(BAR_WIDTH)
        self._bar.setAccessibleName("Progress of the run")
        below = QHBoxLayout()
        below.setSpacing(8)
        below.addWidget(self._bar)
        below.addWidget(self._numbers, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 0, 8, 0)
        column.setSpacing(0)
        column.addWidget(self._progress_text)
        column.addLayout(below)

    @Slot(object)
    def _on_state_changed(self, state: State) -> None:
        if state is State.LOADING:
            self._show("Loading", 0, "")
        elif not self._session.is_active:
            self._show_end()
        self._is_changed = True

    @Slot(object)
    def _on_progressed(self, progress: Progress) -> None:
        fraction = progress.done / progress.total if progress.total else 0
        self._show(progress.what, fraction, f"{round(100 * fraction)} %" if progress.total else "")

    @Slot(object)
    def _on_shown_run_changed(self, run: ShownRun) -> None:
        self._adopt(run.settings)
        self._position = run.history.position_of(run.history.step)
        self._epoch = math.ceil(self._position)
        self._speed = 0.0
        if not self._session.is_active:
            self._show_end()
        self._is_changed = True

    @Slot(object)
    def _on_batches_finished(self, group: BatchesFinished) -> None:
        self._epoch, self._position = group.epoch, float(group.positions[-1])
        elapsed = self._since_group.restart() / 1000 if self._since_group.isValid() else 0.0
        if not self._since_group.isValid():
            self._since_group.start()
        keep = 0.5 ** (elapsed / SPEED_HALF_LIFE) if self._speed else 0.0
        self._speed = keep * self._speed + (1 - keep) * group.batches_per_second
        self._is_changed = True

    @Slot(object)
    def _on_evaluation_advanced(self, _event: EvaluationAdvanced) -> None:
        self._is_changed = True

    @Slot(object)
    def _on_live_settings_changed(self, event: LiveSettingsChanged) -> None:
        self._adopt(event.settings)
        self._is_changed = True

    def _adopt(self, settings: RunSettings) -> None:
        self._epochs = settings.training.epochs
        run = self._session.shown_run
        count = run.started.training_count if run is not None else 0
        self._batches = math.ceil(count / (settings.training.batch_size or count)) if count else 0
        widest = self._epoch_text(self._epochs or 999, self._batches)
        self._progress_text.setMinimumWidth(self._progress_text.fontMetrics().horizontalAdvance(widest))

    def _epoch_text(self, epoch: int, batch: int) -> str:
        epochs = f" of {self._epochs}" if self._epochs else ""
        return f"Epoch {epoch}{epochs} · batch {grouped(batch)} of {grouped(self._batches)}"

    def _show_end(self) -> None:
        """Show how the shown run ended, also where the next one could not begin."""
        run = self._session.shown_run
        if run is None or run.ended is None:
            has_failed = run is not None and self._session.state is State.FAILED
            self._show("Ready" if run is None else "Failed" if has_failed else "Interrupted", 0, "")
            return
        fraction = self._position / self._epochs if self._epochs else 1.0
        text = f"{grouped(run.ended.batches_per_second)} batches/s · {duration(run.ended.seconds)}"
        self._show(f"Epoch {run.ended.epoch} · {run.ended.reason}", min(1.0, fraction), text)

    @Slot()
    def _on_frame(self) -> None:
        if not self._is_changed:
            return
        self._is_changed = False
        state = self._session.state
        if state in (State.RUNNING, State.PAUSING, State.PAUSED, State.STOPPING):
            fraction = self._position / self._epochs if self._epochs else 0
            epoch = max(1, self._epoch)
            batch = round((self._position - (epoch - 1)) * self._batches)
            text = "" if state is State.PAUSED else self._speed_and_time_left()
            self._show(self._epoch_text(epoch, max(0, batch)), min(1.0, fraction), text)

    def _speed_and_time_left(self) -> str:
        if not self._speed:
            return ""
        speed = f"{grouped(self._speed)} batches/s"
        if not self._epochs or not self._position:
            return speed
        seconds = self._session.history.seconds / self._position * (self._epochs - self._position)
        return f"{speed} · {duration(max(0.0, seconds))} left"

    def _show(self, progress_text: str, fraction: float, numbers: str) -> None:
        self._progress_text.setText(progress_text)
        self._bar.setValue(round(PROGRESS_STEPS * fraction))
        self._numbers.setText(numbers)
