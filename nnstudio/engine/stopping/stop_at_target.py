"""Stopping at a target accuracy."""

from collections.abc import Sequence
from dataclasses import dataclass

from nnstudio.engine.stopping.stopping import StoppingRule
from nnstudio.engine.validation import Validation
from nnstudio.number_text import percent
from nnstudio.spec.setting import Number, declare


@dataclass(frozen=True)
class StopAtTarget(StoppingRule):
    """Stop as soon as the validation accuracy reaches ``accuracy``."""

    key = "target"
    label = "At a target"
    hint = "Ends the run as soon as the network is good enough."

    accuracy: float = declare(
        0.97,
        Number(label="Accuracy", help="The validation accuracy to reach, 0.97 for 97 %.", minimum=0.01, maximum=1),
    )

    def says_stop(self, validations: Sequence[Validation]) -> bool:
        """Return whether the last accuracy reaches the target."""
        return bool(validations) and validations[-1].metrics.accuracy >= self.accuracy

    def reason(self) -> str:
        """Return which accuracy was reached."""
        return f"the validation accuracy reached {percent(self.accuracy)}"
