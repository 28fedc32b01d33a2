"""The values that a slider stops at."""

import math
from dataclasses import dataclass

from nnstudio.spec.setting import Number

# Twenty stops per decade, spaced as evenly on a log scale as two digits allow; 1 and 3 are about half a decade apart.
_MANTISSAS = (1, 1.1, 1.2, 1.4, 1.6, 1.8, 2, 2.2, 2.5, 2.7, 3, 3.5, 4, 4.5, 5, 5.5, 6, 7, 8, 9)


@dataclass(frozen=True)
class Scale:
    """The stops of a slider in ascending order, and the indices of those with a tick."""

    stops: tuple[float, ...]
    ticks: tuple[int, ...] = ()

    def nearest(self, value: float) -> int:
        """Return the index of the stop nearest to ``value``."""
        return min(range(len(self.stops)), key=lambda index: abs(self.stops[index] - value))

    def next_after(self, value: float, direction: int) -> float:
        """Return the next stop above (1) or below (-1) ``value``; beyond the last stop, the last one."""
        if direction > 0:
            return next((stop for stop in self.stops if stop > value), self.stops[-1])
        return next((stop for stop in reversed(self.stops) if stop < value), self.stops[0])


def scale_of(setting: Number) -> Scale:
    """Return the stops for ``setting``; the first is 0 if it is allowed in addition to the range."""
    scale = _log_scale(setting) if setting.scale == "log" else _linear_scale(setting)
    if not setting.zero_means or 0 in scale.stops:
        return scale
    return Scale((0.0, *scale.stops), tuple(index + 1 for index in scale.ticks))


def _log_scale(setting: Number) -> Scale:
    decades = range(math.floor(math.log10(setting.minimum)), math.ceil(math.log10(setting.maximum)) + 1)
    # Parsed from text, as the product 3 × 10⁻⁵ is not exactly the number that 3e-5 denotes.
    numbers = [float(f"{mantissa}e{decade}") for decade in decades for mantissa in _MANTISSAS]
    stops = [number for number in numbers if setting.minimum < number < setting.maximum]
    stops = [setting.minimum, *stops, setting.maximum]
    marked = {float(f"{mantissa}e{decade}") for decade in decades for mantissa in (1, 3)}
    return Scale(tuple(stops), tuple(index for index, stop in enumerate(stops) if stop in marked))


def _linear_scale(setting: Number) -> Scale:
    span = setting.maximum - setting.minimum
    decade = 10 ** math.floor(math.log10(span / 100))
    step = next(nice * decade for nice in (1, 2, 5, 10) if nice * decade >= span / 100 * 0.999)
    count = math.ceil(span / step - 1e-9)
    stops = [round(setting.minimum + index * step, 12) for index in range(count)]
    return Scale((*stops, setting.maximum))
