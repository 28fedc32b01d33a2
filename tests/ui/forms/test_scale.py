"""A slider stops at round numbers."""

import pytest

from nnstudio.spec.setting import Number
from nnstudio.ui.forms.scale import scale_of


def number(minimum: float, maximum: float, **more) -> Number:
    return Number(label="N", help="", minimum=minimum, maximum=maximum, **more)


def test_a_log_scale_has_twenty_stops_per_decade_from_limit_to_limit() -> None:
    stops = scale_of(number(1e-5, 10, scale="log")).stops
    assert (stops[0], stops[-1]) == (1e-5, 10)
    assert len(stops) == 6 * 20 + 1
    assert list(stops) == sorted(set(stops))
    assert {0.001, 0.003, 0.05, 0.1, 0.3, 1.0} <= set(stops)


def test_a_log_scale_has_ticks_at_one_and_three_in_each_decade() -> None:
    scale = scale_of(number(1e-2, 1, scale="log"))
    assert [scale.stops[index] for index in scale.ticks] == [0.01, 0.03, 0.1, 0.3, 1.0]


def test_off_is_the_first_stop_if_it_is_allowed() -> None:
    scale = scale_of(number(0.1, 10, scale="log", zero_means="off"))
    assert scale.stops[:2] == (0, 0.1)
    assert scale.stops[scale.ticks[0]] == 0.1


@pytest.mark.parametrize(
    ("minimum", "maximum", "second"), [(0, 0.9, 0.01), (0, 0.999, 0.01), (0, 0.3, 0.005), (1, 3, 1.02)]
)
def test_a_linear_scale_has_round_steps_and_ends_at_its_limits(minimum, maximum, second) -> None:
    stops = scale_of(number(minimum, maximum)).stops
    assert (stops[0], stops[1], stops[-1]) == (minimum, second, maximum)
    assert 50 <= len(stops) <= 101


def test_any_number_has_a_nearest_stop_and_neighbours() -> None:
    scale = scale_of(number(1e-5, 10, scale="log"))
    assert scale.stops[scale.nearest(0.0512)] == 0.05
    assert scale.next_after(0.0512, 1) == 0.055
    assert scale.next_after(0.0512, -1) == 0.05
    assert scale.next_after(10, 1) == 10
    assert scale.next_after(1e-5, -1) == 1e-5
