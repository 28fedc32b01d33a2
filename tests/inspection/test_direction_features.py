import numpy as np

from nnstudio.ink.recipe import draw_many
from nnstudio.inspection.direction_features import CHUNK, DIRECTIONS, FEATURES, POSITIONS, direction_features


def features_of(*drawings):
    return direction_features(draw_many(drawings))


def by_direction(features):
    return features.reshape(-1, DIRECTIONS, POSITIONS, POSITIONS).sum(axis=(2, 3))


DASH, BAR = [np.array([[0.0, 50], [100, 50]])], [np.array([[50.0, 0], [50, 100]])]


def test_paper_has_no_direction():
    assert not direction_features(np.zeros((2, 28, 28), np.uint8)).any()


def test_lines_of_different_direction_differ_in_their_planes_and_have_two_edges_each():
    dash, bar = by_direction(features_of(DASH, BAR))
    assert set(dash.argsort()[-2:]) == {2, 6}  # downwards and upwards: the edges of a lying line
    assert set(bar.argsort()[-2:]) == {0, 4}


def test_a_turn_by_a_quarter_turns_the_planes_with_it():
    rng = np.random.default_rng(1)
    picture = rng.integers(0, 256, (1, 28, 28), np.uint8)
    turned = np.rot90(picture, -1, axes=(1, 2))  # clockwise: what pointed right points down
    before, after = (
        direction_features(np.ascontiguousarray(each)).reshape(DIRECTIONS, POSITIONS, POSITIONS)
        for each in (picture, turned)
    )
    np.testing.assert_allclose(after, np.roll(np.rot90(before, -1, axes=(1, 2)), 2, axis=0), rtol=1e-3, atol=1e-3)


def test_many_pictures_give_what_each_gives_alone():
    pictures = np.random.default_rng(2).integers(0, 256, (CHUNK + 3, 28, 28)).astype(np.uint8)
    together = direction_features(pictures)
    assert together.shape == (CHUNK + 3, FEATURES)
    np.testing.assert_allclose(together[-1:], direction_features(pictures[-1:]), rtol=1e-5)
