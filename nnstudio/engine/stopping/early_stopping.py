"""Early stopping."""

from collections.abc import Sequence
from dataclasses import dataclass

from nnstudio.engine.stopping.stopping import StoppingRule
from nnstudio.engine.validation import BEFORE_THE_FIRST, Validation, have_passed
from nnstudio.spec.setting import Choice, Integer, Number, declare

MONITOR = Choice(
    label="Monitor",
    help="What is watched on the validation set. Loss is usual; accuracy is what counts in the end.",
    options={"loss": "Loss", "accuracy": "Accuracy"},
)


@dataclass(frozen=True)
class EarlyStopping(StoppingRule):
    """Stop when the best value has not improved by more than ``minimum_change`` for ``patience`` epochs.

    Source: L. Prechelt, Early stopping – but when?, in Neural Networks: Tricks of the Trade, 1998.
    """

    key = "early"
    label = "Early stopping"
    hint = "Ends the run when the network stops improving on the validation set. Reduces overfitting."

    monitor: str = declare("loss", MONITOR)
    patience: int = declare(
        5,
        Integer(
            label="Patience",
            help="How long without improvement before the run ends. 3 to 20 is usual.",
            unit="epochs",
            minimum=1,
            maximum=10_000,
        ),
    )
    minimum_change: float = declare(
        0.0,
        Number(
            label="Least change",
            help="The smallest improvement that counts. 0 is usual.",
            is_advanced=True,
            minimum=0,
            maximum=1,
        ),
    )

    def says_stop(self, validations: Sequence[Validation]) -> bool:
        """Return whether ``patience`` epochs have passed without improvement."""
        best, since = float("-inf"), BEFORE_THE_FIRST
        for validation in validations:
            metrics = validation.metrics
            value = metrics.accuracy if self.monitor == "accuracy" else -metrics.loss
            if value > best + self.minimum_change:
                best, since = value, validation.position
        return bool(validations) and have_passed(self.patience, since, validations[-1].position)

    def reason(self) -> str:
        """Return how long there was no improvement."""
        return f"no better for {self.patience} {'epoch' if self.patience == 1 else 'epochs'}"
