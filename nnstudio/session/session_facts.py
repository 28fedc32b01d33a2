"""What the window can know of a session: its state, its run, its network, and the signals that tell of changes."""

from PySide6.QtCore import QObject, Signal

from nnstudio.runs.history import History
from nnstudio.session.active_network import ActiveNetwork, ShownRun
from nnstudio.session.state import ACTIVE, ALLOWED, Action, State
from nnstudio.training.messages import Beginning


class SessionFacts(QObject):
    """What there is to know of a `TrainingSession`, which alone changes it; each signal is a fact in the past tense."""

    state_changed = Signal(object)
    progressed = Signal(object)
    run_started = Signal(object)
    batches_finished = Signal(object)
    evaluation_advanced = Signal(object)
    evaluated = Signal(object)
    network_changed = Signal(object)
    """Another network or other parameters predict from now on: an `ActiveNetwork`."""
    shown_run_changed = Signal(object)
    """Another run is shown, a new or an earlier one: a `ShownRun`."""
    live_settings_changed = Signal(object)
    run_ended = Signal(object)
    run_failed = Signal(object)
    writing_failed = Signal(str)
    """The run waits because its folder cannot be written: a message for the user; `resume` tries again."""
    writing_resumed = Signal()
    weights_unreadable = Signal(str)
    """The last or the best weights could not be read from the run's folder: a message for the user."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state = State.IDLE
        self.active_network: ActiveNetwork | None = None
        self.shown_run: ShownRun | None = None
        self.begun_by: Beginning | None = None
        """The command that began the current run, or the last one."""

    def allows(self, action: Action) -> bool:
        """Return whether ``action`` has an effect in the current state."""
        return action in ALLOWED[self.state]

    @property
    def history(self) -> History:
        """The history of the run that is shown; empty where there is none."""
        return self.shown_run.history if self.shown_run else History()

    @property
    def is_active(self) -> bool:
        """Whether a run is in progress."""
        return self.state in ACTIVE

    @property
    def has_saved(self) -> bool:
        """Whether the run that is shown is over and has been evaluated at least once."""
        return not self.is_active and bool(self.history.evaluations)
