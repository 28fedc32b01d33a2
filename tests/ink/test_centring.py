"""Pictures are centred by whole pixels: how far each is shifted, between two pixels and at the edges too."""

import numpy as np
import pytest

from nnstudio.ink.centring import centre, centre_of_mass, centring, shift


def picture(*points, shape=(6, 9)):
    """Return a picture with ink of 1 at each (x, y)."""
    levels = np.zeros(shape, np.float32)
    for x, y in points:
        levels[y, x] = 1
    return levels


def test_the_centre_of_mass_is_x_then_y_and_the_middle_without_ink():
    pictures = np.zeros((3, 5, 9), np.float32)
    pictures[0, 1, 7] = 0.25
    pictures[1, 4, 0], pictures[1, 4, 2], pictures[1, 0, 2] = 0.5, 0.25, 0.25
    np.testing.assert_allclose(centre_of_mass(pictures), [[7, 1], [1, 3], [4, 2]])


def test_each_picture_is_shifted_by_its_own_number_of_pixels():
    pictures = np.stack([picture((4, 2)), picture((4, 2), (5, 3)), picture((0, 0))])
    shifted = shift(pictures, np.array([[2, 1], [-3, 0], [0, 0]]))
    np.testing.assert_array_equal(shifted, [picture((6, 3)), picture((1, 2), (2, 3)), picture((0, 0))])
    assert shifted.dtype == np.float32


def test_ink_that_leaves_a_picture_is_lost_and_does_not_come_in_on_the_other_side():
    pictures = np.ones((1, 3, 4), np.float32)
    np.testing.assert_array_equal(shift(pictures, np.array([[2, -1]])), [[[0, 0, 1, 1], [0, 0, 1, 1], [0, 0, 0, 0]]])
    assert not shift(pictures, np.array([[9, 0]])).any()


def test_the_centre_of_mass_comes_as_near_to_the_pixel_as_whole_pixels_allow():
    pictures = np.stack([picture((4, 2)), picture((3, 2), (3, 2)), picture((1, 1), (2, 1), (2, 2)), picture((8, 5))])
    assert centring(pictures, 3.0).tolist() == [[-1, 1], [0, 1], [1, 2], [-5, -2]]
    centres = centre_of_mass(centre(pictures, 3.0))
    assert abs(centres - 3).max() <= 0.5


@pytest.mark.parametrize("error", [-1e-6, 0.0, 1e-6])
def test_a_symmetric_picture_goes_to_the_same_side_whatever_the_rounding_errors(error):
    between = picture((2, 2), (3, 2))
    between[2, 3] += error
    assert centring(between[None], 4.0).tolist() == [[2, 2]]


def test_nothing_is_modified_and_no_pictures_give_no_pictures():
    pictures = picture((1, 1))[None]
    before = pictures.copy()
    centre(pictures, 4.0)
    np.testing.assert_array_equal(pictures, before)
    assert centre(np.empty((0, 6, 9), np.float32), 4.0).shape == (0, 6, 9)
