"""What a check-up found out about settings."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from nnstudio.inspection.check_up.first_loss import FirstLoss
from nnstudio.inspection.check_up.gradient_check import LayerGradient
from nnstudio.inspection.check_up.one_batch import OneBatch
from nnstudio.inspection.check_up.range_test import RangeTest
from nnstudio.runs.settings import RunSettings


class Verdict(StrEnum):
    """What a check came to."""

    FINE = "fine"
    LOOK = "look at this"
    FAULT = "fault"


class Check(StrEnum):
    """The checks, in the order in which they are shown."""

    FIRST_LOSS = "first loss"
    ONE_BATCH = "one batch by heart"
    GRADIENTS = "gradients"
    LEARNING_RATE = "learning rate"


@dataclass(frozen=True)
class Finding:
    """What one check found: the ``evidence`` in numbers, a plain ``reason``, and what to do, empty if nothing."""

    check: Check
    verdict: Verdict
    evidence: str
    reason: str
    remedy: str = ""


@dataclass(frozen=True, eq=False)
class Measurements:
    """What was measured of ``settings``. ``retried`` is the one batch with the learning rate of the range test.

    None if there was no need to try it, or no rate to try.
    """

    settings: RunSettings
    first_loss: FirstLoss
    gradients: tuple[LayerGradient, ...]
    range_test: RangeTest
    one_batch: OneBatch
    retried: OneBatch | None


@dataclass(frozen=True, eq=False)
class CheckUp:
    """A finding for each check, and what they are drawn from."""

    measured: Measurements
    findings: tuple[Finding, ...]

    @property
    def settings(self) -> RunSettings:
        """The settings that were checked."""
        return self.measured.settings

    @property
    def verdict(self) -> Verdict:
        """The worst of all verdicts."""
        return max((finding.verdict for finding in self.findings), key=list(Verdict).index)

    def to_json(self) -> dict[str, Any]:
        """Return plain values for JSON; numbers that are not finite become null."""
        test = self.measured.range_test
        return {
            "verdict": self.verdict,
            "findings": [
                {name: str(getattr(finding, name)) for name in ("check", "verdict", "evidence", "reason", "remedy")}
                for finding in self.findings
            ],
            "first_loss": _number(self.measured.first_loss.loss),
            "guessing": self.measured.first_loss.guessing,
            "one_batch_steps": self.measured.one_batch.step,
            "gradient_errors": {each.name: _number(each.error) for each in self.measured.gradients},
            "learning_rate": self.measured.settings.training.optimizer.learning_rate,
            "steepest": test.steepest,
            "minimum": test.minimum,
            "tenth_of_minimum": test.tenth_of_minimum,
            "too_high": test.too_high,
        }


def _number(value: float) -> float | None:
    return value if abs(value) < float("inf") else None
