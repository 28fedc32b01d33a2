"""A learning rate that falls when the validation loss stops improving."""

from collections.abc import Sequence
from dataclasses import dataclass

from nnstudio.engine.schedules.schedule import Schedule
from nnstudio.engine.validation import BEFORE_THE_FIRST, Validation, have_passed
from nnstudio.spec.setting import Integer, Number, declare


@dataclass(frozen=True)
class ReduceOnPlateau(Schedule):
    """η · factor^k, where k counts how often the validation loss has not improved for ``patience`` epochs.

    Source: the schedule of that name in Keras and PyTorch.
    """

    key = "plateau"
    label = "Reduce on plateau"
    hint = "Falls whenever the validation loss has stopped improving."
    formula = "lr = lr₀ · factorᵏ after k times without improvement"

    patience: int = declare(
        3,
        Integer(
            label="Patience",
            help="How long without improvement before it falls. 2 to 10 is usual.",
            unit="epochs",
            minimum=1,
            maximum=1000,
        ),
    )
    decay: float = declare(
        0.5, Number(label="Factor", help="What it is multiplied by. 0.1 to 0.5 is usual.", minimum=0.01, maximum=1)
    )

    def factor_after(self, validations: Sequence[Validation]) -> float:
        """Return factor^k."""
        best, since, falls = float("inf"), BEFORE_THE_FIRST, 0
        for validation in validations:
            position, loss = validation.position, validation.metrics.loss
            if loss < best:
                best, since = loss, position
            elif have_passed(self.patience, since, position):
                falls, since = falls + 1, position
        return float(self.decay**falls)
