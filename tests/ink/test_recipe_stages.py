"""Each stage from strokes to a picture by itself, with numbers that can be worked out by hand."""

from dataclasses import replace

import numpy as np
import pytest

from nnstudio.ink.centring import centre, centre_of_mass
from nnstudio.ink.curve import merge_close_points, smooth
from nnstudio.ink.recipe import (
    MNIST_RECIPE,
    Ink,
    InkRecipe,
    as_ink,
    balance,
    checked_stroke,
    corners,
    draw,
    draw_ink,
    draw_many,
    edges,
    lay_out,
    longest_side,
    middle_of_box,
    normalise,
    rasterise,
    scale_to_box,
    to_bytes,
)

LARGE = InkRecipe(size=40, box=25.0, pen=3.0, centre=22.0)
SLASH = np.array([[0.0, 10.0], [10.0, 15.0]])
BAR = np.array([[4.0, 0.0], [4.0, 50.0]])
TAP = np.array([[7.0, 7.0]])


def ink(points, joined, digit=None, pen=2.0, count=1):
    points = np.array(points, float)
    digit = np.zeros(len(points), np.intp) if digit is None else np.array(digit, np.intp)
    return Ink(points, np.array(joined, bool), digit, np.broadcast_to(np.array(pen, float), len(points)), count)


def circles(turns, points=300):
    angle = np.linspace(0, 2 * np.pi * turns, points)
    return np.linspace(0.2, 1, points)[:, None] * np.stack([60 * np.cos(angle), 90 * np.sin(angle)], axis=1)


def test_the_recipe_of_mnist_is_a_box_of_20_a_pen_of_2_3_and_the_centre_on_pixel_14_of_28():
    assert InkRecipe() == MNIST_RECIPE == InkRecipe(size=28, box=20.0, pen=2.3, centre=14.0)


@pytest.mark.parametrize(
    "lengths", [{"size": 0}, {"box": 0.0}, {"pen": 0.0}, {"size": -5}, {"box": -1.0}, {"pen": -2.0}]
)
def test_a_recipe_without_size_is_refused(lengths):
    with pytest.raises(ValueError, match=r"^InkRecipe\(size=.*\): size, box and pen must be positive$"):
        InkRecipe(**lengths)


@pytest.mark.parametrize(
    ("lengths", "text"),
    [
        ({"size": 1, "pen": 0.5}, "a box of 20.0 does not fit into 1 pixels"),
        ({"box": 28.1}, "a box of 28.1 does not fit into 28 pixels"),
        ({"pen": 20.1}, "a pen of 20.1 does not fit into a box of 20.0"),
    ],
)
def test_a_box_beyond_the_picture_and_a_pen_beyond_the_box_are_refused(lengths, text):
    with pytest.raises(ValueError, match=rf"^InkRecipe\(.*\): {text}$"):
        InkRecipe(**lengths)


def test_small_lengths_a_box_as_large_as_the_picture_and_a_pen_as_wide_as_the_box_are_allowed():
    assert InkRecipe(box=0.5, pen=0.25).box == 0.5
    assert InkRecipe(box=28.0, pen=28.0).pen == 28.0


def test_lay_out_marks_the_digit_of_every_point_and_whether_a_line_leads_to_it():
    laid = lay_out([[SLASH, BAR], [], [np.empty((0, 2)), TAP], [SLASH[::-1]]])
    np.testing.assert_array_equal(laid.points, np.concatenate([SLASH, BAR, TAP, SLASH[::-1]]))
    assert laid.joined.tolist() == [False, True, False, True, False, False, True]
    assert laid.digit.tolist() == [0, 0, 0, 0, 2, 3, 3]
    assert laid.pen.tolist() == [1.0] * 7
    assert laid.count == 4


@pytest.mark.parametrize("digits", [[], [[]], [[], [np.empty((0, 2))]]])
def test_lay_out_without_strokes_gives_no_points(digits):
    laid = lay_out(digits)
    assert laid.points.shape == (0, 2)
    assert len(laid.joined) == len(laid.digit) == len(laid.pen) == 0
    assert laid.count == len(digits)
    assert draw_many(digits).shape == (len(digits), 28, 28)


def test_a_third_column_is_the_pen_and_not_a_coordinate():
    laid = lay_out([[np.column_stack([BAR, [0.5, 1.5]])]])
    np.testing.assert_array_equal(laid.points, BAR)
    assert laid.pen.tolist() == [0.5, 1.5]


@pytest.mark.parametrize("recipe", [MNIST_RECIPE, LARGE])
def test_a_curve_keeps_only_the_points_that_its_picture_can_show(recipe):
    one, other = circles(0.7, 9), circles(3.0)
    laid = lay_out([[one, other], [other]], recipe)
    pixel = np.ptp(np.concatenate([one, other]), axis=0).max() / recipe.box, np.ptp(other, axis=0).max() / recipe.box
    drawn = [(one, pixel[0]), (other, pixel[0]), (other, pixel[1])]
    expected = [merge_close_points(smooth(stroke, 0.02 * side), 0.2 * side) for stroke, side in drawn]
    np.testing.assert_allclose(laid.points, np.concatenate(expected))
    assert np.flatnonzero(~laid.joined).tolist() == [0, len(expected[0]), len(expected[0]) + len(expected[1])]


@pytest.mark.parametrize("recipe", [MNIST_RECIPE, LARGE])
def test_as_ink_uses_the_recipes_pen(recipe):
    drawn = as_ink([[SLASH], [circles(2)]], recipe)
    np.testing.assert_array_equal(drawn.points, lay_out([[SLASH], [circles(2)]], recipe).points)
    assert drawn.pen.tolist() == [recipe.pen] * len(drawn.points)


def test_as_ink_checks_the_strokes():
    with pytest.raises(ValueError, match="a stroke has the shape"):
        as_ink([[SLASH], [np.ones((3, 3))]])


def test_scaling_fits_the_ink_to_the_recipes_box_and_centres_it():
    fitted = scale_to_box(as_ink([[SLASH], [BAR], [TAP]]))
    expected = [[4.65, 13.5 - 8.85 / 2], [22.35, 13.5 + 8.85 / 2], [13.5, 4.65], [13.5, 22.35], [13.5, 13.5]]
    np.testing.assert_allclose(fitted.points, expected)
    # 25 of 40 pixels: the box begins at pixel 7, half a pixel before it would be exactly in the middle.
    large = scale_to_box(as_ink([[SLASH]], LARGE), LARGE)
    np.testing.assert_allclose(large.points, [[8, 13.5], [30, 24.5]])


def test_a_box_begins_at_a_whole_pixel_of_the_picture():
    assert [middle_of_box(*lengths) for lengths in ((28, 20.0), (40, 25.0), (27, 20.0), (28, 0.5))] == [
        14.0,
        19.5,
        13.0,
        13.25,
    ]


def test_normalised_lines_have_the_given_side_around_0_whatever_the_pen():
    lines = normalise(as_ink([[SLASH], [], [BAR], [TAP]]), 6.0)
    np.testing.assert_allclose(lines.points, [[-3, -1.5], [3, 1.5], [0, -3], [0, 3], [0, 0]])
    assert set(lines.pen) == {2.3}


@pytest.mark.parametrize(("side", "fitted_side"), [(1e-9, 0), (1.5e-9, 17.7), (0.5, 17.7)])
def test_ink_no_larger_than_a_billionth_is_a_dot(side, fitted_side):
    fitted = scale_to_box(as_ink([[np.array([[0.0, 0.0], [side, 0.0]])]]))
    assert np.ptp(fitted.points, axis=0) == pytest.approx([fitted_side, 0])
    assert fitted.points.mean(axis=0) == pytest.approx([13.5, 13.5])


def test_ink_that_is_as_wide_as_the_box_already_is_not_turned_over():
    fitted = scale_to_box(ink([[0, 0], [0, 5]], [False, True], pen=30.0))
    np.testing.assert_allclose(fitted.points, [[13.5, 13.5], [13.5, 13.5]])


def shrunk(ink, recipe):
    """Place ink as the recipe does, but the third digit four pixels long."""
    placed = scale_to_box(ink, recipe)
    middle = (recipe.size - 1) / 2
    factor = np.where(ink.digit == 2, 0.2, 1.0)[:, None]
    return replace(placed, points=(placed.points - middle) * factor + middle)


def test_a_dot_keeps_its_pen_and_a_short_line_gets_the_widest():
    balanced = balance(as_ink([[TAP], [], [BAR], [circles(50)]]), place=shrunk)
    assert set(balanced.pen[balanced.digit == 0]) == {2.3}
    assert set(balanced.pen[balanced.digit == 2]) == {4.0}
    assert set(balanced.pen[balanced.digit == 3]) == {1.0}


@pytest.mark.parametrize("seed", range(3))
def test_a_balanced_picture_has_as_much_ink_as_the_nearest_limit_of_mnist_and_is_still_as_long(seed):
    along = np.random.default_rng(seed).uniform(0, 100, (22 + 8 * seed, 2))
    given = as_ink([[along], [BAR]])
    before = rasterise(scale_to_box(given)).mean(axis=(1, 2))
    assert before[0] > 0.248
    balanced = balance(given)
    dark, unadjusted = rasterise(balanced).mean(axis=(1, 2))
    assert dark == pytest.approx(0.248, abs=0.003) or balanced.pen.min() == 1.0
    assert unadjusted == before[1]
    low, high = edges(balanced)
    assert (high - low).max(axis=1) == pytest.approx(20)


def test_a_pen_that_needs_no_adjustment_is_not_clipped_to_the_limits():
    """A recipe may have a pen of half a pixel, which is kept where the amount of ink is within the range."""
    fine = InkRecipe(pen=0.5)
    balanced = balance(as_ink([[circles(3)]], fine), fine)
    assert 0.05 < rasterise(balanced, fine).mean() < 0.248
    assert set(balanced.pen) == {0.5}


def test_ink_outside_the_picture_cannot_be_balanced_but_does_no_harm():
    outside = ink([[-90, -90], [-80, -90]], [False, True])
    assert np.isfinite(balance(outside, place=lambda ink, recipe: ink).pen).all()
    np.testing.assert_array_equal(centre_of_mass(rasterise(outside)), [[13.5, 13.5]])


@pytest.mark.parametrize("strokes", [[SLASH, BAR], [circles(4)], [TAP]])
def test_every_stage_of_a_drawing_follows_the_recipe(strokes):
    stages = balance(as_ink([strokes], LARGE), LARGE)
    expected = np.rint(centre(rasterise(stages, LARGE), 22.0) * 255)
    assert expected.shape == (1, 40, 40)
    np.testing.assert_array_equal(draw_ink(as_ink([strokes], LARGE), LARGE), expected)
    np.testing.assert_array_equal(draw_many([strokes], LARGE), expected)
    np.testing.assert_array_equal(draw(strokes, LARGE), expected[0])
    assert centre_of_mass(expected)[0] == pytest.approx([22, 22], abs=0.51)


def test_a_line_is_as_wide_as_the_pen_at_its_two_ends_is_on_average():
    picture = rasterise(ink([[4, 10], [24, 10], [6, 20], [20, 20]], [0, 1, 0, 1], pen=[2, 4, 5, 1]))[0]
    assert picture[:16, 14].sum() == pytest.approx(3, abs=1e-4)
    assert picture[15:, 14].sum() == pytest.approx(3, abs=1e-4)
    assert not picture[:, :2].any()


def test_points_without_a_line_are_dots_and_lines_stop_where_the_pen_was_lifted():
    points = [[3, 3], [8, 3], [12, 3], [20, 12], [25, 25]]
    picture = rasterise(ink(points, [False, False, True, False, False]))[0]
    for x, y in ((3, 3), (8, 3), (10, 3), (12, 3), (20, 12), (25, 25)):
        assert picture[y, x] == 1
    for x, y in ((5, 3), (16, 8), (22, 18)):
        assert picture[y, x] == 0


def test_ink_is_drawn_into_the_picture_of_its_digit():
    pictures = rasterise(ink([[5, 5], [9, 5], [5, 5]], [False, True, False], [1, 1, 3], count=5))
    assert pictures.any(axis=(1, 2)).tolist() == [False, True, False, True, False]
    assert pictures[1].sum() > pictures[3].sum()


def test_the_stages_do_not_modify_their_ink():
    given = as_ink([[SLASH, TAP], [circles(4)]])
    before = [array.copy() for array in (given.points, given.joined, given.digit, given.pen)]
    draw_ink(given)
    for array, kept in zip((given.points, given.joined, given.digit, given.pen), before, strict=True):
        np.testing.assert_array_equal(array, kept)


def test_coverage_becomes_the_nearest_of_256_bytes():
    levels = to_bytes(np.array([0, 0.2 / 255, 0.8 / 255, 0.5, 254.4 / 255, 1], np.float32))
    assert levels.dtype == np.uint8
    assert levels.tolist() == [0, 0, 1, 128, 254, 255]


def test_a_checked_stroke_is_float64_whatever_its_type_was():
    for given in ([[1, 2], [3, 4]], np.array([[1, 2], [3, 4]], np.float32), ((1, 2), (3, 4))):
        checked = checked_stroke(given)
        assert checked.dtype == np.float64
        assert checked.tolist() == [[1, 2], [3, 4]]
    for nothing in ([], [[]], np.empty((0, 7))):
        assert checked_stroke(nothing).shape == (0, 2)


def test_a_coordinate_is_at_most_a_thousand_million():
    assert checked_stroke([[1e9, -1e9]]).tolist() == [[1e9, -1e9]]
    for bad in (1.001e9, -1.001e9, np.nan, -np.inf):
        stroke = [[1.0, 2.0], [bad, 5.0], [bad, 9.0]]
        with pytest.raises(ValueError, match="point 1") as refused:
            checked_stroke(stroke)
        text = f"point 1 of a stroke is ({bad!r}, 5.0); coordinates are finite numbers within ±1e+09"
        assert str(refused.value) == text


@pytest.mark.parametrize("shape", [(4,), (4, 3), (4, 1), (2, 2, 2)])
def test_a_stroke_is_refused_with_its_shape(shape):
    with pytest.raises(ValueError, match="shape") as refused:
        checked_stroke(np.ones(shape))
    assert str(refused.value) == f"a stroke has the shape (points, 2), not {shape}"


def test_the_longest_side_is_that_of_the_box_around_all_strokes_and_ignores_pressure():
    assert longest_side([SLASH]) == 10
    assert longest_side([SLASH, TAP, BAR]) == 50
    assert longest_side([TAP, TAP + np.array([3.0, -8.0])]) == 8
    assert longest_side([np.column_stack([SLASH, [0.0, 90.0]])]) == 10


def test_corners_are_of_each_digits_box_and_zero_without_points():
    placed = ink([[5, 1], [2, 8], [3, 4], [-6, -2], [-5, -9]], [0, 1, 1, 0, 1], [1, 1, 1, 3, 3], count=5)
    low, high = corners(placed)
    assert low.tolist() == [[0, 0], [2, 1], [0, 0], [-6, -9], [0, 0]]
    assert high.tolist() == [[0, 0], [5, 8], [0, 0], [-5, -2], [0, 0]]
    assert [corner.shape for corner in corners(ink(np.empty((0, 2)), [], count=2))] == [(2, 2), (2, 2)]


def test_edges_are_half_a_pen_beyond_the_points_of_each_digit():
    low, high = edges(ink([[5, 1], [2, 8], [3, 4], [9, 9]], [0, 1, 0, 0], [0, 0, 0, 2], pen=[2, 4, 5, 1], count=3))
    np.testing.assert_allclose(low, [[0.5, -0.5], [0, 0], [8.5, 8.5]])
    np.testing.assert_allclose(high, [[6.5, 9.5], [0, 0], [9.5, 9.5]])
