"""What is measured over many samples in chunks: mean and deviation of the inputs, normal distributions of classes."""

import numpy as np
import pytest

from nnstudio.data.dataset import PictureSamples
from nnstudio.engine.layers.standardization import CHUNK, Standardization
from nnstudio.engine.parameters import Role
from nnstudio.inspection.class_gaussians import COMPONENTS, SMALLEST_VARIANCE, fit_class_gaussians


@pytest.mark.parametrize("count", [1, 2, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 2 * CHUNK + 7])
def test_every_sample_counts_once_in_mean_and_deviation(count):
    rng = np.random.default_rng(count)
    # The last pictures are brighter than the first, so that one left out or counted twice shows.
    pictures = (rng.integers(0, 60, (count, 5)) + np.linspace(0, 190, count)[:, None]).astype(np.uint8)
    views = {"input_mean": np.zeros(1), "input_deviation": np.ones(1)}
    Standardization().measure_inputs(views, PictureSamples(pictures, np.zeros(count, np.uint8)))
    inputs = pictures / 255
    assert views["input_mean"][0] == pytest.approx(inputs.mean(), rel=1e-5)
    assert views["input_deviation"][0] == pytest.approx(inputs.std(), rel=1e-5)


def test_mean_and_deviation_are_single_numbers_and_are_not_learned():
    layer = Standardization()
    mean, deviation = layer.parameters((7,))
    assert layer.output_shape((7,)) == (7,)
    assert (mean.name, mean.shape, mean.role, mean.initial) == ("input_mean", (1,), Role.MEASUREMENT, 0)
    assert (deviation.name, deviation.shape, deviation.role, deviation.initial) == (
        "input_deviation",
        (1,),
        Role.MEASUREMENT,
        1,
    )


def test_at_most_a_hundred_components_are_kept_and_they_have_the_largest_variance():
    rng = np.random.default_rng(0)
    spread = np.linspace(0.1, 5, COMPONENTS + 20)
    fitted = fit_class_gaussians(rng.normal(3, spread, (400, COMPONENTS + 20)), rng.integers(0, 3, 400))
    assert COMPONENTS == 100
    assert fitted.components.shape == (COMPONENTS + 20, COMPONENTS)
    assert fitted.class_means.shape == (3, COMPONENTS)
    assert fitted.whitening.shape == (3, COMPONENTS, COMPONENTS)
    assert fitted.log_determinants.shape == (3,)
    fraction = (fitted.components**2).sum(axis=1)  # of each direction, how much is kept
    assert fraction[-50:].min() > 0.9
    assert fraction[:10].max() < 0.3


def test_fewer_numbers_than_components_are_all_kept_in_falling_order():
    rng = np.random.default_rng(0)
    x = rng.normal([1.0, -2.0, 3.0], [0.5, 5, 2], (500, 3))
    fitted = fit_class_gaussians(x, np.zeros(500, np.int64))
    np.testing.assert_allclose(fitted.mean, x.mean(axis=0), rtol=1e-5)
    np.testing.assert_array_equal(np.abs(fitted.components).argmax(axis=0), [1, 2, 0])


def test_everything_that_is_kept_is_single_precision():
    fitted = fit_class_gaussians(np.random.default_rng(0).normal(size=(40, 3)), np.arange(40) % 2)
    arrays = (fitted.mean, fitted.components, fitted.class_means, fitted.whitening, fitted.log_determinants)
    assert [each.dtype for each in arrays] == [np.float32] * 5
    assert fitted.novelty_scores(np.zeros((2, 3), np.float32)).dtype == np.float32


def test_single_precision_and_whole_numbers_are_fitted_as_well():
    rng = np.random.default_rng(0)
    x, labels = rng.integers(0, 9, (60, 3)), rng.integers(0, 2, 60)
    points = np.array([[1.0, 2, 3], [9, 0, 9]])
    expected = fit_class_gaussians(x.astype(float), labels).novelty_scores(points)
    np.testing.assert_allclose(fit_class_gaussians(x.astype(np.float32), labels).novelty_scores(points), expected, 1e-5)
    np.testing.assert_allclose(fit_class_gaussians(x, labels).novelty_scores(points), expected, 1e-5)


def test_classes_without_any_spread_have_the_smallest_variance_there_is():
    fitted = fit_class_gaussians(np.zeros((6, 2)), np.arange(6) % 2)
    variance = 0.3 * SMALLEST_VARIANCE
    at_home, apart = fitted.novelty_scores(np.array([[0.0, 0.0], [0.001, 0.0]]))
    assert at_home == pytest.approx(2 * np.log(variance), rel=1e-4)
    assert apart - at_home == pytest.approx(0.001**2 / variance, rel=1e-3)


def test_the_text_of_a_refusal():
    with pytest.raises(ValueError, match=r"^normal distributions need at least one sample and finite numbers$"):
        fit_class_gaussians(np.empty((0, 3)), np.empty(0, np.int64))
    with pytest.raises(ValueError, match="at least one sample and finite numbers"):
        fit_class_gaussians(np.array([[1.0, 2.0], [3.0, np.nan]]), np.array([0, 1]))
