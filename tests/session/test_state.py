"""The table of states: in which of them each action is allowed."""

import pytest

from nnstudio.runs.events import RunEndReason
from nnstudio.session.state import ACTIVE, ALLOWED, END_STATES, Action, State


def where(action):
    return {state for state in State if action in ALLOWED[state]}


def test_a_run_is_in_progress_from_loading_until_it_has_ended():
    assert set(State) - ACTIVE == {State.IDLE, State.FINISHED, State.STOPPED, State.DIVERGED, State.FAILED}


def test_a_run_can_be_started_exactly_where_none_is_in_progress():
    assert where(Action.RUN) == set(State) - ACTIVE


def test_a_run_in_progress_can_be_stopped_also_a_second_time():
    assert where(Action.STOP) == ACTIVE


def test_a_run_can_be_trained_on_when_it_is_over_unless_it_diverged():
    assert where(Action.TRAIN_ON) == {State.FINISHED, State.STOPPED, State.FAILED}


def test_only_a_running_run_can_be_paused_and_only_a_paused_one_resumed():
    assert where(Action.PAUSE) == {State.RUNNING}
    assert where(Action.RESUME) == {State.PAUSED}


def test_a_step_starts_a_run_or_continues_a_paused_one():
    assert where(Action.STEP) == where(Action.RUN) | where(Action.RESUME)


@pytest.mark.parametrize("reason", list(RunEndReason))
def test_another_run_can_be_started_after_every_kind_of_end(reason):
    assert Action.RUN in ALLOWED[END_STATES[reason]]


def test_early_stopping_ends_in_finished_and_other_reasons_in_the_state_of_their_name():
    assert END_STATES[RunEndReason.STOPPED_EARLY] is State.FINISHED
    for reason in set(RunEndReason) - {RunEndReason.STOPPED_EARLY}:
        assert END_STATES[reason].value == reason.value
