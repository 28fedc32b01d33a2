import numpy as np

from nnstudio.runs.reading_course import MOST, ReadingCourse


def course_of(count):
    course = ReadingCourse(3)
    for place in range(count):
        course.add(place / 100, np.full(3, place, np.float32))
    return course


def test_readings_are_kept_in_their_order():
    course = course_of(5)
    np.testing.assert_allclose(course.positions, [0, 0.01, 0.02, 0.03, 0.04])
    assert course.probabilities.shape == (5, 3)


def test_an_endless_run_takes_no_more_memory_and_keeps_first_and_newest():
    for count in (MOST, MOST + 1, MOST + 2, 5 * MOST + 3, 20 * MOST + 7):
        course = course_of(count)
        assert len(course) <= MOST
        assert course.probabilities[0, 0] == 0
        assert course.probabilities[-1, 0] == count - 1


def test_what_is_kept_of_a_long_run_lies_evenly():
    steps = np.diff(course_of(20 * MOST + 7).probabilities[:-1, 0])
    assert len(steps) >= MOST // 2 - 2
    assert (steps == steps[0]).all()
