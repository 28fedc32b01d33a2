import numpy as np
import pytest

from nnstudio.inspection.prediction_history import MAX_LENGTH, PredictionHistory


def history_of(count):
    history = PredictionHistory(3)
    for index in range(count):
        history.add(index / 100, np.full(3, index, np.float32))
    return history


def test_predictions_are_kept_in_order():
    history = history_of(5)
    np.testing.assert_allclose(history.positions, [0, 0.01, 0.02, 0.03, 0.04])
    assert history.probabilities.shape == (5, 3)


def test_an_endless_run_takes_bounded_memory_and_keeps_the_first_and_the_newest():
    for count in (MAX_LENGTH, MAX_LENGTH + 1, MAX_LENGTH + 2, 5 * MAX_LENGTH + 3, 20 * MAX_LENGTH + 7):
        history = history_of(count)
        assert len(history) <= MAX_LENGTH
        assert history.probabilities[0, 0] == 0
        assert history.probabilities[-1, 0] == count - 1


def test_the_kept_predictions_of_a_long_run_are_evenly_spaced():
    steps = np.diff(history_of(20 * MAX_LENGTH + 7).probabilities[:-1, 0])
    assert len(steps) >= MAX_LENGTH // 2 - 2
    assert (steps == steps[0]).all()


@pytest.mark.parametrize(
    "count",
    [
        1,
        2,
        MAX_LENGTH - 1,
        MAX_LENGTH,
        MAX_LENGTH + 1,
        MAX_LENGTH + 2,
        MAX_LENGTH + 3,
        2 * MAX_LENGTH,
        2 * MAX_LENGTH + 1,
        5000,
        9999,
    ],
)
def test_every_nth_prediction_and_the_newest_are_kept_up_to_the_maximum(count):
    history = history_of(count)
    stride = 1
    while len(range(0, count, stride)) > MAX_LENGTH:
        stride *= 2
    kept = sorted({*range(0, count, stride), count - 1})
    if len(kept) > MAX_LENGTH:
        kept = sorted({*range(0, count, 2 * stride), count - 1})
    assert len(history) == len(kept)
    np.testing.assert_array_equal(history.probabilities, np.repeat(np.array(kept, np.float32)[:, None], 3, axis=1))
    np.testing.assert_allclose(history.positions, np.array(kept) / 100, rtol=1e-6)


def test_a_history_without_predictions_is_empty():
    history = PredictionHistory(3)
    assert (len(history), history.positions.shape, history.probabilities.shape) == (0, (0,), (0, 3))
