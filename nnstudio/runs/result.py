"""How good a run's network is with one set of its weights."""

import math
from dataclasses import dataclass
from typing import Any

from nnstudio.engine.events import Metrics


def finite(number: float) -> float | None:
    """Return ``number``, or None if JSON cannot represent it."""
    return number if math.isfinite(number) else None


@dataclass(frozen=True)
class Result:
    """The metrics of the weights that the network had after ``step`` batches, at ``epoch``, with fractions.

    The losses do not include ``penalty``, the penalty on the weights. ``training`` is None if its evaluation was cut
    short; ``my_digits`` holds the metrics on the user's digits, None where there are none.
    """

    epoch: float
    step: int
    training: Metrics | None
    validation: Metrics
    test: Metrics
    penalty: float
    my_digits: Metrics | None = None

    @property
    def rows(self) -> tuple[tuple[str, Metrics | None], ...]:
        """The metrics in the order of every table, each with its name: "Training" first; None if they are not known."""
        test = None if math.isnan(self.test.accuracy) else self.test  # of a run that was killed before its end
        rows = (("Training", self.training), ("Validation", self.validation), ("Test", test))
        return (*rows, ("My digits", self.my_digits)) if self.my_digits else rows

    def summary(self, prefix: str = "") -> dict[str, Any]:
        """Return plain values for JSON; every name begins with ``prefix``."""
        named = {"train": self.training, "validation": self.validation, "test": self.test}
        if self.my_digits is not None:
            named = {"my_digits": self.my_digits, **named}
        values: dict[str, Any] = {}
        for name, metrics in named.items():
            values[f"{prefix}{name}_accuracy"] = metrics.accuracy if metrics else None
            values[f"{prefix}{name}_loss"] = finite(metrics.loss) if metrics else None
        return values | {f"{prefix}penalty": finite(self.penalty)}
