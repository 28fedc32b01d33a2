"""What a session tells the window."""

from PySide6.QtCore import QObject, Signal


class SessionSignals(QObject):
    """The signals of the `TrainingSession`, each a fact."""

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
