import numpy as np
import pytest

from nnstudio.ink.curve import merge_close_points, smooth, subdivide
from nnstudio.ink.recipe import draw


def circle(points, turns=0.8):
    angle = np.linspace(0, 2 * np.pi * turns, points)
    return 100 * np.stack([np.cos(angle), np.sin(angle)], axis=1)


def distance_to_line(points, line):
    """Return how far each of ``points`` is from the polygon ``line``."""
    start, along = line[:-1], np.diff(line, axis=0)
    beside = points[:, None] - start
    fraction = np.clip((beside * along).sum(2) / (along**2).sum(1), 0, 1)
    return np.linalg.norm(beside - fraction[..., None] * along, axis=2).min(1)


def test_a_curve_begins_and_ends_where_its_stroke_does():
    stroke = circle(7)
    np.testing.assert_array_equal(smooth(stroke, 0.1)[[0, -1]], stroke[[0, -1]])


@pytest.mark.parametrize("points", [[[3.0, 4.0]], [[0.0, 0.0], [5.0, 9.0]], np.empty((0, 2))])
def test_a_dot_and_a_line_are_their_own_curve(points):
    np.testing.assert_array_equal(smooth(np.array(points), 0.1), points)


def test_the_lines_of_a_curve_stay_within_the_tolerance():
    stroke = circle(6)
    exact, drawn = smooth(stroke, 1e-3), smooth(stroke, 0.5)
    assert len(drawn) < len(exact) / 10
    assert 0.05 < distance_to_line(exact, drawn).max() <= 0.5


def test_a_curve_goes_through_every_point_of_its_stroke():
    stroke = circle(9)
    assert distance_to_line(stroke, smooth(stroke, 0.01)).max() < 1e-9


def test_points_reported_twice_change_nothing():
    stroke = circle(9)
    np.testing.assert_allclose(smooth(stroke.repeat(3, axis=0), 0.1), smooth(stroke, 0.1))


def test_a_curve_has_no_corner_where_the_pen_made_none():
    steps = np.diff(smooth(circle(8), 0.05), axis=0)
    turns = np.abs(np.diff(np.unwrap(np.arctan2(*steps.T))))
    assert turns.max() < 0.2 < np.abs(np.diff(np.unwrap(np.arctan2(*np.diff(circle(8), axis=0).T)))).max()


def test_the_direction_of_a_stroke_does_not_change_its_curve():
    stroke = circle(9)
    np.testing.assert_allclose(smooth(stroke[::-1], 0.1)[::-1], smooth(stroke, 0.1), atol=1e-9)


def test_other_columns_of_a_stroke_are_interpolated_without_overshoot():
    pressure = np.array([0.1, 1.0, 0.1, 1.0, 0.1])
    curve = smooth(np.column_stack([circle(5), pressure]), 0.1)
    assert curve[:, 2].min() >= 0.1
    assert curve[:, 2].max() <= 1.0


def test_dense_points_are_their_own_curve():
    stroke = circle(2000)
    assert distance_to_line(smooth(stroke, 0.05), stroke).max() < 0.01


def test_a_fast_stroke_of_few_points_gives_nearly_the_same_picture_as_a_slow_one():
    slow = draw([circle(400)]).astype(int)
    curve, lines = draw([circle(9)]), draw([subdivide(circle(9), 1.0)])
    assert np.abs(curve - slow).mean() < np.abs(lines - slow).mean() / 2
    assert np.abs(draw([circle(14)]) - slow).mean() < 1.5


def test_subdividing_inserts_points_on_the_lines_and_leaves_no_gap():
    stroke = np.array([[0.0, 0.0], [10.0, 0.0], [10.0, 3.0]])
    fine = subdivide(stroke, 1.0)
    assert np.hypot(*np.diff(fine, axis=0).T).max() <= 1.0 + 1e-9
    assert distance_to_line(fine, stroke).max() < 1e-12
    assert len(merge_close_points(fine, 5.0)) < len(fine)


@pytest.mark.parametrize("distance", [9e-219, 1e-300, 5e-324])
def test_points_too_close_to_distinguish_are_one_point(distance):
    stroke = np.array([[distance, 0], [0, 0], [1, 0], [1, 1]], float)
    np.testing.assert_allclose(smooth(stroke, 0.01), smooth(stroke[1:], 0.01), atol=1e-12)
