"""What the command line says of a run, from its events."""

from dataclasses import replace

import pytest

from nnstudio.cli.headless_run import Report
from nnstudio.engine.events import Metrics
from nnstudio.runs.events import Origin, WritingFailed, WritingResumed
from tests.conftest import small_settings
from tests.session.scripted_trainer import batches, evaluated, started

SETTINGS = small_settings()
ORIGIN = Origin("base", 24, 6, my_digits_before=Metrics(0.9, 0.4, 6), test_before=Metrics(0.1, 0.95, 100))


@pytest.fixture
def said(capsys):
    """Show events and return what the report said of them on stderr."""

    def said(*events):
        report = Report(is_quiet=False, has_bar=False)
        for event in events:
            report.show(event)
        return capsys.readouterr().err

    return said


def test_batches_far_above_guessing_are_warned_of_before_the_first_epoch_is_over(said):
    text = said(started(SETTINGS), evaluated(0, 0, loss=2.3), batches(1, *[50.0] * 200))
    assert text.count("warning: Learning rate too high. The mean loss of the last 100 batches is 50") == 1


def test_a_leap_of_the_batches_is_known_when_the_network_only_guesses(said):
    guessing = replace(evaluated(1, 3), training=Metrics(2.303, 0.1, 100))
    assert "units may be dead" in said(started(SETTINGS), batches(1, 2.3, 80.0, 2.3), guessing)


def test_fine_tuning_is_not_judged_as_in_the_window(said):
    assert "warning" not in said(started(SETTINGS, origin=ORIGIN), evaluated(1, 25, loss=3.0))


def test_a_run_that_waits_for_its_folder_is_reported_even_if_nothing_else_is(capsys):
    report = Report(is_quiet=True, has_bar=False)
    report.show(WritingFailed("The disk is full. Free some space."))
    report.show(WritingResumed())
    assert capsys.readouterr().err.splitlines() == [
        "waiting: The disk is full. Free some space. Nothing is lost; training goes on when that is mended",
        "the run's folder can be written again; training goes on",
    ]
