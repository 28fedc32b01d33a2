import numpy as np
import pytest

from nnstudio.engine.events import BatchFinished, Evaluated, Metrics
from nnstudio.runs.batch_groups import BatchGroup
from nnstudio.runs.events import LiveSettingsChanged, RunContinued, RunStarted
from nnstudio.runs.history import Change, History, Series
from tests.conftest import small_settings
from tests.runs.batch_steps import steps_of


def grouped(steps):
    batch_group = BatchGroup()
    for step in steps:
        batch_group.add(BatchFinished(step, 1, step / 100, 1 / step, 0.5, 0.1), seconds=0.01)
    return batch_group.take(now=1.0, active_seconds=2.0)


def test_a_group_holds_every_batch_in_order():
    group = grouped([1, 2, 3])
    assert (steps_of([group]), group.seconds) == ([1, 2, 3], 2.0)
    np.testing.assert_allclose(group.rows["loss"], [1, 1 / 2, 1 / 3])
    assert group.batches_per_second == pytest.approx(100)


def test_a_group_is_read_only():
    with pytest.raises(ValueError, match="read-only"):
        grouped([1]).rows["loss"][0] = 5


def test_groups_are_reported_at_most_thirty_times_a_second():
    batch_group = BatchGroup()
    batch_group.add(BatchFinished(1, 1, 0.1, 1, 0.5, 0.1), 0.001)
    batch_group.take(now=10.0, active_seconds=0)
    assert not batch_group.is_due(10.033)
    assert batch_group.is_due(10.034)


def test_an_empty_group_is_not_reported():
    assert BatchGroup().take(now=1.0, active_seconds=0.0) is None


def test_a_history_grows_far_beyond_its_first_size():
    history = History()
    for start in range(1, 5001, 100):
        history.add_batches(grouped(range(start, start + 100)))
    assert history.step == 5000
    np.testing.assert_allclose(history.series("loss").values, 1 / np.arange(1, 5001), rtol=1e-6)


def test_a_lost_batch_is_noticed():
    history = History()
    history.add_batches(grouped([1, 2]))
    with pytest.raises(ValueError, match="from step 4 on do not follow step 2"):
        history.add_batches(grouped([4]))


def test_a_group_has_each_number_in_its_column():
    batch_group = BatchGroup()
    batch_group.add(BatchFinished(8, 2, 1.5, 0.7, 0.25, 0.01), 0.2)
    batch_group.add(BatchFinished(9, 3, 2.25, 0.6, 0.5, 0.02), 0.3)
    group = batch_group.take(now=1.0, active_seconds=4.0)
    assert (steps_of([group]), group.epoch, group.seconds) == ([8, 9], 3, 4.0)
    columns = (group.rows["position"], group.rows["loss"], group.rows["accuracy"], group.rows["learning_rate"])
    np.testing.assert_array_equal(columns, np.float32([[1.5, 2.25], [0.7, 0.6], [0.25, 0.5], [0.01, 0.02]]))
    for column in columns:
        assert column.dtype == np.float32
        assert not column.flags.writeable
    assert (group.rows["seconds"] == 4.0).all()
    assert group.batches_per_second == pytest.approx(2 / 0.5)


def test_the_next_group_begins_empty_and_has_a_rate_of_its_own():
    batch_group = BatchGroup()
    batches = [BatchFinished(step, 1, step / 100, 1 / step, 0.5, 0.1) for step in (1, 2, 3)]
    batch_group.add(batches[0], 5.0)
    batch_group.take(now=1.0, active_seconds=5.0)
    assert batch_group.take(now=1.0, active_seconds=5.0) is None
    for batch in batches[1:]:
        batch_group.add(batch, 0.5)
    group = batch_group.take(now=2.0, active_seconds=6.0)
    assert (group.first_step, len(group.rows), group.batches_per_second) == (2, 2, 2.0)


def test_batches_that_took_no_time_have_no_rate():
    batch_group = BatchGroup()
    batch_group.add(BatchFinished(1, 1, 0.1, 1, 0.5, 0.1), 0.0)
    assert batch_group.take(now=1.0, active_seconds=0.0).batches_per_second == 0


def test_the_first_group_is_due_a_thirtieth_of_a_second_after_nought():
    assert not BatchGroup().is_due(0.9 / 30)
    assert BatchGroup().is_due(1 / 30)


def test_nothing_taken_leaves_the_time_of_the_next_group_as_it_was():
    batch_group = BatchGroup()
    batch_group.take(now=10.0, active_seconds=0.0)
    assert batch_group.is_due(10.001)


def test_a_history_keeps_each_series_under_its_name():
    history = History()
    assert (history.step, history.seconds, history.evaluations) == (0, 0, [])
    for steps in ([1, 2], [3]):
        history.add_batches(grouped(steps))
    np.testing.assert_allclose(history.positions.values, [0.01, 0.02, 0.03])
    np.testing.assert_allclose(history.series("loss").values, [1, 1 / 2, 1 / 3])
    np.testing.assert_allclose(history.series("accuracy").values, [0.5] * 3)
    np.testing.assert_allclose(history.series("learning_rate").values, [0.1] * 3)
    assert (history.step, history.seconds) == (3, 2.0)


def test_a_batch_added_twice_is_noticed_and_changes_nothing():
    history = History()
    history.add_batches(grouped([1, 2]))
    with pytest.raises(ValueError, match="from step 2 on do not follow step 2"):
        history.add_batches(grouped([2]))
    assert history.step == 2


def test_a_history_keeps_its_epochs_in_order():
    history = History()
    metrics = Metrics(0.5, 0.9, 10)
    events = [Evaluated(epoch, epoch, epoch, metrics, metrics, 0.0, ends_epoch=True) for epoch in range(3)]
    for event in events:
        history.add_evaluation(event)
    assert history.evaluations == events


def test_a_history_marks_the_batch_after_which_settings_changed_and_what_changed():
    history = History()
    history.add_batches(grouped([1, 2, 3]))
    history.add_change(LiveSettingsChanged(small_settings("learning_rate=0.01"), 2), small_settings())
    assert history.changes == [Change(2, pytest.approx(0.02), "learning rate 0.05 → 0.01")]


@pytest.mark.parametrize("portion", [1, 1023, 1024, 1025, 5000])
def test_a_series_has_all_numbers_whatever_portions_they_come_in(portion):
    numbers = np.arange(5200, dtype=np.float32)
    series = Series()
    for start in range(0, len(numbers), portion):
        series.extend(numbers[start : start + portion])
        assert len(series) == min(start + portion, len(numbers))
    np.testing.assert_array_equal(series.values, numbers)


def test_what_was_taken_from_a_series_stays_while_it_grows():
    series = Series()
    series.extend(np.arange(1000, dtype=np.float32))
    values = series.values
    series.extend(np.full(3000, 7, np.float32))
    np.testing.assert_array_equal(values, np.arange(1000))


def test_of_a_run_that_goes_on_counts_what_is_not_later_than_where_it_goes_on(tmp_path):
    history, metrics = History(), Metrics(0.5, 0.9, 10)
    history.add_batches(grouped([1, 2, 3, 4]))
    for step in (1, 2, 3):
        history.add_change(LiveSettingsChanged(small_settings("learning_rate=0.01"), step), small_settings())
    for step in (0, 2, 4):
        history.add_evaluation(Evaluated(1, step, step / 100, metrics, metrics, 0.0, ends_epoch=False))
    started = RunStarted(small_settings(), tmp_path, (4,), ("a", "b"), 10, 50, 10, 9)
    until = history.until(RunContinued(started, 2, 2, 1))
    assert (until.step, [event.step for event in until.evaluations]) == (2, [0, 2])
    assert [change.step for change in until.changes] == [1, 2]
    assert until.patience_from == 1


def test_the_first_of_equally_good_evaluations_is_the_best_and_the_stopping_rule_counts_from_the_first():
    history, metrics = History(), Metrics(0.5, 0.9, 10)
    events = [Evaluated(epoch, epoch, epoch, metrics, metrics, 0.0, ends_epoch=True) for epoch in range(2)]
    for event in events:
        history.add_evaluation(event)
    assert history.best_evaluation is events[0]
    assert history.patience_from == 0


def test_a_history_of_a_run_that_monitors_the_accuracy_has_its_best_evaluation_by_it_also_when_it_goes_on(tmp_path):
    history = History("accuracy")
    for step, metrics in enumerate((Metrics(0.4, 0.8, 10), Metrics(0.5, 0.9, 10), Metrics(0.3, 0.7, 10))):
        history.add_evaluation(Evaluated(0, step, float(step), metrics, metrics, 0.0, ends_epoch=True))
    started = RunStarted(small_settings(), tmp_path, (4,), ("a", "b"), 10, 50, 10, 9)
    for each in (history, history.until(RunContinued(started, 0, 3, 0))):
        assert each.best_evaluation.step == 1
