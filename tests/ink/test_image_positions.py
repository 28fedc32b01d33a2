"""Which pixels of an image are ink, how dark, and where they go in a picture, with numbers worked out by hand."""

import numpy as np
import pytest

from nnstudio.ink.image import BlankImageError, Placement, fitted, ink_of, on_sheet, resample
from nnstudio.ink.recipe import InkRecipe

LARGE = InkRecipe(size=40, box=25.0, centre=22.0)


def gray_of(*levels, paper=255, shape=(7, 7)):
    """Return an image whose inner pixels begin with ``levels``; the rest is paper."""
    gray = np.full(shape, paper, np.uint8)
    gray[1 : 1 + len(levels), 2] = levels
    return gray


def solid(gray, level=255):
    return np.full_like(gray, level)


def inner(ink, count):
    return ink[1 : 1 + count, 2].tolist()


def block(top, bottom, left, right, side=20, level=255):
    """Return a square of ink in the rows ``top`` to ``bottom`` and columns ``left`` to ``right``, both included."""
    ink = np.zeros((side, side), np.uint8)
    ink[top : bottom + 1, left : right + 1] = level
    return ink


def test_ink_is_as_dark_as_its_difference_from_the_paper_and_the_darkest_is_scaled_to_255():
    for gray in (gray_of(155, 205, 230), gray_of(100, 50, 25, paper=0)):
        ink = ink_of(gray, solid(gray))
        assert ink.dtype == np.uint8
        assert inner(ink, 4) == [255, 128, 64, 0]
        assert np.count_nonzero(ink) == 3


def test_ink_is_what_differs_more_and_the_darker_where_both_differ_equally():
    for levels, expected in (((50, 200), [255, 0]), ((60, 220), [0, 255]), ((60, 200), [255, 0])):
        gray = gray_of(*levels, paper=130)
        assert inner(ink_of(gray, solid(gray)), 2) == expected


def test_12_percent_of_the_darkest_ink_is_ink_and_less_is_paper():
    gray = gray_of(147, 242, 243)
    assert inner(ink_of(gray, solid(gray)), 3) == [255, 31, 0]


@pytest.mark.parametrize("level", [32, 33])
def test_a_difference_of_32_of_255_is_enough_for_ink(level):
    gray = gray_of(level, paper=0)
    assert inner(ink_of(gray, solid(gray)), 1) == [255]
    assert inner(ink_of(gray, gray), 1) == [255]


def test_the_message_that_refuses_an_image_with_a_smaller_difference():
    gray = gray_of(31, paper=0)
    for opacity in (solid(gray), gray):
        with pytest.raises(BlankImageError, match=r"^the image is blank$"):
            ink_of(gray, opacity)


def test_transparent_pixels_are_blended_with_white_in_proportion():
    gray = gray_of(0, 0, 100)
    opacity = solid(gray)
    opacity[1:4, 2] = 255, 102, 51
    # seen: 0; 0.6 x 255 = 153; 0.2 x 100 + 0.8 x 255 = 224, which is 31 off the paper
    assert inner(ink_of(gray, opacity), 3) == [255, 102, 31]


def test_a_half_transparent_border_is_paper_and_a_more_transparent_one_is_not():
    gray = gray_of(0, 0, paper=0)
    opacity = solid(gray, 128)
    opacity[1:3, 2] = 255, 192
    assert inner(ink_of(gray, opacity), 3) == [255, 129, 0]
    opacity[:] = np.where(opacity == 128, 127, opacity)
    assert inner(ink_of(gray, opacity), 3) == [255, 192, 127]


@pytest.mark.parametrize("row", [0, -1])
@pytest.mark.parametrize("column", [0, -1])
def test_the_paper_is_the_median_of_all_four_sides(row, column):
    gray = np.full((5, 5), 255, np.uint8)
    gray[row], gray[:, column] = 40, 40
    ink = ink_of(gray, solid(gray))
    np.testing.assert_array_equal(ink, np.where(gray == 40, 0, 255))


@pytest.mark.parametrize(("shape", "corner"), [((7, 3), (0, 2)), ((7, 4), (0, 1)), ((3, 7), (2, 0)), ((4, 9), (2, 0))])
def test_an_image_is_centred_in_a_square(shape, corner):
    gray = np.full(shape, 255, np.uint8)
    gray[1, 1] = 0
    ink = ink_of(gray, solid(gray))
    assert ink.shape == (max(shape),) * 2
    assert ink.dtype == np.uint8
    assert np.argwhere(ink).tolist() == [[corner[0] + 1, corner[1] + 1]]


def test_the_given_image_is_not_modified():
    gray = gray_of(10, 200)
    opacity = gray_of(255, 80, paper=0)
    before = gray.copy(), opacity.copy()
    ink_of(gray, solid(gray))
    ink_of(gray, opacity)
    np.testing.assert_array_equal((gray, opacity), before)


def test_a_whole_sheet_is_scaled_to_the_picture_from_its_corner():
    ink = block(2, 9, 5, 6)
    assert on_sheet(ink) == Placement((0.0, 0.0), 1.4, (0.0, 0.0))
    assert on_sheet(ink, LARGE) == Placement((0.0, 0.0), 2.0, (0.0, 0.0))


@pytest.mark.parametrize(
    ("ink", "low", "scale", "offset"),
    [
        (block(2, 11, 5, 8), (5.0, 2.0), 2.0, (10.0, 4.0)),
        (block(7, 10, 3, 12), (3.0, 7.0), 2.0, (4.0, 10.0)),
        (block(4, 4, 6, 6), (6.0, 4.0), 20.0, (4.0, 4.0)),
    ],
)
def test_a_box_of_ink_is_scaled_to_its_longest_side_in_the_middle(ink, low, scale, offset):
    assert fitted(ink, 20.0) == Placement(low, scale, offset)
    x, y = offset
    assert fitted(ink, 20.0, LARGE) == Placement(low, scale, (x + 6, y + 6))


def test_a_box_begins_at_a_whole_pixel_where_it_cannot_be_exactly_in_the_middle():
    assert fitted(block(2, 11, 5, 8), 25.0, LARGE) == Placement((5.0, 2.0), 2.5, (14.5, 7.0))
    assert fitted(block(2, 11, 5, 8), 19.0) == Placement((5.0, 2.0), 1.9, (9.7, 4.0))


def by_hand(ink, placing, size):
    """Return what `resample` must return, by counting a fine grid of points in every pixel."""
    fine = 20
    at = (np.arange(size * fine) + 0.5) / fine
    column, row = (np.floor((at - placing.offset[a]) / placing.scale + placing.low[a]).astype(int) for a in (0, 1))
    inside = [(each >= 0) & (each < len(ink)) for each in (row, column)]
    seen = ink[np.ix_(row.clip(0, len(ink) - 1), column.clip(0, len(ink) - 1))] / 255 * np.outer(*inside)
    return seen.reshape(size, fine, size, fine).mean(axis=(1, 3))


@pytest.mark.parametrize(
    "placing",
    [
        Placement((0.0, 0.0), 1.0, (0.0, 0.0)),
        Placement((2.0, 1.0), 0.5, (3.0, 1.0)),
        Placement((1.0, 3.0), 2.5, (0.3, 4.2)),
        Placement((0.0, 2.0), 0.8, (-2.5, -0.5)),
        Placement((0.0, 0.0), 4.0, (-3.0, 8.0)),
    ],
)
def test_a_pixel_of_the_picture_is_the_mean_of_the_ink_in_it(placing):
    ink = np.random.default_rng(2).integers(0, 256, (9, 9)).astype(np.uint8)
    picture = resample(ink, placing, 12)
    assert picture.dtype == np.float32
    assert picture.shape == (12, 12)
    np.testing.assert_allclose(picture, by_hand(ink, placing, 12), atol=0.04)


def test_full_ink_fills_a_pixel_completely_and_never_exceeds_1():
    ink = np.full((100, 100), 255, np.uint8)
    for scale in np.linspace(0.3, 0.9, 30):
        picture = resample(ink, Placement((0.0, 0.0), float(scale), (0.1, 0.2)), 28)
        assert picture.max() <= 1
        np.testing.assert_allclose(picture[1:, 1:], 1, atol=1e-5)
