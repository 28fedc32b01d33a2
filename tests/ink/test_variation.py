import numpy as np

from nnstudio.ink.recipe import draw
from nnstudio.ink.variation import draw_varied

SEVEN = (np.array([[100.0, 100.0], [300.0, 100.0], [180.0, 400.0]]), np.array([[150.0, 250.0], [280.0, 250.0]]))
TAP = (np.array([[5.0, 5.0]]),)


def test_the_same_seed_draws_the_same_pictures_and_another_draws_others():
    first, again, other = (draw_varied([SEVEN] * 3, np.random.default_rng(seed)) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert (first != other).any()
    assert (first[0] != first[1]).any()


def test_a_varied_digit_still_looks_like_the_one_that_was_drawn():
    drawn = draw(SEVEN).reshape(-1).astype(float)
    bar = draw([np.array([[0.0, 0.0], [0.0, 100.0]])]).reshape(-1).astype(float)
    pictures = draw_varied([SEVEN] * 50, np.random.default_rng(0)).reshape(50, -1).astype(float)
    alike, other = ([np.corrcoef(each, shape)[0, 1] for each in pictures] for shape in (drawn, bar))
    assert np.mean(alike) > 0.5
    assert (np.array(alike) > other).all()


def test_strokes_stay_separate_and_the_scale_of_the_drawing_does_not_matter():
    small = tuple(stroke / 500 for stroke in SEVEN)
    first, second = (draw_varied([digit], np.random.default_rng(3)) for digit in (SEVEN, small))
    np.testing.assert_allclose(first.astype(int), second.astype(int), atol=2)


def test_a_tap_is_a_dot_and_does_not_affect_other_digits():
    dot, seven = draw_varied([TAP, SEVEN], np.random.default_rng(0))
    assert 0 < np.count_nonzero(dot) < 30
    assert np.count_nonzero(seven) > 60
