"""Ticks are round, few enough not to overlap, and there is one at each end."""

import itertools
import math

import pytest

from nnstudio.ui.plots.axis_ticks import linear_ticks, logarithmic_ticks


@pytest.mark.parametrize("end", [1, 1.5, 7, 10, 30, 35, 200])
def test_the_last_epoch_has_a_tick(end):
    ticks = linear_ticks(-0.02 * end, 1.02 * end, 6, end)
    assert ticks[0] == 0
    assert ticks[-1] == end
    assert len(ticks) <= 8


@pytest.mark.parametrize("bottom", [0, 0.5, 0.93, 0.985])
def test_accuracy_has_a_tick_at_100_percent(bottom):
    assert linear_ticks(bottom, 1 + 0.02 * (1 - bottom), 8)[-1] == pytest.approx(1)


@pytest.mark.parametrize(("low", "high"), [(0.02, 2.5), (0.7, 1.2), (1e-7, 7), (0.5, 5e20)])
def test_logarithmic_ticks_are_few_and_round(low, high):
    ticks = [10**tick for tick in logarithmic_ticks(math.log10(low), math.log10(high), 8)]
    assert 1 <= len(ticks) <= 10
    assert all(low * 0.999 <= tick <= high * 1.001 for tick in ticks)
    assert all(float(f"{tick:.0e}") == pytest.approx(tick) for tick in ticks)
    assert all(later / earlier > 1.3 for earlier, later in itertools.pairwise(ticks))


@pytest.mark.parametrize(("low", "high"), [(1, 1), (2, 1), (0, math.inf), (math.nan, 1)])
def test_an_axis_without_a_length_has_no_ticks(low, high):
    assert linear_ticks(low, high, 5) == logarithmic_ticks(low, high, 5) == []


def test_a_linear_axis_that_has_just_become_logarithmic_has_no_ticks():
    assert logarithmic_ticks(-40.0, 2040.0, 8) == []
