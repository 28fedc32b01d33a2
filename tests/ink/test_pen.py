"""The pen, pixel by pixel, against the rule it follows: radius + ½ - distance to the nearest line, from 0 to 1."""

import numpy as np
import pytest

from nnstudio.ink.pen import BLOCK, PIECE, paint


def by_the_rule(starts, ends, radius, picture, shape):
    """Return the picture by the rule, without any shortcut."""
    expected = np.zeros(shape)
    rows, columns = np.indices(shape[1:])
    for start, end, reach, number in zip(starts, ends, radius, picture, strict=True):
        along = end - start
        beside = np.stack([columns - start[0], rows - start[1]], axis=2)
        fraction = np.clip(beside @ along / max(along @ along, 1e-300), 0, 1)
        distance = np.hypot(*np.moveaxis(beside - fraction[..., None] * along, 2, 0))
        np.maximum(expected[number], np.clip(reach + 0.5 - distance, 0, 1), out=expected[number])
    return expected


def lines(count, shape, longest, radii, seed=0):
    """Return random lines of at most ``longest`` pixels in all pictures, as the arguments of `paint`."""
    rng = np.random.default_rng(seed)
    starts = rng.uniform(-3, max(shape[1:]) + 3, (count, 2))
    ends = starts + rng.uniform(-longest, longest, (count, 2)) / np.sqrt(2)
    return starts, ends, rng.uniform(*radii, count), rng.integers(0, shape[0], count), shape


def assert_painted_by_the_rule(*how):
    np.testing.assert_allclose(paint(*how), by_the_rule(*how), atol=1e-4)


@pytest.mark.parametrize("longest", [1.0, 3.0, 12.0, 60.0])
@pytest.mark.parametrize("radii", [(0.5, 0.5), (0.6, 2.0), (3.0, 5.0)])
@pytest.mark.parametrize("shape", [(1, 28, 28), (3, 9, 14), (2, 17, 6)])
def test_lines_of_every_length_and_width_are_painted_by_the_rule(shape, radii, longest):
    assert_painted_by_the_rule(*lines(6, shape, longest, radii))


@pytest.mark.parametrize("radius", [0.5, 1.15, 2.0, 4.7])
@pytest.mark.parametrize("step", [(1.0, 0.0), (0.0, 1.0), (-1.0, 0.0), (0.0, -1.0), (0.6, 0.8), (-0.6, 0.8)])
def test_a_line_in_every_direction_is_painted_by_the_rule(step, radius):
    for length in (0.5, PIECE, 2 * PIECE, 7.3):
        start = np.array([[12.25, 9.5]])
        assert_painted_by_the_rule(
            start, start + length * np.array([step]), np.array([radius]), np.array([0]), (1, 20, 25)
        )


@pytest.mark.parametrize("position", [(5.0, 6.0), (5.5, 6.5), (0.0, 0.0), (-0.75, 4.0), (11.0, 9.0), (13.2, 3.0)])
def test_a_dot_is_a_round_spot_even_where_the_edge_cuts_it(position):
    for radius in (0.5, 1.25, 3.5):
        dot = np.array([position])
        assert_painted_by_the_rule(dot, dot, np.array([radius]), np.array([0]), (1, 10, 12))


def test_dots_and_lines_of_any_length_are_painted_together_each_in_its_own_picture():
    starts = np.array([[2.0, 2.0], [1.0, 8.0], [9.0, 1.0], [4.0, 4.0]])
    ends = np.array([[2.0, 2.0], [12.0, 8.5], [9.5, 1.5], [4.0, 4.0]])
    how = starts, ends, np.array([1.0, 0.7, 2.0, 1.5]), np.array([0, 2, 2, 3]), (5, 11, 13)
    assert_painted_by_the_rule(*how)
    assert [bool(picture.any()) for picture in paint(*how)] == [True, False, True, True, False]


@pytest.mark.parametrize("far", [20.0, 300.0])
def test_lines_outside_leave_no_ink_and_lines_across_the_edge_are_cut_off(far):
    starts = np.array([[-far, 4.0], [5.0, far], [far, far], [-far, -far], [3.0, -far]])
    ends = np.array([[far, 5.0], [5.0, far + 3], [far, 2 * far], [-far, -far], [4.0, -far - 9]])
    assert_painted_by_the_rule(starts, ends, np.full(5, 1.2), np.array([0, 1, 1, 1, 1]), (2, 10, 12))


def test_more_pieces_than_fit_in_a_block_are_painted_by_the_rule_thin_and_broad():
    how = lines(BLOCK + 300, (4, 8, 11), 1.4, (0.5, 3.0))
    assert_painted_by_the_rule(*how)
    assert_painted_by_the_rule(*lines(2 * BLOCK, (300, 5, 5), 1.0, (0.5, 0.9), seed=1))


def test_without_lines_the_paper_is_empty_and_has_the_requested_shape():
    nothing = np.empty((0, 2))
    picture = paint(nothing, nothing, np.empty(0), np.empty(0, np.intp), (3, 4, 5))
    assert picture.shape == (3, 4, 5)
    assert picture.dtype == np.float32
    assert not picture.any()


def test_painting_returns_coverage_from_0_to_1_and_does_not_modify_the_lines():
    *how, shape = lines(40, (2, 12, 12), 9.0, (0.5, 3.0))
    how[1][:5] = how[0][:5]
    before = [array.copy() for array in how]
    picture = paint(*how, shape)
    assert picture.dtype == np.float32
    assert (picture.min(), picture.max()) == (0, 1)
    for array, kept in zip(how, before, strict=True):
        np.testing.assert_array_equal(array, kept)
