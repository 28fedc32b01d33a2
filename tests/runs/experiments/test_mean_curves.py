"""The mean of what several seeds measured, with its spread."""

import json

import numpy as np
import pytest

from nnstudio.runs.experiments.experiment_file import read_experiment
from nnstudio.runs.experiments.mean_curves import mean_curve, mean_curves
from nnstudio.runs.experiments.record import Outcome
from nnstudio.runs.experiments.results import ExperimentResults
from tests.conftest import small_settings

X = np.array([1.0, 2.0, 3.0])


def test_the_mean_and_the_sample_deviation_are_taken_at_each_position():
    curve = mean_curve("a", [(X, np.array([1.0, 2, 3])), (X, np.array([3.0, 2, 5]))])
    np.testing.assert_allclose(curve.mean, [2, 2, 4])
    np.testing.assert_allclose(curve.deviation, [np.sqrt(2), 0, np.sqrt(2)])


def test_a_run_that_ended_earlier_counts_as_far_as_it_went():
    curve = mean_curve("a", [(X, np.array([1.0, 2, 3])), (X[:2], np.array([3.0, 4]))])
    np.testing.assert_allclose(curve.mean, [2, 3, 3])
    assert np.isnan(curve.deviation[2])


def test_one_run_has_no_spread():
    assert np.isnan(mean_curve("a", [(X, X)]).deviation).all()


@pytest.mark.parametrize("damage", ["", "{", '{"position": 1}\n', "[]\n"])
def test_curves_are_read_up_to_a_damaged_line_and_without_what_was_before_training(tmp_path, damage):
    experiment = read_experiment({"grid": {"batch_size": [10, 20]}}, "mine", small_settings())
    lines = [{"position": position, "validation_loss": 1 / (1 + position)} for position in (0, 1, 2)]
    (tmp_path / "evaluations.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines) + damage)
    outcomes = [Outcome(trial, tmp_path if trial.index == 0 else None, None) for trial in experiment.trials]
    (curve,) = mean_curves(ExperimentResults.of(experiment, outcomes), "validation_loss")
    assert curve.name == "batch size 10"
    np.testing.assert_array_equal(curve.x, [1, 2])
    np.testing.assert_allclose(curve.mean, [1 / 2, 1 / 3])
