import numpy as np
import pytest

from nnstudio.ink.recipe import draw_many
from nnstudio.inspection.direction_features import CHUNK, DIRECTIONS, FEATURES, POSITIONS, direction_features


def features_of(*drawings):
    return direction_features(draw_many(drawings))


def by_direction(features):
    return features.reshape(-1, DIRECTIONS, POSITIONS, POSITIONS).sum(axis=(2, 3))


DASH, BAR = [np.array([[0.0, 50], [100, 50]])], [np.array([[50.0, 0], [50, 100]])]


def test_features_of_blank_paper_are_zero():
    assert not direction_features(np.zeros((2, 28, 28), np.uint8)).any()


def test_each_line_appears_in_the_planes_of_its_two_edges():
    dash, bar = by_direction(features_of(DASH, BAR))
    assert set(dash.argsort()[-2:]) == {2, 6}  # downwards and upwards: the edges of a horizontal line
    assert set(bar.argsort()[-2:]) == {0, 4}


def test_rotating_a_picture_by_90_degrees_rotates_the_planes():
    rng = np.random.default_rng(1)
    picture = rng.integers(0, 256, (1, 28, 28), np.uint8)
    turned = np.rot90(picture, -1, axes=(1, 2))  # clockwise: right becomes down
    before, after = (
        direction_features(np.ascontiguousarray(each)).reshape(DIRECTIONS, POSITIONS, POSITIONS)
        for each in (picture, turned)
    )
    np.testing.assert_allclose(after, np.roll(np.rot90(before, -1, axes=(1, 2)), 2, axis=0), rtol=1e-3, atol=1e-3)


def test_features_do_not_depend_on_the_other_pictures():
    pictures = np.random.default_rng(2).integers(0, 256, (CHUNK + 3, 28, 28)).astype(np.uint8)
    together = direction_features(pictures)
    assert together.shape == (CHUNK + 3, FEATURES)
    np.testing.assert_allclose(together[-1:], direction_features(pictures[-1:]), rtol=1e-5)


@pytest.mark.parametrize("factor", [2, 3])
def test_an_enlarged_picture_has_much_the_same_features(factor):
    picture = draw_many([DASH])
    enlarged = picture.repeat(factor, axis=1).repeat(factor, axis=2)
    small, large = (direction_features(each).ravel() for each in (picture, enlarged))
    assert np.corrcoef(small, large)[0, 1] > 0.97


def test_what_is_no_picture_is_refused_by_its_shape():
    with pytest.raises(ValueError, match=r"^samples of shape \(4,\) are not pictures$"):
        direction_features(np.zeros((3, 4), np.uint8))
