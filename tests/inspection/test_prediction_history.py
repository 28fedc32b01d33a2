import numpy as np
import pytest

from nnstudio.inspection.prediction_history import MAX_LENGTH, PredictionHistory


def course_of(count):
    course = PredictionHistory(3)
    for index in range(count):
        course.add(index / 100, np.full(3, index, np.float32))
    return course


def test_readings_are_kept_in_their_order():
    course = course_of(5)
    np.testing.assert_allclose(course.positions, [0, 0.01, 0.02, 0.03, 0.04])
    assert course.probabilities.shape == (5, 3)


def test_an_endless_run_takes_no_more_memory_and_keeps_first_and_newest():
    for count in (MAX_LENGTH, MAX_LENGTH + 1, MAX_LENGTH + 2, 5 * MAX_LENGTH + 3, 20 * MAX_LENGTH + 7):
        course = course_of(count)
        assert len(course) <= MAX_LENGTH
        assert course.probabilities[0, 0] == 0
        assert course.probabilities[-1, 0] == count - 1


def test_what_is_kept_of_a_long_run_lies_evenly():
    steps = np.diff(course_of(20 * MAX_LENGTH + 7).probabilities[:-1, 0])
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
def test_every_so_many_th_reading_and_the_newest_are_kept_as_many_as_there_is_room_for(count):
    course = course_of(count)
    stride = 1
    while len(range(0, count, stride)) > MAX_LENGTH:
        stride *= 2
    kept = sorted({*range(0, count, stride), count - 1})
    if len(kept) > MAX_LENGTH:
        kept = sorted({*range(0, count, 2 * stride), count - 1})
    assert len(course) == len(kept)
    np.testing.assert_array_equal(course.probabilities, np.repeat(np.array(kept, np.float32)[:, None], 3, axis=1))
    np.testing.assert_allclose(course.positions, np.array(kept) / 100, rtol=1e-6)


def test_a_course_without_readings_is_empty():
    course = PredictionHistory(3)
    assert (len(course), course.positions.shape, course.probabilities.shape) == (0, (0,), (0, 3))
