"""The events of a run as plain values, as its files and the command line show them."""

import json
import math
from dataclasses import replace
from pathlib import Path

import pytest

from nnstudio.engine.events import Metrics
from nnstudio.runs.events import Origin, RunEnded, RunEndReason, finite

ENDED = RunEnded(
    reason=RunEndReason.STOPPED_EARLY,
    step=70,
    epoch=3,
    training=Metrics(0.11, 0.91, 500),
    validation=Metrics(0.22, 0.82, 100),
    penalty=0.033,
    test=Metrics(0.44, 0.74, 90),
    best_epoch=2.5,
    diverged_layer=None,
    input_shape=(28, 28),
    classes=10,
    seconds=1.23456,
    batches_per_second=56.789,
    folder=Path("/runs/mine"),
)
PLAIN = {
    "reason": "stopped early",
    "epochs": 3,
    "batches": 70,
    "train_accuracy": 0.91,
    "train_loss": 0.11,
    "validation_accuracy": 0.82,
    "validation_loss": 0.22,
    "penalty": 0.033,
    "test_accuracy": 0.74,
    "test_loss": 0.44,
    "best_epoch": 2.5,
    "seconds": 1.235,
    "batches_per_second": 56.8,
    "run": "/runs/mine",
}


def test_an_end_in_plain_values_has_each_number_under_its_name():
    assert ENDED.my_digits is None
    assert ENDED.summary() == PLAIN
    assert json.loads(json.dumps(ENDED.summary())) == PLAIN


def test_the_metrics_on_the_user_s_digits_come_first_if_there_are_any():
    summary = replace(ENDED, my_digits=Metrics(0.55, 0.65, 8)).summary()
    assert summary == PLAIN | {"my_digits_accuracy": 0.65, "my_digits_loss": 0.55}
    assert list(summary)[:2] == ["my_digits_accuracy", "my_digits_loss"]


def test_without_an_evaluation_of_the_final_network_its_numbers_are_not_known():
    summary = replace(ENDED, training=None, validation=None, penalty=None).summary()
    unknown = ("train_accuracy", "train_loss", "validation_accuracy", "validation_loss", "penalty")
    assert summary == PLAIN | dict.fromkeys(unknown)


@pytest.mark.parametrize("wrong", [math.nan, math.inf, -math.inf])
def test_numbers_that_json_cannot_represent_are_left_out(wrong):
    broken = Metrics(wrong, 0.5, 10)
    summary = replace(ENDED, training=broken, validation=broken, penalty=wrong, test=broken, my_digits=broken).summary()
    lost = dict.fromkeys(("train_loss", "validation_loss", "penalty", "test_loss", "my_digits_loss"))
    accuracies = dict.fromkeys(("train_accuracy", "validation_accuracy", "test_accuracy", "my_digits_accuracy"), 0.5)
    assert summary == PLAIN | lost | accuracies
    assert finite(wrong) is None
    assert (finite(0.0), finite(-2.5)) == (0.0, -2.5)


def test_a_penalty_of_nought_is_known():
    assert replace(ENDED, penalty=0.0).summary()["penalty"] == 0


def test_the_origin_of_a_fine_tuned_run_in_plain_values_has_each_number_under_its_name():
    origin = Origin("base", 24, 6, my_digits_before=Metrics(0.9, 0.4, 6), test_before=Metrics(0.1, 0.95, 100))
    assert origin.summary() == {
        "fine_tuned_from": "base",
        "learned_digits": 24,
        "my_digits_held_out": 6,
        "my_digits_accuracy_before": 0.4,
        "test_accuracy_before": 0.95,
    }
