"""Background work: it reports in the window's thread and ends on request."""

import threading
import time

import pytest
from PySide6.QtCore import QCoreApplication, QObject, QThread, QTimer

from nnstudio.data.dataset import Progress
from nnstudio.session.background_task import BackgroundTask
from nnstudio.session.pen_activity import PenActivity

TIMEOUT = 20_000


@pytest.fixture
def task(qtbot):
    task = BackgroundTask("work of a test")
    yield task
    task.close()


def count_to(end, result=None):
    for number in range(end):
        yield Progress("Counting", number, end)
    return result


def work_until(released, closed=None):
    try:
        while not released.wait(0.01):
            yield Progress("Waiting", 0, 1)
    finally:
        if closed is not None:
            closed.set()
    return "released"


def test_work_runs_in_another_thread_and_reports_its_result_in_that_of_the_window(qtbot, task):
    threads = []

    def work():
        threads.append(threading.current_thread())
        yield Progress("Working", 0, 1)
        return 42

    task.succeeded.connect(lambda _result: threads.append(QThread.currentThread() == task.thread()))
    with qtbot.waitSignal(task.succeeded, timeout=TIMEOUT) as done:
        task.start(work())
    assert done.args == [42]
    assert threads[0] is not threading.current_thread()
    assert threads[1] is True
    assert not task.is_active


def test_a_thousand_quick_steps_give_few_progress_reports(qtbot, task):
    reported = []
    task.progressed.connect(reported.append)
    with qtbot.waitSignal(task.succeeded, timeout=TIMEOUT):
        task.start(count_to(1000))
    assert reported[0] == Progress("Counting", 0, 1000)
    assert len(reported) < 200


def test_an_exception_is_reported(qtbot, task):
    def fail():
        yield Progress("Working", 0, 1)
        raise ArithmeticError("a fault for this test")

    with qtbot.waitSignal(task.failed, timeout=TIMEOUT) as failed:
        task.start(fail())
    assert str(failed.args[0]) == "a fault for this test"


def test_cancelled_work_is_closed_and_reports_no_result(qtbot, task):
    closed, results = threading.Event(), []
    task.succeeded.connect(results.append)
    with qtbot.waitSignal(task.progressed, timeout=TIMEOUT):
        task.start(work_until(threading.Event(), closed))
    with qtbot.waitSignal(task.cancelled, timeout=TIMEOUT):
        task.cancel()
    assert closed.is_set()
    assert results == []


def test_work_that_is_started_later_replaces_the_work_in_progress(qtbot, task):
    results, cancellations = [], []
    task.succeeded.connect(results.append)
    task.cancelled.connect(lambda: cancellations.append(True))
    task.start(work_until(threading.Event()))
    task.start(count_to(3, "never begun"))
    with qtbot.waitSignal(task.succeeded, timeout=TIMEOUT):
        task.start(count_to(3, "newest"))
    assert results == ["newest"]
    assert cancellations == []


def test_work_can_be_started_again_after_it_was_cancelled(qtbot, task):
    task.start(work_until(threading.Event()))
    task.cancel()
    with qtbot.waitSignal(task.succeeded, timeout=TIMEOUT) as done:
        task.start(count_to(3, "anew"))
    assert done.args == ["anew"]


def test_closing_ends_the_work_and_nothing_starts_afterwards(qtbot, task):
    closed = threading.Event()
    with qtbot.waitSignal(task.progressed, timeout=TIMEOUT):
        task.start(work_until(threading.Event(), closed))
    task.close()
    assert closed.is_set()
    task.start(count_to(3))
    assert not task.is_active


def test_closing_right_after_starting_leaves_nothing_running(task):
    task.start(count_to(3))
    task.close()
    assert not task.is_active


def test_the_thread_has_the_name_of_the_work(qtbot, task):
    names = []

    def work():
        names.append(QThread.currentThread().objectName())
        yield Progress("Working", 0, 1)

    with qtbot.waitSignal(task.succeeded, timeout=TIMEOUT):
        task.start(work())
    assert names == ["work of a test"]


def test_a_task_is_active_from_the_start_until_its_end_is_reported(qtbot, task):
    active = []
    task.succeeded.connect(lambda _result: active.append(task.is_active))
    assert task.is_active is False
    with qtbot.waitSignal(task.succeeded, timeout=TIMEOUT):
        task.start(count_to(3))
        assert task.is_active is True
    assert active == [False]


def test_work_can_be_started_after_other_work_has_ended_or_failed(qtbot, task):
    def fail():
        raise ArithmeticError("a fault for this test")
        yield

    results = []
    task.succeeded.connect(results.append)
    for number in range(2):
        with qtbot.waitSignal(task.succeeded, timeout=TIMEOUT):
            task.start(count_to(2, number))
        with qtbot.waitSignal(task.failed, timeout=TIMEOUT):
            task.start(fail())
    assert results == [0, 1]


def test_replaced_work_reports_no_failure(qtbot, task):
    failures, reached, released = [], threading.Event(), threading.Event()
    task.failed.connect(failures.append)

    def fail():
        reached.set()
        assert released.wait(TIMEOUT / 1000)
        raise ArithmeticError("an error of work that was replaced")
        yield

    task.start(fail())
    assert reached.wait(TIMEOUT / 1000)
    task.start(count_to(3, "newest"))
    with qtbot.waitSignal(task.succeeded, timeout=TIMEOUT) as done:
        released.set()
    assert done.args == ["newest"]
    assert failures == []


def test_work_that_ends_while_it_is_being_cancelled_counts_as_cancelled(qtbot, task):
    reached, released, reported = threading.Event(), threading.Event(), []
    task.succeeded.connect(reported.append)
    task.progressed.connect(reported.append)

    def work():
        reached.set()
        assert released.wait(TIMEOUT / 1000)
        return 42
        yield

    task.start(work())
    assert reached.wait(TIMEOUT / 1000)
    task.cancel()
    with qtbot.waitSignal(task.cancelled, timeout=TIMEOUT):
        released.set()
    assert reported == []
    assert not task.is_active


def test_cancelling_also_drops_the_work_that_was_to_follow(qtbot, task):
    results = []
    task.succeeded.connect(results.append)
    task.start(work_until(threading.Event()))
    task.start(count_to(3, "following"))
    with qtbot.waitSignal(task.cancelled, timeout=TIMEOUT):
        task.cancel()
    assert results == []
    assert not task.is_active


def test_signals_that_are_queued_when_a_task_closes_are_dropped(task):
    reported, done = [], threading.Event()
    for signal in (task.progressed, task.succeeded):
        signal.connect(reported.append)

    def work():
        yield Progress("Working", 0, 1)
        done.set()

    task.start(work())
    assert done.wait(TIMEOUT / 1000)
    task.close()
    QCoreApplication.processEvents()
    assert reported == []


def test_closing_does_not_prevent_a_requested_deletion(qtbot):
    task = BackgroundTask("work of a test")
    with qtbot.waitSignal(task.destroyed, timeout=TIMEOUT):
        task.deleteLater()
        task.close()


def test_cancelling_and_closing_without_work_does_nothing(task):
    reported = []
    task.cancelled.connect(lambda: reported.append("cancelled"))
    task.cancel()
    task.close()
    task.close()
    QCoreApplication.processEvents()
    assert reported == []


def test_a_task_belongs_to_its_parent(qtbot):
    parent = QObject()
    assert BackgroundTask("work of a test", parent).parent() is parent


def test_work_rests_while_the_pen_moves_and_goes_on_when_it_has_stopped(qtbot):
    pen = PenActivity()
    task = BackgroundTask("work of a test", pen=pen)
    moved_until, steps = [], []

    def work():
        for number in range(3):
            pen.note_movement()
            moved_until.append(time.monotonic() + pen.remaining)
            yield Progress("Working", number, 3)
            steps.append(time.monotonic())

    with qtbot.waitSignal(task.succeeded, timeout=TIMEOUT):
        task.start(work())
    assert all(step >= end for step, end in zip(steps, moved_until, strict=True))
    task.close()


def test_work_that_rests_for_the_pen_ends_on_request(qtbot):
    pen, begun = PenActivity(), []
    task = BackgroundTask("work of a test", pen=pen)
    moving = QTimer(interval=20)
    moving.timeout.connect(pen.note_movement)
    moving.start()
    pen.note_movement()
    with qtbot.waitSignal(task.cancelled, timeout=TIMEOUT):
        task.start(begun.append(number) for number in range(3))
        task.cancel()
    assert begun == []
    task.close()
