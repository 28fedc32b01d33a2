import numpy as np
import pytest

from nnstudio.ink.image import BlankImageError, ink_of

SOLID = np.full((60, 40), 255, np.uint8)


def bar(ink, paper):
    gray = np.full((60, 40), paper, np.uint8)
    gray[10:50, 15:25] = ink
    return gray


@pytest.mark.parametrize(("ink", "paper"), [(0, 255), (255, 0), (30, 140), (200, 90)])
def test_ink_is_what_differs_from_the_paper_at_the_border_whether_dark_or_light(ink, paper):
    found = ink_of(bar(ink, paper), SOLID)
    assert found.shape == (60, 60)
    assert found.max() == 255
    assert (found > 0).sum() == 40 * 10


def test_where_the_border_is_transparent_the_opaque_pixels_are_ink():
    opacity = bar(255, 0)
    for gray in (np.zeros_like(opacity), np.full_like(opacity, 255)):
        assert (ink_of(gray, opacity) > 0).sum() == 40 * 10


def test_the_grain_of_the_paper_is_not_ink():
    grain = np.random.default_rng(3).integers(-8, 9, (60, 40))
    found = ink_of((bar(20, 230) + grain).clip(0, 255).astype(np.uint8), SOLID)
    assert (found > 0).sum() == 40 * 10


@pytest.mark.parametrize("level", [0, 128, 255])
def test_a_blank_image_is_refused(level):
    with pytest.raises(BlankImageError, match="blank"):
        ink_of(np.full((60, 40), level, np.uint8), SOLID)
    with pytest.raises(BlankImageError):
        ink_of(SOLID, np.zeros_like(SOLID))


def test_a_picture_of_one_pixel_is_blank():
    with pytest.raises(BlankImageError):
        ink_of(np.zeros((1, 1), np.uint8), np.full((1, 1), 255, np.uint8))
