"""The table of states: what each allows, read from the side of whoever presses."""

import pytest

from nnstudio.runs.events import RunEndReason
from nnstudio.session.state import ACTIVE, ALLOWED, END_STATES, Action, State


def where(action):
    return {state for state in State if action in ALLOWED[state]}


def test_a_run_goes_on_from_loading_until_it_has_stopped():
    assert set(State) - ACTIVE == {State.IDLE, State.FINISHED, State.STOPPED, State.DIVERGED, State.FAILED}


def test_a_run_begins_wherever_none_goes_on_and_nowhere_else():
    assert where(Action.RUN) == set(State) - ACTIVE


def test_stop_is_allowed_all_the_while_a_run_goes_on_until_it_is_stopping():
    assert where(Action.STOP) == ACTIVE - {State.STOPPING}


def test_only_a_run_that_trains_is_paused_and_only_a_paused_one_resumed():
    assert where(Action.PAUSE) == {State.RUNNING}
    assert where(Action.RESUME) == {State.PAUSED}


def test_a_step_begins_a_run_or_goes_on_with_a_paused_one():
    assert where(Action.STEP) == where(Action.RUN) | where(Action.RESUME)


@pytest.mark.parametrize("reason", list(RunEndReason))
def test_every_end_of_a_run_leads_to_a_state_from_which_another_begins(reason):
    assert Action.RUN in ALLOWED[END_STATES[reason]]


def test_a_run_that_stopped_early_has_finished_and_the_others_are_told_by_their_names():
    assert END_STATES[RunEndReason.STOPPED_EARLY] is State.FINISHED
    for reason in set(RunEndReason) - {RunEndReason.STOPPED_EARLY}:
        assert END_STATES[reason].value == reason.value
