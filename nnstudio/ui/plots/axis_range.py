"""Round limits for axes: they change seldom, so that curves can be followed and axes are drawn seldom."""

import math

STEPS = (1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)


def round_above(value: float) -> float:
    """Return the next round number that is not below ``value``, such as 2.5 for 2.31; 1 for what is not positive."""
    if not (value > 0 and math.isfinite(value)):
        return 1.0
    decade = 10.0 ** math.floor(math.log10(value))
    return next(step * decade for step in (*STEPS, 20.0) if step * decade >= value * (1 - 1e-9))


def decade_below(value: float) -> float:
    """Return the next power of ten that is not above ``value``, such as 0.01 for 0.03; 0.1 for what is not positive."""
    return 10.0 ** math.floor(math.log10(value) + 1e-9) if value > 0 and math.isfinite(value) else 0.1
