import numpy as np
import pytest

from nnstudio.ink.curve import smooth
from nnstudio.ink.eraser import erase

LINE = np.array([[0.1, 0.5], [0.5, 0.5], [0.9, 0.5]])


def at(x, y):
    return np.array([x, y])


def test_erasing_the_middle_of_a_line_leaves_two_lines():
    left, right = erase([LINE], at(0.5, 0.5), at(0.5, 0.5), 0.1)
    assert left[[0, -1], 0] == pytest.approx([0.1, 0.4], abs=0.02)
    assert right[[0, -1], 0] == pytest.approx([0.6, 0.9], abs=0.02)


def test_erasing_an_end_shortens_the_line():
    (left,) = erase([LINE], at(0.9, 0.5), at(0.9, 0.5), 0.1)
    assert left[-1, 0] == pytest.approx(0.8, abs=0.02)


def test_a_stroke_that_is_not_touched_is_returned_itself():
    other = LINE + np.array([0, 0.3])
    left = erase([other, LINE], at(0.5, 0.3), at(0.5, 0.6), 0.05)
    assert left[0] is other
    assert len(left) == 3


def test_a_quick_sweep_erases_everything_between_two_reported_points():
    upright = np.array([[0.5, 0.1], [0.5, 0.9]])
    assert len(erase([upright], at(0.0, 0.5), at(1.0, 0.5), 0.05)) == 2


def test_the_curve_of_a_fast_stroke_is_erased_where_it_is_visible():
    bow = np.array([[0.1, 0.5], [0.5, 0.9], [0.9, 0.5]])
    curve = smooth(bow, 1e-3)
    beside = curve[np.argmax(curve[:, 1] - curve[:, 0] - 0.4)]  # where it bulges most over the straight line
    assert beside[1] - beside[0] - 0.4 > 0.05
    assert len(erase([bow], beside, beside, 0.02)) == 2


def test_a_dot_is_erased_completely():
    assert erase([np.array([[0.5, 0.5]])], at(0.52, 0.5), at(0.52, 0.5), 0.05) == []


def test_the_width_along_a_stroke_stays_with_its_pieces():
    pressed = np.column_stack([LINE, [0.0, 0.5, 1.0]])
    left, right = erase([pressed], at(0.5, 0.5), at(0.5, 0.5), 0.1)
    assert left[-1, 2] == pytest.approx(0.375, abs=0.03)
    assert right[0, 2] == pytest.approx(0.625, abs=0.03)


def test_erasing_repeatedly_does_not_move_the_remaining_ink():
    bow = np.array([[0.1, 0.5], [0.3, 0.8], [0.7, 0.8], [0.9, 0.5]])
    strokes = erase([bow], at(0.1, 0.5), at(0.1, 0.5), 0.05)
    first = strokes[0]
    for _ in range(50):
        strokes = erase(strokes, at(0.9, 0.5), at(0.9, 0.5), 0.05)
    (last,) = strokes
    assert np.abs(last - first[: len(last)]).max() < 1e-9
