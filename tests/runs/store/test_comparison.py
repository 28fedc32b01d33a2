"""Runs beside each other: what differs, how they went, and how much the seed matters."""

import math

import pytest

from nnstudio.runs.store.comparison import Spread, compare
from nnstudio.runs.store.run_store import RunStore
from nnstudio.steps import finish
from tests.conftest import small_settings
from tests.runs.store.made_runs import make_run


@pytest.fixture(scope="module")
def known(tmp_path_factory):
    """Three seeds of a slow and two of a fast learning rate."""
    runs = tmp_path_factory.mktemp("runs")
    for number, (rate, seed, accuracy) in enumerate(
        [(0.1, 0, 0.80), (0.1, 1, 0.82), (0.1, 2, 0.84), (1, 0, 0.5), (1, 1, 0.5)]
    ):
        settings = small_settings("layers=[dense 3 relu]", f"learning_rate={rate}", f"seed={seed}")
        make_run(runs, f"{rate}-{seed}", settings, accuracy, minutes=number)
    return finish(RunStore(runs).load())


def test_only_settings_that_differ_are_lines(known):
    comparison = compare(known.runs, known)
    assert [(line.label, line.texts) for line in comparison.settings] == [
        ("learning rate", ("0.1", "0.1", "0.1", "1", "1")),
        ("seed", ("0", "1", "2", "0", "1")),
    ]
    assert comparison.names[:2] == ("learning rate 0.1, seed 0", "learning rate 0.1, seed 1")


def test_results_are_lines_too(known):
    results = {line.label: line.texts for line in compare(known.runs[:2], known).results}
    assert results["best validation accuracy"] == ("80.00\u202f%", "82.00\u202f%")
    assert results["test accuracy"] == ("79.00\u202f%", "81.00\u202f%")
    assert results["why it ended"] == ("it finished", "it finished")


def test_runs_that_differ_in_their_seed_have_a_mean_and_a_spread(known):
    slow, fast = compare(known.runs, known).groups
    assert (slow.name, slow.keys) == ("learning rate 0.1", ("0.1-0", "0.1-1", "0.1-2"))
    assert slow.validation.mean == pytest.approx(0.82)
    assert slow.validation.deviation == pytest.approx(0.02)
    assert slow.text == "3 seeds, best validation 82.00 ± 2.00\u202f%, test 81.00 ± 2.00\u202f%"
    assert (fast.name, fast.validation.deviation) == ("learning rate 1", 0.0)


def test_a_group_of_one_has_no_spread(known):
    (group,) = compare(known.runs[:1], known).groups
    assert group.as_json()["test_accuracy_deviation"] is None
    assert group.validation.text == "80.00\u202f%"
    assert math.isnan(group.validation.deviation)


def test_what_is_not_known_does_not_count():
    assert Spread.of([None, math.nan]) is None
    assert Spread.of([None, 0.5]).count == 1
