"""Training as the window sees it: its state, its history, and which actions are allowed."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Slot

from nnstudio.data.dataset import DatasetSource, Progress
from nnstudio.data.folders import DataFolders
from nnstudio.engine.events import Evaluated, EvaluationAdvanced
from nnstudio.inspection.novelty import NoveltyDetector
from nnstudio.runs.events import (
    BatchesFinished,
    LayersMeasured,
    LiveSettingsChanged,
    NoveltyDetectorFitted,
    Paused,
    Resumed,
    RunContinued,
    RunEnded,
    RunStarted,
    WritingFailed,
    WritingResumed,
)
from nnstudio.runs.history import History
from nnstudio.runs.recorded_run import continued_history
from nnstudio.runs.saved_run import SavedRunError
from nnstudio.runs.settings import RunSettings
from nnstudio.session.active_network import ActiveNetwork, ShownRun
from nnstudio.session.session_facts import SessionFacts
from nnstudio.session.snapshot import Snapshot
from nnstudio.session.snapshot_requests import SnapshotRequests
from nnstudio.session.state import CHANGEABLE, END_STATES, Action, State
from nnstudio.session.trainer_link import TrainerLink
from nnstudio.training.host import Trainer, TrainerProcess
from nnstudio.training.messages import (
    Beginning,
    Branch,
    ChangeSettings,
    Continue,
    FineTune,
    GoOn,
    Message,
    Pause,
    Preload,
    RunCancelled,
    RunFailed,
    Start,
    Stop,
    TakeSnapshot,
    TrainOn,
    Until,
)


class TrainingSession(SessionFacts):
    """The only object that knows the trainer; everything in the window listens to the session."""

    def __init__(
        self,
        folders: DataFolders,
        runs: Path,
        parent: QObject | None = None,
        start_trainer: Callable[[], Trainer] = TrainerProcess,
    ) -> None:
        super().__init__(parent)
        self.folders = folders
        self.runs = runs
        self._detector: NoveltyDetector | None = None  # of the current run, once its training is over
        self._link = TrainerLink(start_trainer, self)
        self._link.reported.connect(self._take)
        self._link.ended.connect(self._take)  # None where the trainer did not fail
        self._is_closed = False
        self._snapshots = SnapshotRequests(lambda: self._link.send(TakeSnapshot()), self)

    @property
    def trainer_process_id(self) -> int | None:
        """The operating system's id of the trainer's process, or None where there is none."""
        return self._link.process_id

    def warm_up(self) -> None:
        """Start the trainer's process now, so that the first run starts without delay."""
        if not self._is_closed:
            self._link.start()

    def preload(self, source: DatasetSource) -> None:
        """Let the trainer generate the pictures of ``source`` while it has nothing to do, unless it has done so."""
        self.warm_up()
        if not self.is_active:
            self._link.send(Preload(source, self.folders))

    def run(self, settings: RunSettings, until: Until = Until.END) -> None:
        """Start a run, unless another is in progress."""
        if not self.allows(Action.RUN) or self._is_closed:
            return
        self._launch(Start(settings, self.folders, self.runs, until))

    def fine_tune(self) -> None:
        """Start a run in which the active network learns the user's digits."""
        active = self.active_network
        if not self.allows(Action.RUN) or self._is_closed or active is None:
            return
        self._launch(FineTune(active.folder, active.parameters, self.folders, self.runs))

    def train_on(self, settings: RunSettings) -> None:
        """Train the run that is shown further, with the live ``settings``, unless a run is in progress."""
        if (run := self._run_to_train_on) is not None:
            self._launch(TrainOn(run.started.folder, settings, self.folders))

    def branch(self, settings: RunSettings, step: int) -> None:
        """Start a run that leaves the shown one at its snapshot of ``step``, unless a run is in progress."""
        run = self.shown_run
        if run is not None and self.allows(Action.RUN) and not self._is_closed:
            self._launch(Branch(run.started.folder, step, settings, self.folders, self.runs))

    def go_on(self) -> None:
        """Continue the run that is shown, which was interrupted, from its checkpoint, unless a run is in progress."""
        if (run := self._run_to_train_on) is not None:
            self._launch(GoOn(run.started.folder, run.settings, self.folders))

    @property
    def _run_to_train_on(self) -> ShownRun | None:
        run = self.shown_run
        is_possible = self.allows(Action.TRAIN_ON) and not self._is_closed
        return run if run is not None and is_possible and not run.obstacle_to_train_on else None

    def show(self, run: ShownRun, network: ActiveNetwork) -> None:
        """Show an earlier run again and predict with one of its networks, unless a run is in progress."""
        if self.is_active:
            return
        self._enter(END_STATES[run.ended.reason] if run.ended else State.STOPPED)
        self._show_run(run)
        self._activate(network)

    def show_network(self, network: ActiveNetwork) -> None:
        """Predict with ``network``, the shown run's at another moment, unless training changes the network."""
        if self.state is State.PAUSED or not self.is_active:
            self._activate(network)

    def begin_with(self, network: ActiveNetwork) -> None:
        """Predict with ``network``, which belongs to no run that is shown, until there is another."""
        if self.active_network is None:
            self._activate(network)

    def step(self, settings: RunSettings, until: Until) -> None:
        """Train for one more batch or epoch; start a run with ``settings`` where none is in progress."""
        if self.allows(Action.RUN):
            self.run(settings, until)
        elif self.allows(Action.STEP):
            self._continue(until)

    def pause(self) -> None:
        """Pause training after the current batch."""
        if self.allows(Action.PAUSE):
            self._link.send(Pause())
            self._enter(State.PAUSING)

    def resume(self) -> None:
        """Continue training."""
        if self.allows(Action.RESUME):
            self._continue(Until.END)

    def stop(self) -> None:
        """End the run after the current batch, and keep the network."""
        if self.allows(Action.STOP):
            self._link.send(Stop())
            self._enter(State.STOPPING)

    def change(self, settings: RunSettings) -> None:
        """Send ``settings`` to the current run, which adopts those that are live."""
        if self.state in CHANGEABLE:
            self._link.send(ChangeSettings(settings))

    def show_saved(self, weights: str) -> None:
        """Predict with the ``last`` or the ``best`` weights of the run that is over."""
        run = self.shown_run
        if run is None or not self.has_saved:
            return
        try:
            network = ActiveNetwork.saved_of(run, weights)
        except SavedRunError as error:
            self.weights_unreadable.emit(str(error))
        else:
            self._activate(network)

    def close(self) -> None:
        """End the run, the process and the thread; everything that was shown is in the run's folder."""
        self._is_closed = True
        self._snapshots.end()
        self._link.end()

    def _launch(self, command: Beginning) -> None:
        self.warm_up()
        self.begun_by = command
        self._link.send(command)
        self._enter(State.LOADING)

    def _continue(self, until: Until) -> None:
        self._link.send(Continue(until))
        self._enter(State.RUNNING)

    def _enter(self, state: State) -> None:
        self.state = state
        if state is State.RUNNING:
            self._snapshots.begin()
        else:
            self._snapshots.end()
        self.state_changed.emit(state)

    @Slot(object)
    def _take(self, message: Message | Snapshot | None) -> None:
        """Record a message from the trainer and notify the window; every kind of message is handled here."""
        match message:
            case BatchesFinished():
                self.history.add_batches(message)
                self.batches_finished.emit(message)
            case Snapshot():
                self._take_snapshot(message)
            case EvaluationAdvanced():
                self.evaluation_advanced.emit(message)
            case Evaluated():
                self.history.add_evaluation(message)
                self.evaluated.emit(message)
            case LayersMeasured():
                self.history.add_layers(message)
            case Progress():
                self.progressed.emit(message)
            case RunStarted():
                self._begin(message, History(message.settings.training.stopping.monitored, message.training_count))
            case RunContinued():
                self._begin(message.started, self._continued_history(message))
            case Resumed():
                self.history.add_pause(message)
            case Paused():
                self.history.add_pause(message)
                if self.state in (State.RUNNING, State.PAUSING):
                    self._enter(State.PAUSED)
            case WritingFailed(text):
                self._enter(State.PAUSED)
                self.writing_failed.emit(text)
            case WritingResumed():
                self.writing_resumed.emit()
            case LiveSettingsChanged():
                if self.shown_run is not None:
                    self.shown_run = self.shown_run.changed(message)
                self.live_settings_changed.emit(message)
            case NoveltyDetectorFitted(detector):
                self._detector = detector  # a snapshot of the final parameters follows
            case RunEnded():
                self._update_shown_run(ended=message)
                self._enter(END_STATES[message.reason])
                self.run_ended.emit(message)
            case RunCancelled():
                self._enter(State.STOPPED)
            case RunFailed():
                self._enter(State.FAILED)
                self.run_failed.emit(message)

    def _begin(self, started: RunStarted, history: History) -> None:
        self._detector = None
        self._show_run(ShownRun(started, history, started.settings))
        if self.state is State.LOADING:  # before the signal: whoever hears it may change live settings
            self._enter(State.RUNNING)
        self.run_started.emit(started)

    def _continued_history(self, event: RunContinued) -> History:
        run = self.shown_run
        is_shown = run is not None and run.started.folder == event.started.folder
        return continued_history(self.history if is_shown else History(), event)

    def _show_run(self, run: ShownRun) -> None:
        self.shown_run = run
        self.shown_run_changed.emit(run)

    def _update_shown_run(self, **changes: Any) -> None:
        if self.shown_run is not None:
            self.shown_run = replace(self.shown_run, **changes)

    def _take_snapshot(self, snapshot: Snapshot) -> None:
        if self.shown_run is not None:
            epoch = self.history.position_of(snapshot.step)
            self._activate(ActiveNetwork.of(snapshot, self.shown_run.started, self._detector, epoch))

    def _activate(self, network: ActiveNetwork) -> None:
        self.active_network = network
        self._snapshots.note_arrival()
        self.network_changed.emit(network)
