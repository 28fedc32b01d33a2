"""The events of a run as plain values, as its files and the command line show them."""

import json
import math
from dataclasses import replace
from pathlib import Path

import pytest

from nnstudio.engine.events import Metrics
from nnstudio.runs.events import Origin, RunEnded, RunEndReason
from nnstudio.runs.result import Result, finite

LAST = Result(3.0, 70, Metrics(0.11, 0.91, 500), Metrics(0.22, 0.82, 100), Metrics(0.44, 0.74, 90), penalty=0.033)
BEST = Result(2.5, 58, Metrics(0.12, 0.9, 500), Metrics(0.21, 0.83, 100), Metrics(0.41, 0.76, 90), penalty=0.022)
ENDED = RunEnded(
    reason=RunEndReason.STOPPED_EARLY,
    explanation="stopped early: no better for 5 epochs",
    step=70,
    epoch=3,
    position=3.0,
    last=LAST,
    best=BEST,
    diverged_layer=None,
    input_shape=(28, 28),
    classes=10,
    seconds=1.23456,
    seconds_per_epoch=0.41152,
    batches_per_second=56.789,
    folder=Path("/runs/mine"),
)
OF_THE_LAST = {
    "train_accuracy": 0.91,
    "train_loss": 0.11,
    "validation_accuracy": 0.82,
    "validation_loss": 0.22,
    "test_accuracy": 0.74,
    "test_loss": 0.44,
    "penalty": 0.033,
}
PLAIN = OF_THE_LAST | {
    "reason": "stopped early",
    "explanation": "stopped early: no better for 5 epochs",
    "epochs": 3,
    "batches": 70,
    "last_epoch": 3.0,
    "last_batches": 70,
    **{f"last_{name}": value for name, value in OF_THE_LAST.items()},
    "best_by": "loss",
    "best_epoch": 2.5,
    "best_batches": 58,
    "best_train_accuracy": 0.9,
    "best_train_loss": 0.12,
    "best_validation_accuracy": 0.83,
    "best_validation_loss": 0.21,
    "best_test_accuracy": 0.76,
    "best_test_loss": 0.41,
    "best_penalty": 0.022,
    "seconds": 1.235,
    "seconds_per_epoch": 0.4115,
    "batches_per_second": 56.8,
    "run": "/runs/mine",
}


def test_an_end_in_plain_values_has_each_number_under_its_name():
    assert ENDED.summary() == PLAIN
    assert json.loads(json.dumps(ENDED.summary())) == PLAIN


def test_the_metrics_on_the_user_s_digits_come_first_if_there_are_any():
    summary = replace(ENDED, last=replace(LAST, my_digits=Metrics(0.55, 0.65, 8))).summary()
    mine = {"my_digits_accuracy": 0.65, "my_digits_loss": 0.55}
    assert summary == PLAIN | mine | {f"last_{name}": value for name, value in mine.items()}
    assert list(summary)[:2] == ["my_digits_accuracy", "my_digits_loss"]


def test_a_training_set_whose_evaluation_was_cut_short_has_no_numbers():
    summary = replace(ENDED, last=replace(LAST, training=None)).summary()
    unknown = ("train_accuracy", "train_loss", "last_train_accuracy", "last_train_loss")
    assert summary == PLAIN | dict.fromkeys(unknown)


@pytest.mark.parametrize("wrong", [math.nan, math.inf, -math.inf])
def test_numbers_that_json_cannot_represent_are_left_out(wrong):
    broken = Metrics(wrong, 0.5, 10)
    last = Result(3.0, 70, broken, broken, broken, penalty=wrong, my_digits=broken)
    names = ("train", "validation", "test", "my_digits")
    expected = {f"{name}_loss": None for name in names} | {f"{name}_accuracy": 0.5 for name in names}
    assert last.summary() == expected | {"penalty": None}
    assert finite(wrong) is None
    assert (finite(0.0), finite(-2.5)) == (0.0, -2.5)


def test_a_penalty_of_nought_is_known():
    assert replace(LAST, penalty=0.0).summary()["penalty"] == 0


def test_the_origin_of_a_fine_tuned_run_in_plain_values_has_each_number_under_its_name():
    origin = Origin("base", 24, 6, my_digits_before=Metrics(0.9, 0.4, 6), test_before=Metrics(0.1, 0.95, 100))
    assert origin.summary() == {
        "fine_tuned_from": "base",
        "learned_digits": 24,
        "my_digits_held_out": 6,
        "my_digits_accuracy_before": 0.4,
        "test_accuracy_before": 0.95,
    }
