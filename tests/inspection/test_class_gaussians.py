import numpy as np
import pytest

from nnstudio.inspection.class_gaussians import SHRINKAGE, fit_class_gaussians


@pytest.fixture
def clouds():
    """Two clouds of different shape in three dimensions, with their labels."""
    rng = np.random.default_rng(0)
    wide = rng.normal(0, (3, 1, 0.5), (400, 3))
    spherical = rng.normal((0, 8, 0), 1, (300, 3))
    return np.concatenate([wide, spherical]), np.repeat([4, 7], [400, 300])


def test_the_novelty_score_is_the_formula_for_the_likeliest_class(clouds):
    x, labels = clouds
    points = np.array([[0.0, 0, 0], [0, 8, 0], [5, 4, -3]])
    classes = [x[labels == label] for label in (4, 7)]
    within = np.mean([((each - each.mean(axis=0)) ** 2).mean(axis=1).sum() for each in classes])
    assert within > 0
    variance = np.concatenate([(each - each.mean(axis=0)) ** 2 for each in classes]).mean()
    expected = []
    for point in points:
        values = []
        for each in classes:
            covariance = np.cov(each.T, bias=True) + SHRINKAGE * variance * np.eye(3)
            apart = point - each.mean(axis=0)
            values.append(apart @ np.linalg.inv(covariance) @ apart + np.log(np.linalg.det(covariance)))
        expected.append(min(values))
    np.testing.assert_allclose(fit_class_gaussians(x, labels).novelty_scores(points), expected, rtol=1e-4)


def test_the_same_distance_is_more_novel_where_a_class_is_narrow(clouds):
    gaussians = fit_class_gaussians(*clouds)
    along, across = gaussians.novelty_scores(np.array([[3.0, 0, 0], [0, 0, 3.0]]))
    assert across > along


def test_a_point_between_two_classes_is_more_novel_than_either_mean(clouds):
    gaussians = fit_class_gaussians(*clouds)
    first, between, second = gaussians.novelty_scores(np.array([[0.0, 0, 0], [0, 4, 0], [0, 8, 0]]))
    assert between > first
    assert between > second


def test_classes_of_one_sample_and_constant_columns_have_finite_scores():
    x = np.zeros((5, 4))
    x[4, 0] = 2
    novelty_scores = fit_class_gaussians(x, np.array([0, 0, 0, 0, 1])).novelty_scores(x + np.eye(4)[1])
    assert np.isfinite(novelty_scores).all()


@pytest.mark.parametrize("x", [np.empty((0, 3)), np.full((4, 3), np.nan), np.full((4, 3), np.inf)])
def test_no_samples_and_numbers_that_are_not_finite_are_refused(x):
    with pytest.raises(ValueError, match="finite"):
        fit_class_gaussians(x, np.zeros(len(x), np.int64))
