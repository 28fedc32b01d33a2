import numpy as np
import pytest

from nnstudio.engine.events import BatchFinished
from nnstudio.runs.gathering import Gatherer
from nnstudio.runs.history import History


def gathered(steps):
    gatherer = Gatherer()
    for step in steps:
        gatherer.add(BatchFinished(step, 1, step / 100, 1 / step, 0.5, 0.1), seconds=0.01)
    return gatherer.take(now=1.0, active_seconds=2.0)


def test_a_group_holds_every_batch_in_order():
    group = gathered([1, 2, 3])
    assert (group.first_step, group.last_step, group.seconds) == (1, 3, 2.0)
    np.testing.assert_allclose(group.losses, [1, 1 / 2, 1 / 3])
    assert group.batches_per_second == pytest.approx(100)


def test_a_group_cannot_be_changed_by_who_receives_it():
    with pytest.raises(ValueError, match="read-only"):
        gathered([1]).losses[0] = 5


def test_groups_are_told_at_most_sixty_times_a_second():
    gatherer = Gatherer()
    gatherer.add(BatchFinished(1, 1, 0.1, 1, 0.5, 0.1), 0.001)
    gatherer.take(now=10.0, active_seconds=0)
    assert not gatherer.is_due(10.016)
    assert gatherer.is_due(10.017)


def test_nothing_gathered_is_nothing_told():
    assert Gatherer().take(now=1.0, active_seconds=0.0) is None


def test_a_history_grows_far_beyond_its_first_size():
    history = History()
    for start in range(1, 5001, 100):
        history.add_batches(gathered(range(start, start + 100)))
    assert history.step == 5000
    np.testing.assert_allclose(history.losses.values, 1 / np.arange(1, 5001), rtol=1e-6)


def test_a_lost_batch_is_noticed():
    history = History()
    history.add_batches(gathered([1, 2]))
    with pytest.raises(ValueError, match="from step 4 on do not follow step 2"):
        history.add_batches(gathered([4]))
