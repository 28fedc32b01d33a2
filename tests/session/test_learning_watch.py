"""The watch over a run that goes on: a problem is reported once, and taken back when it is over."""

from dataclasses import replace

import pytest

from nnstudio.engine.events import Metrics
from nnstudio.runs.events import Origin, RunEndReason
from nnstudio.runs.learning_problem import ProblemKind
from nnstudio.session.learning_watch import LearningWatch
from tests.session.conftest import SETTINGS
from tests.session.scripted_trainer import batches, ended, evaluated, started


@pytest.fixture
def problems(session):
    """The kinds of the problems that were reported, None where one was taken back."""
    watch, kinds = LearningWatch(session, session), []
    watch.problem_changed.connect(lambda problem: kinds.append(problem and problem.kind))
    return kinds


def test_a_loss_above_guessing_is_reported_once_and_taken_back_when_it_falls(problems, running, say):
    say(evaluated(0, 0, loss=2.3), batches(1, 2.3), evaluated(1, 25, loss=3.0), evaluated(2, 50, loss=3.5))
    assert problems == [ProblemKind.WORSE_THAN_GUESSING]
    say(evaluated(3, 75, loss=1.0))
    assert problems == [ProblemKind.WORSE_THAN_GUESSING, None]


def test_a_divergence_is_reported_when_the_run_ends(problems, running, say):
    say(evaluated(0, 0, loss=2.3), batches(1, 2.3), ended(RunEndReason.DIVERGED))
    assert problems == [ProblemKind.DIVERGED]


def test_a_problem_stays_when_the_run_ends_and_goes_when_the_next_begins(problems, running, say):
    say(evaluated(1, 25, loss=3.0), ended())
    assert problems == [ProblemKind.WORSE_THAN_GUESSING]
    running.run(SETTINGS)
    say(started(SETTINGS))
    assert problems == [ProblemKind.WORSE_THAN_GUESSING, None]


def test_fine_tuning_is_not_watched(problems, session, say):
    origin = Origin("base", 24, 6, my_digits_before=Metrics(0.9, 0.4, 6), test_before=Metrics(0.1, 0.95, 100))
    session.run(SETTINGS)
    say(replace(started(SETTINGS), origin=origin), evaluated(1, 25, loss=3.0), ended(RunEndReason.DIVERGED))
    assert problems == []
