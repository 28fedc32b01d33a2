from dataclasses import replace

import pytest

from nnstudio.session.state import State
from nnstudio.ui.results import stopping_status
from nnstudio.ui.results.stopping_status import StoppingStatus
from tests.conftest import small_settings
from tests.session.scripted_trainer import evaluated
from tests.ui.results.conftest import network_at, over


@pytest.fixture
def status(qtbot, session):
    status = StoppingStatus(session)
    qtbot.addWidget(status)
    return status


def test_it_says_how_long_nothing_has_become_better_while_the_run_goes_on(status, session, monkeypatch):
    monkeypatch.setattr(stopping_status, "INTERVAL", 0)
    run = replace(over(), settings=small_settings("stopping=early loss 5"))
    session.show(run, network_at(2))
    assert status.text() == ""  # the run is over
    session.state = State.RUNNING
    for epoch in (2, 3):
        event = evaluated(epoch, 2, loss=0.9)
        run.history.add_evaluation(event)
        session.evaluated.emit(event)
    assert status.text() == "Early stopping: no better for 2 of 5 epochs"
    run.history.patience_from = 3
    session.evaluated.emit(event)
    assert status.text() == "Early stopping: best loss so far"


def test_evaluations_that_follow_each_other_fast_do_not_make_it_flicker(status, session):
    run = replace(over(), settings=small_settings("stopping=early loss 5"))
    session.show(run, network_at(2))
    session.state = State.RUNNING
    for epoch in (2, 3):
        event = evaluated(epoch, 2, loss=0.9)
        run.history.add_evaluation(event)
        session.evaluated.emit(event)
    assert status.text() == "Early stopping: no better for 1 of 5 epochs"
