"""What tool bar, title and status bar say of the run that is shown, whatever comes of the next one."""

from dataclasses import replace
from types import SimpleNamespace

import pytest
from PySide6.QtWidgets import QLabel, QMainWindow, QMenu, QProgressBar

from nnstudio.runs.events import RunEndReason
from nnstudio.runs.history import History
from nnstudio.runs.recorded_run import RecordedRun, interrupted_end
from nnstudio.session.active_network import ShownRun
from nnstudio.session.state import State
from nnstudio.session.workspace import Workspace
from nnstudio.training.messages import RunFailed
from nnstudio.ui.results.result_card import ResultCard
from nnstudio.ui.results.stopping_status import StoppingStatus
from nnstudio.ui.run_status import RunStatus
from nnstudio.ui.status_bar import StatusBar
from nnstudio.ui.window_title import WindowTitle, title_of
from tests.conftest import small_settings
from tests.session.scripted_trainer import batches, evaluated, result, started
from tests.ui.results.conftest import FOLDER, SETTINGS, network_at, over
from tests.ui.window import show_in_window

REFUSED = RunFailed("Fashion-MNIST is not on this computer.", "", "Fashion-MNIST")


@pytest.fixture
def refuse(session, trainers, qtbot):
    """Press Run, and let the trainer refuse it."""

    def refuse():
        session.run(SETTINGS)
        with qtbot.waitSignal(session.run_failed):
            trainers[-1].say(REFUSED)

    return refuse


@pytest.fixture
def status(qtbot, session):
    status = RunStatus(session, SimpleNamespace(add=lambda draw: None))
    qtbot.addWidget(status)
    return status


class CompleteLibrary:
    """A library of data sets that has all of them."""

    download_changed = SimpleNamespace(connect=lambda slot: None)

    def is_present(self, _source):
        return True


def interrupted():
    """Return a run of two epochs that was closed in the middle of the second."""
    history = History()
    history.add_evaluation(evaluated(0, 0, loss=2.3))
    history.add_batches(batches(1, *[2.0] * 25))
    history.add_evaluation(evaluated(1, 25, loss=0.5))
    history.add_batches(batches(26, *[2.0] * 10))
    begun = started(SETTINGS, FOLDER)
    return ShownRun(begun, history, SETTINGS, interrupted_end(RecordedRun(begun, history, SETTINGS, None)))


def test_a_run_that_is_refused_leaves_the_finished_one_as_it_was(status, session, show, refuse):
    show()
    before = status.progress_text
    refuse()
    assert session.state is State.FAILED
    assert status.progress_text == before == "Epoch 1 · finished"


def test_a_first_run_that_is_refused_leaves_the_tool_bar_ready(status, session, refuse):
    refuse()
    assert status.progress_text == "Ready"


def test_a_run_that_fails_after_it_began_has_failed(status, session, trainers, qtbot):
    session.run(SETTINGS)
    with qtbot.waitSignal(session.run_failed):
        trainers[-1].say(started(SETTINGS), REFUSED)
    assert status.progress_text == "Failed"


def test_an_endless_run_that_was_stopped_early_is_complete(status, session):
    endless = replace(over(reason=RunEndReason.STOPPED_EARLY), settings=small_settings("epochs=0"))
    session.show(endless, network_at(2))
    assert status.progress_text == "Epoch 1 · stopped early"
    bar = status.findChild(QProgressBar)
    assert bar.value() == bar.maximum()


def test_an_interrupted_run_has_a_card_that_says_so_with_what_was_measured(qtbot, session, status):
    card = ResultCard(session, QMenu())
    window = show_in_window(qtbot, card, 700, 160)
    bar = StatusBar(session, Workspace(SETTINGS), CompleteLibrary())
    qtbot.addWidget(bar)
    session.show(interrupted(), network_at(25))
    assert card.isVisible()
    assert "interrupted at epoch 1.4, before the run was over" in card.text
    assert "Last and best by loss, epoch 1" in [label.text() for label in card.findChildren(QLabel)]
    assert "test        not evaluated" in card.text
    assert card.predicting == "last and best"
    assert status.progress_text == "Epoch 2 · stopped"
    assert bar.result == "Not evaluated on the test set, kept in a-run"
    window.close()


def test_a_run_that_was_interrupted_before_its_first_evaluation_is_not_called_ready(status, session):
    begun = started(SETTINGS, FOLDER)
    assert interrupted_end(RecordedRun(begun, History(), SETTINGS, None)) is None
    session.show(ShownRun(begun, History(), SETTINGS), network_at(0))
    assert status.progress_text == "Interrupted"


def test_the_card_of_a_run_that_was_stopped_by_hand_does_not_claim_restored_weights():
    run = over(reason=RunEndReason.STOPPED, step=3, last=result(2), best=result(2))
    assert not run.ended.has_restored_best


def test_while_the_next_run_loads_the_title_is_still_that_of_the_finished_one(qtbot, session, show):
    window = QMainWindow()
    qtbot.addWidget(window)
    WindowTitle(window, session)
    show()
    before = window.windowTitle()
    session.run(SETTINGS)
    assert session.state is State.LOADING
    assert window.windowTitle() == before


@pytest.mark.parametrize(("count", "epoch"), [(1, 1), (25, 1), (26, 2), (50, 2)])
def test_the_title_counts_the_epochs_of_a_run_that_goes_on_as_the_tool_bar_does(count, epoch):
    history = History()
    history.add_batches(batches(1, *[2.3] * count))
    said = title_of(ShownRun(started(SETTINGS), history, SETTINGS), is_going_on=True)
    assert said.endswith(f"epoch {epoch} of 2")


@pytest.mark.parametrize(
    ("losses", "said"),
    [
        ([], "MNIST 16 · untrained"),
        ([2.3], "MNIST 16 · batch 1"),
        ([2.3] * 10, "MNIST 16 · epoch 0.4 of 2"),
        ([2.3] * 50, "MNIST 16 · epoch 2 of 2"),
    ],
)
def test_the_title_of_a_run_that_is_over_has_no_epoch_0(losses, said):
    history = History()
    if losses:
        history.add_batches(batches(1, *losses))
    assert title_of(ShownRun(started(SETTINGS), history, SETTINGS), is_going_on=False) == said


def test_while_the_next_run_loads_nothing_is_said_of_the_last_one_s_early_stopping(qtbot, session):
    status = StoppingStatus(session)
    qtbot.addWidget(status)
    session.show(replace(over(), settings=small_settings("stopping=early loss 5")), network_at(2))
    session.run(SETTINGS)
    assert session.state is State.LOADING
    assert status.text() == ""
