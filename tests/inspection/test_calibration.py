"""Calibration against sums by hand, a brute-force search, and scikit-learn and PyTorch where they are installed."""

import math

import numpy as np
import pytest

from nnstudio.inspection.calibration import fit_temperature, mean_loss, reliability
from nnstudio.inspection.judgement import Judgement
from nnstudio.steps import finish


def two_classes(confidences, rights):
    """Return a judgement of two classes, each picture predicted as class 0 with one of the ``confidences``."""
    confidences = np.array(confidences)
    return Judgement(np.where(rights, 0, 1), np.log(np.stack([confidences, 1 - confidences], axis=1)))


def random_judgement(temperature, count=4000, classes=5, seed=1):
    """Return a judgement that is calibrated once its logits are divided by ``temperature``."""
    rng = np.random.default_rng(seed)
    logits = rng.normal(0, 2, (count, classes))
    probabilities = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    labels = np.array([rng.choice(classes, p=row) for row in probabilities])
    return Judgement(labels, (logits * temperature).astype(np.float32))


def test_a_worked_example():
    """Confidences 0.55 and 0.58 with one right, 0.9 and 0.94 and 0.92 with two right, in ten bins."""
    found = reliability(two_classes([0.55, 0.58, 0.92, 0.94, 0.92], [True, False, True, True, False]), bins=10)
    assert found.counts.tolist() == [0, 0, 0, 0, 0, 2, 0, 0, 0, 3]
    assert found.confidences[5] == pytest.approx(0.565)
    assert found.accuracies[5] == 0.5
    assert found.confidences[9] == pytest.approx(2.78 / 3)
    assert found.accuracies[9] == pytest.approx(2 / 3)
    assert found.error == pytest.approx((2 * 0.065 + 3 * (2.78 / 3 - 2 / 3)) / 5)
    assert found.loss == pytest.approx(-np.log([0.55, 0.42, 0.92, 0.94, 0.08]).mean())


def test_a_confidence_at_the_edge_of_two_bins_belongs_to_the_lower_one():
    sure = Judgement(np.array([0]), np.array([[0.0, -np.inf]]))
    half = Judgement(np.array([0]), np.array([[0.0, 0.0]]))
    assert reliability(sure, bins=10).counts.tolist() == [0] * 9 + [1]
    assert reliability(half, bins=10).counts.tolist() == [0] * 4 + [1] + [0] * 5


def test_fifteen_bins_by_default_hold_every_picture():
    judgement = random_judgement(1.0)
    found = reliability(judgement)
    assert found.counts.shape == (15,)
    assert found.counts.sum() == judgement.count
    assert found.counts @ found.accuracies == pytest.approx(judgement.is_right.sum())
    np.testing.assert_allclose(found.counts @ found.confidences, judgement.confidences.sum())


def test_a_calibrated_network_has_little_error_and_a_temperature_of_one():
    judgement = random_judgement(1.0)
    assert reliability(judgement).error < 0.03
    assert finish(fit_temperature(judgement)) == pytest.approx(1, abs=0.05)


@pytest.mark.parametrize("temperature", [0.5, 2.0, 4.0])
def test_the_temperature_that_the_logits_were_multiplied_by_is_found(temperature):
    judgement = random_judgement(temperature)
    fitted = finish(fit_temperature(judgement))
    assert fitted == pytest.approx(temperature, rel=0.05)
    assert reliability(judgement, fitted).error < min(0.03, reliability(judgement).error)
    assert reliability(judgement, fitted).temperature == fitted


def test_no_other_temperature_has_a_smaller_loss():
    judgement = random_judgement(3.0, count=500)
    fitted = finish(fit_temperature(judgement))
    grid = np.geomspace(0.1, 10, 4001)
    best = min(grid, key=lambda each: mean_loss(judgement, each))
    assert fitted == pytest.approx(best, rel=2e-3)
    assert mean_loss(judgement, fitted) <= mean_loss(judgement, best) + 1e-9


def test_a_network_that_is_always_right_wants_the_lowest_temperature_and_one_always_wrong_the_highest():
    right = Judgement(np.array([0, 1]), np.eye(2))
    wrong = Judgement(np.array([1, 0]), np.eye(2))
    assert finish(fit_temperature(right)) == pytest.approx(0.1, rel=1e-3)
    assert finish(fit_temperature(wrong)) == pytest.approx(10, rel=1e-3)


def test_a_temperature_changes_confidences_but_no_prediction():
    judgement = random_judgement(1.0, count=200)
    hot, cold = reliability(judgement, 5.0), reliability(judgement, 0.2)
    assert hot.counts @ hot.confidences < cold.counts @ cold.confidences
    assert hot.counts @ hot.accuracies == pytest.approx(cold.counts @ cold.accuracies)


def test_no_pictures_have_no_error():
    empty = Judgement(np.empty(0, np.int64), np.empty((0, 3)))
    assert reliability(empty).error == 0
    assert mean_loss(empty, 2.0) == 0


def test_the_loss_is_that_of_pytorch():
    torch = pytest.importorskip("torch")
    judgement = random_judgement(2.0, count=300)
    logits, labels = torch.tensor(judgement.logits) / 1.7, torch.tensor(judgement.labels)
    assert mean_loss(judgement, 1.7) == pytest.approx(
        float(torch.nn.functional.cross_entropy(logits, labels)), rel=1e-5
    )


def test_bins_are_those_of_scikit_learn():
    calibration = pytest.importorskip("sklearn.calibration")
    judgement = random_judgement(2.0)
    accuracies, confidences = calibration.calibration_curve(judgement.is_right, judgement.confidences, n_bins=15)
    found = reliability(judgement)
    np.testing.assert_allclose(found.accuracies[found.counts > 0], accuracies, rtol=1e-6)
    np.testing.assert_allclose(found.confidences[found.counts > 0], confidences, rtol=1e-6)


def test_every_temperature_that_is_tried_is_yielded_between_the_limits():
    tried = list(fit_temperature(random_judgement(2.0, count=100)))
    assert all(0.1 <= each <= 10 for each in tried)
    assert abs(math.log(tried[-1] / tried[-2])) < 1e-3
