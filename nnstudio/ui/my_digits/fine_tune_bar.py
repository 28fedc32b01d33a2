"""Fine-tuning in the window: start, progress, cancel, then keep the new network or go back to the old one."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from nnstudio.data.dataset import Progress, is_drawable
from nnstudio.number_text import percent
from nnstudio.runs.events import BatchesFinished, Origin, RunEnded, RunEndReason, RunStarted
from nnstudio.session.active_network import ActiveNetwork, ShownRun
from nnstudio.session.my_digits import MyDigits
from nnstudio.session.session import TrainingSession
from nnstudio.session.state import State
from nnstudio.training.messages import RunFailed
from nnstudio.ui.focus import handing_on_focus
from nnstudio.ui.theme import mark
from nnstudio.ui.wrapping_row import WrappingRow

READY = "Teaches the network your handwriting in a few seconds."
NO_NETWORK = "There is no network yet: press Run first."
SHIPPED = "The network that came with NN Studio stays as it is. Press Run to train your own, then fine-tune that."
NO_DIGITS = "You have no digits yet: draw one on the pad and label it."
IS_ACTIVE = "A run is going on: wait until it ends, or stop it."
OTHER_CLASSES = "This network was not trained on digits of 28 × 28 pixels."
UNCHANGED = "The network is unchanged."
NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"
PROGRESS_STEPS = 1000


class FineTuneBar(QWidget):
    """The button that starts fine-tuning, its progress, and its result, which ``gallery`` shows digit by digit."""

    def __init__(
        self, session: TrainingSession, my_digits: MyDigits, gallery: QWidget, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._gallery = gallery
        self._session = session
        self._my_digits = my_digits
        self._before: tuple[ShownRun, ActiveNetwork] | None = None
        """The run and network to go back to, from the start of fine-tuning until its result is kept or undone."""
        self._outcome = ""
        self._is_running = False
        self._is_cancelled = False
        self._build()
        session.state_changed.connect(self._on_state_changed)
        session.progressed.connect(self._on_progressed)
        session.run_started.connect(self._on_run_started)
        session.batches_finished.connect(self._on_batches_finished)
        session.network_changed.connect(self._on_network_changed)
        session.run_ended.connect(self._on_run_ended)
        session.run_failed.connect(self._on_run_failed)
        my_digits.changed.connect(self._show_state)
        self._show_state()

    @property
    def text(self) -> str:
        """The status or the result of fine-tuning."""
        return self._text.text()

    def _build(self) -> None:
        self.start, self.cancel = QPushButton("Fine-tune on my digits"), QPushButton("Cancel")
        self.keep, self.go_back = QPushButton("Keep"), QPushButton("Go back")
        mark(self.start, "primary", True)
        self.cancel.setToolTip("Stop fine-tuning; the network stays as it was")
        self.keep.setToolTip("Keep using the fine-tuned network")
        self.go_back.setToolTip("Use the previous network again; the fine-tuning run is kept in its folder")
        self.start.clicked.connect(self._on_start)
        self.cancel.clicked.connect(self._on_cancel)
        self.keep.clicked.connect(self._on_keep)
        self.go_back.clicked.connect(self._on_go_back)
        self._text = QLabel()
        self._text.setWordWrap(True)
        self._progress = QProgressBar()
        self._progress.setRange(0, PROGRESS_STEPS)
        self._progress.setTextVisible(False)
        self._progress.setAccessibleName("Progress of fine-tuning")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for widget in (self._text, self._progress):
            column.addWidget(widget)
        column.addWidget(WrappingRow((self.start, self.cancel, self.keep, self.go_back), 8))

    def _obstacle(self) -> str:
        """Return why fine-tuning cannot start now; empty if it can."""
        if self._session.is_active:
            return IS_ACTIVE
        active = self._session.active_network
        if active is None:
            return NO_NETWORK
        if self._session.shown_run is None:
            return SHIPPED
        if not is_drawable(active.class_names, active.network.input_shape):
            return OTHER_CLASSES
        return "" if self._my_digits.digits else NO_DIGITS

    @Slot()
    def _show_state(self) -> None:
        obstacle = self._obstacle()
        has_result = self._before is not None and not self._is_running
        self.start.setToolTip(obstacle or READY)
        # Not to Keep, Go back or Fine-tune while there is a result: a stray Space would decide about it.
        with handing_on_focus(self, self.cancel, self._gallery if has_result else self.start):
            self.start.setEnabled(not obstacle)
            self.start.setVisible(not self._is_running)
            self.cancel.setVisible(self._is_running)
            self._progress.setVisible(self._is_running)
            self.keep.setVisible(has_result)
            self.go_back.setVisible(has_result)
            self.go_back.setEnabled(not self._session.is_active)
        if not self._is_running and not has_result:
            self._show_text(obstacle or self._outcome or READY, "muted" if obstacle or not self._outcome else "")

    def _show_text(self, text: str, role: str = "") -> None:
        self._text.setText(text)
        mark(self._text, "role", role)

    def _end(self, outcome: str) -> None:
        """Return to the state without fine-tuning, and show its ``outcome``."""
        self._is_running, self._before, self._outcome = False, None, outcome
        self._show_state()

    def _go_back(self, outcome: str) -> None:
        """Show the previous run and network again, and the ``outcome``."""
        before = self._before
        self._end(outcome)
        if before is not None:
            self._session.show(*before)

    @Slot()
    def _on_start(self) -> None:
        run, network = self._session.shown_run, self._session.active_network
        if self._obstacle() or run is None or network is None:
            return
        self._before = run, network
        self._is_running, self._is_cancelled = True, False
        self._progress.setValue(0)
        self._show_text("Getting ready")
        self._session.fine_tune()
        self._show_state()

    @Slot()
    def _on_cancel(self) -> None:
        self._is_cancelled = True
        self._show_text("Cancelling")
        self._session.stop()

    @Slot()
    def _on_keep(self) -> None:
        self._end("Kept. The pad now uses the fine-tuned network.")

    @Slot()
    def _on_go_back(self) -> None:
        self._go_back(UNCHANGED)

    @Slot(object)
    def _on_state_changed(self, state: State) -> None:
        before = self._before
        if self._is_running and state is State.STOPPED and before and self._session.shown_run is before[0]:
            self._end(f"Cancelled. {UNCHANGED}")  # before training started
        self._show_state()

    @Slot(object)
    def _on_progressed(self, progress: Progress) -> None:
        if self._is_running and not self._is_cancelled:
            self._show_text(progress.what)
            self._progress.setValue(round(PROGRESS_STEPS * progress.done / max(1, progress.total)))

    @Slot(object)
    def _on_run_started(self, started: RunStarted) -> None:
        if started.origin is None:
            self._end("")  # a new run replaces a result that was neither kept nor undone

    @Slot(object)
    def _on_batches_finished(self, group: BatchesFinished) -> None:
        run = self._session.shown_run
        if self._is_running and run is not None and not self._is_cancelled:
            count = run.started.origin.learned_digits if run.started.origin else 0
            self._show_text(f"Learning your {'digit' if count == 1 else f'{count} digits'}")
            self._progress.setValue(
                round(PROGRESS_STEPS * float(group.positions[-1]) / run.started.settings.training.epochs)
            )

    @Slot(object)
    def _on_network_changed(self, _active: ActiveNetwork) -> None:
        if not self._is_running:
            self._show_state()

    @Slot(object)
    def _on_run_ended(self, ended: RunEnded) -> None:
        run = self._session.shown_run
        if not self._is_running or run is None or run.started.origin is None:
            self._show_state()
            return
        if ended.reason is RunEndReason.FINISHED and not self._is_cancelled:
            self._is_running = False
            self._show_state()
            self._show_text(_result(run.started.origin, ended))
            return
        has_diverged = ended.reason is RunEndReason.DIVERGED
        end = "Training diverged" if has_diverged else "Cancelled"
        self._go_back(f"{end}. {UNCHANGED}")

    @Slot(object)
    def _on_run_failed(self, _failure: RunFailed) -> None:
        if self._is_running:
            self._go_back(f"Fine-tuning failed. {UNCHANGED}")


def _result(origin: Origin, ended: RunEnded) -> str:
    assert ended.last.my_digits is not None
    my_digits = f"Your digits {percent(origin.my_digits_before.accuracy)} → {percent(ended.last.my_digits.accuracy)}"
    evaluated = f"({origin.held_out} held out)" if origin.held_out else "(all used for training)"
    test = f"test {percent(origin.test_before.accuracy)} → {percent(ended.last.test.accuracy)}"
    # A narrow line breaks between these phrases, not inside them.
    return " ".join(phrase.replace(" ", NO_BREAK_SPACE) for phrase in (my_digits, f"{evaluated},", test))
