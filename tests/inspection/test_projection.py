"""Principal components, against NumPy's whole decomposition and a plane that is known."""

import numpy as np
import pytest

from nnstudio.inspection.projection import fit_projection


def test_the_axes_are_the_first_two_right_singular_vectors():
    rng = np.random.default_rng(4)
    values = rng.normal(size=(300, 80)) @ rng.normal(size=(80, 80))
    projection = fit_projection(values)
    _, singular, vectors = np.linalg.svd(values - values.mean(axis=0))
    for axis, vector in zip(projection.axes, vectors, strict=False):
        np.testing.assert_allclose(axis, vector * np.sign(vector[np.abs(vector).argmax()]), atol=1e-4)
    np.testing.assert_allclose(projection.fractions, singular[:2] ** 2 / (singular**2).sum(), rtol=1e-6)


def test_points_of_a_plane_keep_their_distances():
    rng = np.random.default_rng(6)
    plane = np.linalg.qr(rng.normal(size=(10, 2)))[0].T
    flat = rng.normal(size=(40, 2)) * [5, 1]
    projection = fit_projection(flat @ plane + 7)
    points = projection.points(flat @ plane + 7)
    assert projection.fractions.sum() == pytest.approx(1)
    distances = np.linalg.norm(points[:, None] - points[None], axis=2)
    np.testing.assert_allclose(distances, np.linalg.norm(flat[:, None] - flat[None], axis=2), atol=1e-9)


def test_the_mean_is_the_origin():
    values = np.random.default_rng(1).normal(3, 1, (20, 5))
    np.testing.assert_allclose(fit_projection(values).points(values.mean(axis=0)[None]), [[0, 0]], atol=1e-12)


@pytest.mark.parametrize("values", [np.ones((5, 3)), np.zeros((4, 1)), np.ones((1, 6))])
def test_where_nothing_varies_all_points_are_the_origin(values):
    projection = fit_projection(values)
    assert not projection.points(values).any()
    assert projection.fractions.tolist() == [0, 0]


def test_a_single_unit_has_one_axis():
    projection = fit_projection(np.array([[1.0], [3.0]]))
    np.testing.assert_allclose(projection.points(np.array([[1.0], [3.0]])), [[-1, 0], [1, 0]])


def test_a_map_is_turned_like_the_one_before():
    values = np.random.default_rng(2).normal(size=(30, 4)) * [4, 2, 1, 1]
    one = fit_projection(values)
    mirrored = type(one)(one.mean, one.axes * [[-1], [1]], one.fractions)
    np.testing.assert_array_equal(one.turned_like(mirrored).axes, mirrored.axes)
    assert one.turned_like(None) is one
    assert one.turned_like(fit_projection(np.eye(3))) is one
