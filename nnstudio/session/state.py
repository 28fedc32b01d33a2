"""The states of training and what each allows."""

from enum import StrEnum

from nnstudio.runs.events import RunEndReason


class State(StrEnum):
    """The state of training."""

    IDLE = "idle"
    LOADING = "loading"
    RUNNING = "running"
    PAUSING = "pausing"
    PAUSED = "paused"
    STOPPING = "stopping"
    FINISHED = "finished"
    STOPPED = "stopped"
    DIVERGED = "diverged"
    FAILED = "failed"


class Action(StrEnum):
    """What the user can do to training."""

    RUN = "run"
    PAUSE = "pause"
    RESUME = "resume"
    STEP = "step"
    STOP = "stop"
    TRAIN_ON = "train on"


_OVER = frozenset({Action.RUN, Action.STEP})
_CAN_TRAIN_ON = _OVER | {Action.TRAIN_ON}

ALLOWED: dict[State, frozenset[Action]] = {
    State.IDLE: _OVER,
    State.LOADING: frozenset({Action.STOP}),
    State.RUNNING: frozenset({Action.PAUSE, Action.STOP}),
    State.PAUSING: frozenset({Action.STOP}),
    State.PAUSED: frozenset({Action.RESUME, Action.STEP, Action.STOP}),
    State.STOPPING: frozenset({Action.STOP}),  # again: leaves out the last evaluation on the training set
    State.FINISHED: _CAN_TRAIN_ON,
    State.STOPPED: _CAN_TRAIN_ON,
    State.DIVERGED: _OVER,
    State.FAILED: _CAN_TRAIN_ON,
}

END_STATES = {
    RunEndReason.FINISHED: State.FINISHED,
    RunEndReason.STOPPED_EARLY: State.FINISHED,
    RunEndReason.STOPPED: State.STOPPED,
    RunEndReason.DIVERGED: State.DIVERGED,
}

ACTIVE = frozenset({State.LOADING, State.RUNNING, State.PAUSING, State.PAUSED, State.STOPPING})
"""A run is in progress; settings that are not live apply only to the next one."""

CHANGEABLE = ACTIVE - {State.LOADING}
"""A run has started, and its live settings can be changed."""
