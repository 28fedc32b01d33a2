"""The exact shape of curves, and which points are kept and inserted, against plain rules applied point by point."""

import numpy as np
import pytest

from nnstudio.ink.curve import merge_close_points, smooth, subdivide

HOOK = np.array([[0.0, 0.0], [30.0, 5.0], [36.0, 40.0], [34.0, 48.0], [-20.0, 60.0]])


def through_knots(points, knots, at):
    """Return the point at ``at`` of the curve through four points, by the pyramid of Barry and Goldman (1988)."""

    def blend(one, other, low, high):
        return ((high - at) * one + (at - low) * other) / (high - low)

    first = [blend(points[i], points[i + 1], knots[i], knots[i + 1]) for i in range(3)]
    second = [blend(first[i], first[i + 1], knots[i], knots[i + 2]) for i in range(2)]
    return blend(*second, knots[1], knots[2])


def pieces_of(stroke):
    """Yield each piece of the centripetal curve: a function of the fraction along it, its largest second derivative."""
    padded = np.concatenate([[2 * stroke[0] - stroke[1]], stroke, [2 * stroke[-1] - stroke[-2]]])
    fractions = np.arange(4) / 3
    for i in range(len(stroke) - 1):
        four = padded[i : i + 4]
        knots = np.append(0, np.cumsum(np.sqrt(np.linalg.norm(np.diff(four, axis=0), axis=1))))

        def at(fraction, four=four, knots=knots):
            return through_knots(four, knots, knots[1] + fraction * (knots[2] - knots[1]))

        # Four of its points determine a cubic; its second derivative is largest at an end.
        cubic = np.polyfit(fractions, [at(fraction) for fraction in fractions], 3)
        yield at, max(np.hypot(*(np.polyval(np.polyder(each, 2), end) for each in cubic.T)) for end in (0, 1))


def expected_curve(stroke, tolerance):
    """Return the centripetal curve of ``stroke``, cut into the fewest equal steps that the bound for cubics allows."""
    curve = [stroke[0]]
    for at, second_derivative in pieces_of(stroke):
        count = max(1, int(np.ceil(np.sqrt(second_derivative / 8 / tolerance))))
        curve += [at(n / count) for n in range(1, count + 1)]
    return np.array(curve)


@pytest.mark.parametrize("tolerance", [0.003, 0.05, 0.8, 1.0, 3.0, 1000.0])
@pytest.mark.parametrize("stroke", [HOOK, HOOK[:3], HOOK[[1, 0, 3, 4]], HOOK[::-1] * [-1, 2]])
def test_a_curve_is_the_centripetal_one_in_the_fewest_steps_within_the_tolerance(stroke, tolerance):
    np.testing.assert_allclose(smooth(stroke, tolerance), expected_curve(stroke, tolerance), atol=1e-9)


@pytest.mark.parametrize("seed", range(5))
def test_a_curve_of_random_points_is_the_centripetal_one(seed):
    stroke = np.random.default_rng(seed).uniform(-50, 50, (12, 2))
    np.testing.assert_allclose(smooth(stroke, 0.2), expected_curve(stroke, 0.2), atol=1e-9)


@pytest.mark.parametrize("unit", [1.0, 0.1, 1 / 3, 500.0])
@pytest.mark.parametrize("count", [1, 2, 3, 5, 10])
def test_a_curve_gets_the_same_number_of_steps_in_any_unit(count, unit):
    roof = unit * np.array([[0.0, 0.0], [3.0, 4.0], [6.0, 0.0]])
    maxima = [second_derivative for _, second_derivative in pieces_of(roof)]
    assert len(smooth(roof, max(maxima) / 8 / count**2)) == 2 * count + 1


def test_other_columns_of_a_stroke_are_interpolated_linearly():
    pressed = np.column_stack([HOOK, [1.0, 3.0, 2.0, 2.0, 0.0], [7.0, 7.0, 8.0, 9.0, 7.0]])
    curve = smooth(pressed, 0.05)
    np.testing.assert_array_equal(curve[:, :2], smooth(HOOK, 0.05))
    at = [int(np.argmin(np.hypot(*(curve[:, :2] - point).T))) for point in HOOK]
    for column in (2, 3):
        evenly = np.interp(np.arange(len(curve)), at, pressed[:, column])
        np.testing.assert_allclose(curve[:, column], evenly, atol=1e-12)


@pytest.mark.parametrize("tolerance", [0.0, -1.0])
def test_without_a_tolerance_a_stroke_is_unchanged(tolerance):
    assert smooth(HOOK, tolerance) is HOOK


def test_a_line_of_two_distinct_points_stays_straight():
    stroke = np.array([[0.0, 0.0], [0.0, 0.0], [4.0, 3.0], [4.0, 3.0]])
    np.testing.assert_array_equal(smooth(stroke, 1e-3), [[0, 0], [4, 3]])
    np.testing.assert_array_equal(smooth(stroke[:2].repeat(2, axis=0), 1e-3), [[0, 0]])


@pytest.mark.parametrize(("distance", "count"), [(1e-13, 3), (1e-10, 4)])
def test_neighbours_are_one_point_up_to_a_trillionth_of_the_strokes_length(distance, count):
    stroke = np.array([[0, 0], [0.5, 0], [0.5, distance], [0.5, 0.5]])
    for unit in (1.0, 1e6):
        assert len(smooth(unit * stroke, 1e9)) == count


def test_the_given_stroke_is_not_modified():
    before = HOOK.copy()
    for made in (smooth(HOOK, 0.1), merge_close_points(HOOK, 20.0), subdivide(HOOK, 3.0)):
        made += 1
    np.testing.assert_array_equal(HOOK, before)


def along(*indices):
    return np.array([[3.0 + 0.6 * index, -0.8 * index] for index in indices])


@pytest.mark.parametrize(
    ("indices", "kept"),
    [
        ((0, 0.3, 0.9, 1.1, 1.4, 2.5, 2.6), (0, 1.1, 2.5, 2.6)),
        ((0, 1.2, 1.8, 2.1, 2.9, 3.3), (0, 1.2, 2.1, 3.3)),
        ((0, 0.5, 0.8), (0, 0.8)),
        ((0, 0.9, 1.0, 1.1), (0, 1.0, 1.1)),
        ((0, 1.0, 1.1), (0, 1.0, 1.1)),
        ((0, 5, 10, 15), (0, 5, 10, 15)),
        ((0, 0.1), (0, 0.1)),
    ],
)
@pytest.mark.parametrize("spacing", [1.0, 0.1, 7.0])
def test_thinning_keeps_the_ends_and_the_first_point_of_each_interval(indices, kept, spacing):
    np.testing.assert_array_equal(merge_close_points(spacing * along(*indices), spacing), spacing * along(*kept))


@pytest.mark.parametrize("unit", [1.0, 0.1, 1 / 3, 500.0, 1e-7])
def test_points_a_whole_spacing_apart_are_all_kept_in_any_unit(unit):
    stroke = unit * along(*np.arange(0, 60) / 10)
    assert len(merge_close_points(stroke, unit / 10)) == 60
    np.testing.assert_array_equal(merge_close_points(stroke, unit), stroke[[*range(0, 60, 10), 59]])


@pytest.mark.parametrize("spacing", [0.0, -2.0])
def test_without_a_spacing_nothing_is_thinned(spacing):
    assert merge_close_points(HOOK, spacing) is HOOK


def test_thinning_measures_the_line_and_ignores_the_pressure_along_it():
    pressed = np.column_stack([along(0, 0.4, 0.8, 1.2), [0.0, 9.0, 0.0, 9.0]])
    np.testing.assert_array_equal(merge_close_points(pressed, 1.0), pressed[[0, -1]])


def test_subdividing_cuts_each_line_into_the_fewest_equal_pieces_that_are_short_enough():
    stroke = np.array([[0.0, 0.0, 1.0], [10.0, 0.0, 4.0], [10.0, 3.0, 4.0], [10.0, 3.0, 4.0]])
    fine = [[0, 0, 1], [10 / 3, 0, 2], [20 / 3, 0, 3], [10, 0, 4], [10, 3, 4], [10, 3, 4]]
    np.testing.assert_allclose(subdivide(stroke, 4.0), fine)


@pytest.mark.parametrize("unit", [1.0, 0.1, 1 / 3, 500.0, 1e-7])
@pytest.mark.parametrize("count", [1, 2, 3, 5, 7, 10])
def test_a_line_of_n_spacings_is_cut_into_n_pieces_in_any_unit(count, unit):
    line = unit * along(0, count)
    np.testing.assert_allclose(subdivide(line, unit), unit * along(*range(count + 1)), rtol=1e-12)


def test_a_dot_is_not_subdivided():
    dot = np.array([[3.0, 4.0]])
    assert subdivide(dot, 1.0) is dot
