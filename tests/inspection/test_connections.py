import numpy as np
import pytest

from nnstudio.inspection.connections import strongest_connections

WEIGHTS = np.array([[0.1, -0.9], [0.5, 0.0], [-0.3, 0.7]])


def test_the_strongest_come_last_so_that_they_are_drawn_over_the_others():
    found = strongest_connections(WEIGHTS, 3)
    assert found.sources.tolist() == [1, 2, 0]
    assert found.targets.tolist() == [0, 1, 1]
    assert found.weights.tolist() == [0.5, 0.7, -0.9]
    assert found.largest == 0.9


@pytest.mark.parametrize("count", [6, 100])
def test_more_than_there_are_gives_all(count):
    assert len(strongest_connections(WEIGHTS, count).weights) == 6


def test_none_can_be_asked_for():
    assert len(strongest_connections(WEIGHTS, 0).weights) == 0


def test_they_are_the_first_of_all_weights_in_order_of_size():
    weights = np.random.default_rng(0).normal(size=(50, 30))
    expected = np.sort(np.abs(weights).ravel())[-40:]
    np.testing.assert_array_equal(np.abs(strongest_connections(weights, 40).weights), expected)
