"""Stopping at a target accuracy."""

from collections.abc import Sequence
from dataclasses import dataclass

from nnstudio.engine.stopping.stopping import StoppingRule
from nnstudio.engine.validation import ACCURACY, Validation
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

    @property
    def monitored(self) -> str:
        """The accuracy."""
        return ACCURACY

    def says_stop(self, validations: Sequence[Validation], counts_from: int = 0) -> bool:
        """Return whether the last accuracy is the first of all to reach the target, and counts."""
        reach = [validation.metrics.accuracy >= self.accuracy for validation in validations]
        return len(reach) > counts_from and reach[-1] and not any(reach[:-1])

    def counts_anew_from(self, count: int) -> int:
        """Return the index after the last validation: a target that was reached does not end training again."""
        return count

    def status(self, validations: Sequence[Validation]) -> str:
        """Return the accuracy and the target."""
        if not validations:
            return ""
        return f"validation accuracy {percent(validations[-1].metrics.accuracy)} of {percent(self.accuracy)}"

    def reason(self) -> str:
        """Return which accuracy was reached."""
        return f"the validation accuracy reached {percent(self.accuracy)}"
