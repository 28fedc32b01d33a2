import math
from dataclasses import replace

import pytest

from nnstudio.engine.events import Metrics
from nnstudio.runs.result_text import result_text, time_text
from tests.runs.test_run_events import ENDED, LAST

SPACE = "\N{NARROW NO-BREAK SPACE}"


def lines_of(ended):
    return result_text(ended).replace(SPACE, " ").splitlines()


def test_the_last_and_the_best_weights_stand_side_by_side_under_the_reason_and_the_time():
    assert lines_of(ENDED) == [
        "stopped early: no better for 5 epochs, after 1.23 s (0.412 s per epoch)",
        "            last weights, epoch 3  best weights by loss, epoch 2.5",
        "training    91.00 %, loss 0.1100   90.00 %, loss 0.1200",
        "validation  82.00 %, loss 0.2200   83.00 %, loss 0.2100",
        "test        74.00 %, loss 0.4400   76.00 %, loss 0.4100",
    ]


def test_last_weights_that_are_the_best_stand_once():
    assert lines_of(replace(ENDED, best=LAST))[1] == "            last and best weights by loss, epoch 3"


def test_what_was_not_evaluated_is_said_so():
    last = replace(LAST, training=None)
    assert lines_of(replace(ENDED, last=last, best=last))[2] == "training    not evaluated"


def test_a_test_set_that_the_network_was_not_evaluated_on_is_said_so():
    last = replace(LAST, test=Metrics(math.nan, math.nan, 90))
    assert lines_of(replace(ENDED, last=last, best=last))[-1] == "test        not evaluated"


def test_a_loss_that_is_not_finite_is_a_dash():
    last = replace(LAST, test=Metrics(math.nan, 0.1, 90))
    assert lines_of(replace(ENDED, last=last, best=last))[-1] == "test        10.00 %, loss –"


@pytest.mark.parametrize(
    ("seconds", "per_epoch", "text"),
    [(1.23456, 0.0, "1.23 s"), (99.94, 12.0, "99.9 s (12 s per epoch)"), (1234.5, 234.6, "1234 s (235 s per epoch)")],
)
def test_a_long_time_is_in_whole_seconds_and_one_without_a_batch_has_none_per_epoch(seconds, per_epoch, text):
    assert time_text(replace(ENDED, seconds=seconds, seconds_per_epoch=per_epoch)) == text
