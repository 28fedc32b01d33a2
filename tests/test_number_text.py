import math

import pytest

from nnstudio.number_text import short, significant


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "0.000"),
        (2.302585, "2.303"),
        (0.0312345, "0.03123"),
        (9.99996, "10.00"),
        (123456, "123456"),
        (-0.5, "-0.5000"),
        (1.862699416167645e18, "1.863·10¹⁸"),
        (1.234e-5, "1.234·10⁻⁵"),
        (math.nan, "–"),
        (math.inf, "–"),
    ],
)
def test_numbers_have_four_significant_digits(number, text):
    assert significant(number) == text


@pytest.mark.parametrize(
    ("number", "text"), [(0, "0"), (0.5, "0.5"), (150, "150"), (100000, "100000"), (2e-5, "2·10⁻⁵"), (2.5, "2.5")]
)
def test_a_tick_has_no_more_digits_than_it_needs(number, text):
    assert short(number) == text
