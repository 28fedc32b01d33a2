"""Each way in which the user's digits are varied: one alone and turned up, or all turned off."""

from dataclasses import replace

import numpy as np
import pytest

from nnstudio.ink.handwriting_variation import DEFAULT_VARIATION, Variation
from nnstudio.ink.recipe import MNIST_RECIPE, InkRecipe, as_ink, finish, scale_to_box
from nnstudio.ink.variation import SAME_WRITER, draw_varied

LARGE = InkRecipe(size=40, box=25.0, pen=3.0, centre=22.0)
SEVEN = (np.array([[100.0, 100.0], [300.0, 100.0], [180.0, 400.0]]), np.array([[150.0, 250.0], [280.0, 250.0]]))
TAP = (np.array([[5.0, 5.0]]),)
ANGLE = np.linspace(0, 5, 40)
RING = (np.stack([np.cos(ANGLE), 2 * np.sin(ANGLE)], axis=1),)
PILLARS = tuple(np.column_stack([np.full(41, x), np.linspace(0, 100, 41)]) for x in (0.0, 60.0))

STILL = Variation(
    end=0.0,
    drift=0.0,
    warp=0.0,
    wobble=0.0,
    width=0.0,
    taper=0.0,
    slant=(0.0, 0.0),
    turn=0.0,
    pen=(2.3, 0.0),
    pressure=0.0,
)


def varied(digits, seed=0, **changes):
    """Return the pictures (digits, 28, 28) with no variation but ``changes``."""
    return draw_varied(digits, np.random.default_rng(seed), replace(STILL, **changes))


def drawn(digits, recipe=MNIST_RECIPE):
    """Return the pictures of digits without variation, with the recipe's pen."""
    return finish(scale_to_box(as_ink(digits, recipe), recipe), recipe)


@pytest.mark.parametrize("digits", [[SEVEN], [TAP], [RING, TAP, SEVEN, PILLARS, (*SEVEN, *TAP)]])
def test_without_variation_a_digit_is_drawn_as_it_is(digits):
    np.testing.assert_allclose(varied(digits).astype(int), drawn(digits).astype(int), atol=1)


def test_the_recipe_is_followed_from_the_strokes_to_the_picture():
    still = replace(STILL, pen=(3.0, 0.0))
    pictures = draw_varied([RING, SEVEN], np.random.default_rng(0), still, LARGE)
    assert pictures.shape == (2, 40, 40)
    assert pictures.dtype == np.uint8
    expected = drawn([RING, SEVEN], LARGE)
    np.testing.assert_allclose(pictures.astype(int), expected.astype(int), atol=1)


def test_the_defaults_are_the_same_writer_and_the_recipe_of_mnist():
    default, explicit = (
        draw_varied([SEVEN, RING], np.random.default_rng(4), *how) for how in ((), (SAME_WRITER, MNIST_RECIPE))
    )
    np.testing.assert_array_equal(default, explicit)
    assert default.shape == (2, 28, 28)
    assert default.dtype == np.uint8


def test_the_same_writer_varies_less_than_people_differ_and_keeps_the_pads_pen():
    assert SAME_WRITER.pen[0] == MNIST_RECIPE.pen
    for name in ("end", "drift", "warp", "wobble", "width", "taper", "turn", "pressure"):
        assert 0 <= getattr(SAME_WRITER, name) < getattr(DEFAULT_VARIATION, name)
    for name in ("slant", "pen"):
        assert 0 < getattr(SAME_WRITER, name)[1] < getattr(DEFAULT_VARIATION, name)[1]
    assert SAME_WRITER.slant[0] == 0


def test_drift_rotates_every_stroke_about_its_middle():
    gaps, turned = [], 0
    for picture in varied([PILLARS] * 80, drift=8.0).astype(float):
        ink = picture[13:16].sum(axis=0)
        at = np.arange(28)
        left = at < ink @ at / ink.sum()
        means = [ink[side] @ at[side] / ink[side].sum() for side in (left, ~left)]
        gaps.append(means[1] - means[0])
        turned += not np.array_equal(picture[7], picture[20])
    assert turned > 60
    assert np.mean(gaps) == pytest.approx(0.6 * 17.7, abs=1)
    assert np.std(gaps) < 0.9


def test_a_taper_widens_one_end_of_the_whole_digit_as_much_as_it_narrows_the_other():
    ladder = tuple(np.array([[-30.0, y], [30.0, y]]) for y in (-50.0, 0.0, 50.0))
    differences = []
    for picture in varied([ladder] * 40, taper=0.25):
        first = picture.any(axis=1).argmax()
        bars = np.split(picture[first : first + 20], [7, 13])
        top, middle, bottom = (bar.sum() / 255 for bar in bars)
        differences.append(top - bottom)
        assert (top + bottom) / 2 == pytest.approx(middle, rel=0.08)
    assert max(differences) > 6 > -6 > min(differences)


def test_every_kind_of_variation_moves_the_ink_by_a_different_amount_in_each_drawing():
    still = varied([PILLARS])[0].astype(int)
    for change in ({"wobble": 3.0}, {"warp": 6.0}, {"turn": 0.2}, {"width": 0.3}, {"slant": (0.0, 0.3)}):
        pictures = varied([PILLARS] * 20, **change).astype(int)
        moved = np.abs(pictures - still).mean(axis=(1, 2))
        assert np.median(moved) > 2
        assert len(np.unique(pictures.reshape(20, -1), axis=0)) > 15


def test_a_tap_is_a_dot_whatever_is_varied_and_other_digits_are_unaffected():
    for change in ({"drift": 12.0}, {"wobble": 3.0}, {"warp": 6.0}, {"pressure": 0.2}):
        dot, pillars = varied([TAP, PILLARS], **change)
        assert 3 < np.count_nonzero(dot) < 20
        assert np.count_nonzero(pillars.any(axis=1)) > 18
    np.testing.assert_array_equal(varied([TAP], drift=12.0), varied([TAP]))


def test_the_given_strokes_are_not_modified():
    strokes = tuple(stroke.copy() for stroke in SEVEN)
    draw_varied([strokes], np.random.default_rng(0))
    for stroke, kept in zip(strokes, SEVEN, strict=True):
        np.testing.assert_array_equal(stroke, kept)


@pytest.mark.parametrize("seed", range(4))
def test_how_far_a_point_drifts_depends_on_the_length_of_its_stroke_up_to_it_and_not_on_the_number_of_points(seed):
    sparse = tuple(pillar[[0, -1]] for pillar in PILLARS)
    uneven = tuple(pillar[[0, 1, 2, 3, 4, 5, 6, 30, 40]] for pillar in PILLARS)
    expected, *others = (varied([each], seed, drift=15.0).astype(int) for each in (sparse, PILLARS, uneven))
    for other in others:
        np.testing.assert_allclose(other, expected, atol=20)
