import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from nnstudio.ink.centring import centre, centre_of_mass
from nnstudio.ink.curve import merge_close_points
from nnstudio.ink.recipe import (
    MEAN_INK,
    MNIST_RECIPE,
    InkRecipe,
    as_ink,
    balance,
    draw,
    draw_ink,
    draw_many,
    rasterise,
    scale_to_box,
)


def seven(points_per_line=30):
    along = np.linspace(0, 1, points_per_line)[:, None]
    top = np.array([100.0, 80.0]) + along * [140.0, 4.0]
    down = top[-1] + along * [-90.0, 220.0]
    bar = np.array([150.0, 190.0]) + along * [80.0, -6.0]
    return [np.concatenate([top, down[1:]]), bar]


def loop(points, turns=1.0):
    angle = np.linspace(0, 2 * np.pi * turns, points)
    return np.stack([60 * np.cos(angle), 90 * np.sin(angle)], axis=1)


def mass_centre(picture):
    return centre_of_mass(picture[None].astype(np.float32))[0]


def inked_box(picture, threshold=0):
    rows, columns = np.nonzero(picture > threshold)
    return columns.max() - columns.min() + 1, rows.max() - rows.min() + 1


def test_a_drawing_becomes_28_by_28_bytes_of_ink_on_black_paper():
    picture = draw(seven())
    assert picture.shape == (28, 28)
    assert picture.dtype == np.uint8
    assert picture.max() == 255
    assert picture[0].max() == 0


@pytest.mark.parametrize("strokes", [seven(), [loop(50)], [loop(50), *seven()], [np.array([[0.0, 0.0], [3.0, 9.0]])]])
def test_the_centre_of_mass_lands_as_near_to_pixel_14_as_whole_pixels_allow(strokes):
    assert mass_centre(draw(strokes)) == pytest.approx([14.0, 14.0], abs=0.51)


def test_the_longest_side_of_the_ink_becomes_20_pixels_and_the_aspect_ratio_of_the_line_stays():
    points = scale_to_box(as_ink([[loop(400)]])).points
    assert np.ptp(points, axis=0) == pytest.approx([17.7 * 60 / 90, 17.7], abs=0.01)
    assert inked_box(draw([loop(400)]))[1] == 20


def test_the_line_is_as_wide_as_the_recipe_says():
    line = [np.array([[0.0, 0.0], [0.0, 50.0]])]
    for pen in (2.0, 2.3, 2.6):
        across = draw(line, InkRecipe(pen=pen))[14].astype(float) / 255
        assert across.sum() == pytest.approx(pen, abs=0.02)


def test_line_ends_are_round():
    tip = draw([np.array([[0.0, 0.0], [0.0, 50.0]])], InkRecipe(pen=7.0))
    first = np.flatnonzero(tip.any(axis=1))[0]
    widths = tip[first : first + 4].sum(axis=1, dtype=float) / 255
    assert widths[0] < widths[1] < widths[2] < widths[3] <= 7.01


def test_the_same_digit_moved_and_enlarged_gives_the_same_picture():
    moved = [stroke * 3.7 + [900.0, -250.0] for stroke in seven()]
    difference = draw(moved).astype(int) - draw(seven())
    assert abs(difference).max() <= 1


def test_each_digit_of_a_batch_is_drawn_exactly_as_it_is_alone():
    digits = [seven(), [loop(80)], [], [np.array([[5.0, 5.0]])], [loop(300, turns=2.5), *seven()]]
    batch = draw_many(digits)
    for picture, strokes in zip(batch, digits, strict=True):
        np.testing.assert_array_equal(picture, draw(strokes))


def test_more_strokes_than_fit_in_one_block_are_drawn_alike():
    batch = draw_many([seven()] * 200)
    assert (batch == draw(seven())).all()


def test_no_ink_gives_an_empty_picture():
    for strokes in ([], [np.empty((0, 2))], [np.empty((0, 2)), np.empty((0, 2))]):
        assert not draw(strokes).any()
    assert draw_many([]).shape == (0, 28, 28)


def test_an_empty_stroke_among_others_changes_nothing():
    np.testing.assert_array_equal(draw([np.empty((0, 2)), *seven(), np.empty((0, 2))]), draw(seven()))


def test_a_tap_is_one_small_dot_on_pixel_14():
    for tap in (np.array([[250.0, 130.0]]), np.array([[250.0, 130.0]] * 4)):
        picture = draw([tap])
        assert picture[14, 14] > 200
        assert max(inked_box(picture)) == 4


def test_a_dot_beside_a_line_is_drawn():
    line = np.array([[0.0, 0.0], [0.0, 100.0]])
    dot = np.array([[60.0, 50.0]])
    assert inked_box(draw([line, dot]))[0] == pytest.approx(0.6 * 17.7 + 2.3, abs=1.5)


def test_the_order_and_direction_of_strokes_do_not_matter():
    turned = [stroke[::-1] for stroke in seven()[::-1]]
    difference = abs(draw(turned).astype(int) - draw(seven()))
    assert difference.max() <= 12
    assert difference.mean() < 0.2


def test_overlapping_strokes_are_no_darker_than_one():
    np.testing.assert_array_equal(draw(seven() * 3), draw(seven()))


def test_thousands_of_mouse_points_look_like_a_few():
    difference = draw([loop(5000)]).astype(int) - draw([loop(160)])
    assert abs(difference).max() <= 8


def test_thinning_keeps_both_ends_and_few_points():
    dense = loop(5000)
    thinned = merge_close_points(dense, spacing=5.0)
    np.testing.assert_array_equal(thinned[[0, -1]], dense[[0, -1]])
    assert len(thinned) < 120


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf, 1e300])
def test_a_point_that_is_not_finite_is_refused_and_named(bad):
    stroke = np.array([[1.0, 2.0], [3.0, bad]])
    with pytest.raises(ValueError, match="point 1 of a stroke"):
        draw([stroke])


@pytest.mark.parametrize("shape", [(4,), (4, 3), (2, 2, 2)])
def test_a_stroke_of_another_shape_is_refused(shape):
    with pytest.raises(ValueError, match=r"shape \(points, 2\)"):
        draw([np.ones(shape)])


def test_a_recipe_that_does_not_fit_its_picture_is_refused():
    with pytest.raises(ValueError, match="does not fit"):
        InkRecipe(box=28.5)
    with pytest.raises(ValueError, match="positive"):
        InkRecipe(pen=0.0)


def test_the_stages_one_by_one_give_the_same_picture_as_draw():
    stages = as_ink([seven()])
    fitted = scale_to_box(stages)
    assert fitted.points.min(axis=0)[1] == pytest.approx(3.5 + 2.3 / 2)
    coverage = centre(rasterise(fitted), 14.0)
    np.testing.assert_array_equal(np.rint(coverage * 255), draw_ink(stages))


def scribble(turns):
    return [loop(400, turns) * np.linspace(0.2, 1, 400)[:, None]]


def test_ink_darker_than_nearly_all_of_mnist_is_drawn_with_a_narrower_pen():
    ink = balance(as_ink([scribble(4)]))
    assert ink.pen.max() < MNIST_RECIPE.pen
    assert draw(scribble(4)).mean() / 255 == pytest.approx(MEAN_INK[1], abs=0.003)


def test_the_pen_is_never_too_narrow_for_a_line_to_be_visible():
    blot = [np.random.default_rng(0).uniform(0, 100, (400, 2))]
    assert balance(as_ink([blot])).pen.min() == 1.0


def test_ink_fainter_than_nearly_all_of_mnist_is_drawn_with_a_wider_pen():
    faint = InkRecipe(pen=1.2)
    assert draw([np.array([[0.0, 0.0], [0.0, 50.0]])], faint).mean() / 255 == pytest.approx(MEAN_INK[0], abs=0.003)


def test_ink_within_the_range_keeps_its_pen_beside_ink_that_does_not():
    ink = balance(as_ink([seven(), scribble(4)]))
    assert (ink.pen[ink.digit == 0] == MNIST_RECIPE.pen).all()
    np.testing.assert_array_equal(draw_many([seven(), scribble(4)])[1], draw(scribble(4)))


def test_the_same_strokes_in_another_unit_give_the_same_bytes():
    strokes = [np.rint(stroke) for stroke in seven()]
    np.testing.assert_array_equal(draw([stroke / 500 for stroke in strokes]), draw(strokes))


def test_lines_that_leave_the_picture_are_cut_off():
    outside = as_ink([[np.array([[-500.0, 14.0], [900.0, 14.0]])]])
    assert rasterise(outside)[0, 14].min() == 1
    assert rasterise(outside)[0, :10].max() == 0


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    st.lists(
        arrays(np.float64, st.tuples(st.integers(0, 12), st.just(2)), elements=st.floats(-1e9, 1e9)),
        max_size=4,
    )
)
def test_any_finite_strokes_give_a_picture(strokes):
    picture = draw(strokes)
    assert picture.shape == (28, 28)
    assert picture.any() == any(len(stroke) for stroke in strokes)
