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


_OVER = frozenset({Action.RUN, Action.STEP})

ALLOWED: dict[State, frozenset[Action]] = {
    State.IDLE: _OVER,
    State.LOADING: frozenset({Action.STOP}),
    State.RUNNING: frozenset({Action.PAUSE, Action.STOP}),
    State.PAUSING: frozenset({Action.STOP}),
    State.PAUSED: frozenset({Action.RESUME, Action.STEP, Action.STOP}),
    State.STOPPING: frozenset(),
    State.FINISHED: _OVER,
    State.STOPPED: _OVER,
    State.DIVERGED: _OVER,
    State.FAILED: _OVER,
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
