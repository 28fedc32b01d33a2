"""Round axis limits. They change rarely, so that curves are easy to follow and axes are rarely redrawn."""

import math

STEPS = (1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)


def round_above(value: float) -> float:
    """Return the smallest round number that is at least ``value``: 2.5 for 2.31; 1 unless positive and finite."""
    if not (value > 0 and math.isfinite(value)):
        return 1.0
    decade = 10.0 ** math.floor(math.log10(value))
    return next(step * decade for step in (*STEPS, 20.0) if step * decade >= value * (1 - 1e-9))


def decade_below(value: float) -> float:
    """Return the largest power of ten that is at most ``value``: 0.01 for 0.03; 0.1 unless positive and finite."""
    return 10.0 ** math.floor(math.log10(value) + 1e-9) if value > 0 and math.isfinite(value) else 0.1
