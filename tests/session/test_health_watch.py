"""What the window knows about warnings of the shown run, while it trains and when it is shown again."""

from pathlib import Path

import pytest

from nnstudio.engine.events import Metrics
from nnstudio.runs.events import Origin, RunEndReason
from nnstudio.runs.run_warning import Cause
from nnstudio.runs.warning_times import FIRST_STEP
from nnstudio.session import health_watch
from nnstudio.session.active_network import ActiveNetwork
from nnstudio.session.health_watch import HealthWatch
from tests.conftest import small_settings
from tests.session.conftest import SETTINGS
from tests.session.scripted_trainer import batches, ended, evaluated, snapshot, started

ZEROS = small_settings("initializer=zeros")


@pytest.fixture
def watch(session):
    return HealthWatch(session)


@pytest.fixture
def begin(session, say):
    """Begin a run of zero weights that has trained 40 batches."""

    def begin(**words):
        session.run(ZEROS)
        say(started(ZEROS, **words), snapshot(ZEROS, 0), batches(1, *[2.3] * 40))

    return begin


def causes(watch):
    return [warning.cause for warning in watch.warnings]


def test_nothing_is_judged_before_the_first_batches(watch, session, say):
    session.run(ZEROS)
    say(started(ZEROS), snapshot(ZEROS, 0), batches(1, 2.3))
    assert (watch.is_judged, watch.warnings, watch.raised) == (False, (), ())


def test_a_warning_is_shown_with_the_step_at_which_it_was_raised(watch, begin, say):
    begin()
    assert watch.is_judged
    assert causes(watch) == [Cause.SYMMETRIC]
    say(evaluated(1, 40))
    assert [(raised.step, raised.until) for raised in watch.raised] == [(FIRST_STEP, None)]


def test_another_run_begins_without_warnings(watch, begin, say, session):
    begin()
    say(evaluated(1, 40), ended(step=40))
    sound = small_settings()
    session.run(sound)
    say(started(sound, Path("other")), snapshot(sound, 0))
    assert (watch.warnings, watch.raised) == ((), ())


def test_fine_tuning_is_not_judged(watch, begin):
    begin(origin=Origin("run", 12, 3, Metrics(1.0, 0.5, 3), Metrics(0.3, 0.95, 90)))
    assert (watch.is_judged, watch.warnings) == (False, ())


def shown_again(session):
    """Show the run of ``session`` as if it had been opened from its folder."""
    run, network = session.shown_run, session.active_network
    assert isinstance(network, ActiveNetwork)
    session.show(run, network)


def test_a_run_that_is_shown_again_is_judged_from_its_beginning(watch, begin, say, session):
    begin()
    say(evaluated(1, 40), ended(step=40))
    raised = watch.raised
    shown_again(session)
    assert watch.raised == raised


def test_a_long_run_is_judged_in_slices_and_shows_its_warnings_at_the_end(
    watch, begin, say, session, monkeypatch, qtbot
):
    begin()
    say(*(evaluated(epoch, 40) for epoch in range(1, 6)), ended(step=40))
    raised = watch.raised
    monkeypatch.setattr(health_watch, "SLICE", 0)
    shown_again(session)
    assert watch.warnings == ()
    qtbot.waitUntil(lambda: causes(watch) == [Cause.SYMMETRIC])
    assert watch.raised == raised


@pytest.fixture
def failures(watch):
    """The causes of failures that were reported, None where one was taken back."""
    causes = []
    watch.failure_changed.connect(lambda failure: causes.append(failure and failure.cause))
    return causes


def test_a_loss_above_guessing_is_reported_once_and_taken_back_when_it_falls(failures, running, say):
    say(evaluated(0, 0, loss=2.3), batches(1, 2.3), evaluated(1, 25, loss=3.0), evaluated(2, 50, loss=3.5))
    assert failures == [Cause.RATE_TOO_HIGH]
    say(evaluated(3, 75, loss=1.0))
    assert failures == [Cause.RATE_TOO_HIGH, None]


def test_a_divergence_is_reported_when_the_run_ends(watch, failures, running, say):
    say(evaluated(0, 0, loss=2.3), batches(1, 2.3), ended(RunEndReason.DIVERGED))
    assert failures == [Cause.DIVERGED]
    assert [warning.cause for warning in watch.warnings] == [Cause.DIVERGED]


def test_what_is_reported_is_one_of_the_warnings(watch, failures, running, say):
    say(batches(1, *[50.0] * 200))
    assert failures == [Cause.RATE_TOO_HIGH]
    assert [warning.cause for warning in watch.warnings] == failures


def test_a_failure_stays_when_the_run_ends_and_goes_when_the_next_begins(failures, running, say):
    say(batches(1, 2.3), evaluated(1, 25, loss=3.0), ended())
    assert failures == [Cause.RATE_TOO_HIGH]
    running.run(SETTINGS)
    say(started(SETTINGS))
    assert failures == [Cause.RATE_TOO_HIGH, None]
