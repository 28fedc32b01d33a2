"""Early stopping."""

from collections.abc import Sequence
from dataclasses import dataclass

from nnstudio.engine.stopping.stopping import StoppingRule
from nnstudio.engine.validation import ACCURACY, BEFORE_THE_FIRST, LOSS, Validation, goodness, have_passed
from nnstudio.spec.setting import Choice, Integer, Number, declare

MONITOR = Choice(
    label="Monitor",
    help="What is watched on the validation set, and by what the best weights are chosen. Loss is usual; accuracy is "
    "what counts in the end.",
    options={LOSS: "Loss", ACCURACY: "Accuracy"},
)


UNIT = Choice(
    label="Patience counts",
    help="What the patience is counted in. Evaluations are usual only where there are several in an epoch.",
    is_advanced=True,
    options={"epochs": "Epochs", "evaluations": "Evaluations"},
)


@dataclass(frozen=True)
class EarlyStopping(StoppingRule):
    """Stop when the best value has not improved by more than ``minimum_change`` for ``patience`` epochs.

    With the ``unit`` "evaluations", that many evaluations without improvement stop the run, whatever time they span.

    Source: L. Prechelt, Early stopping – but when?, in Neural Networks: Tricks of the Trade, 1998.
    """

    key = "early"
    label = "Early stopping"
    hint = "Ends the run when the network stops improving on the validation set. Reduces overfitting."

    monitor: str = declare(LOSS, MONITOR)
    patience: int = declare(
        5,
        Integer(
            label="Patience",
            help="How many epochs (or evaluations) without improvement before the run ends. 3 to 20 is usual.",
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

    unit: str = declare("epochs", UNIT)

    @property
    def monitored(self) -> str:
        """What the setting ``monitor`` says."""
        return self.monitor

    def says_stop(self, validations: Sequence[Validation], counts_from: int = 0) -> bool:
        """Return whether the patience has passed without improvement."""
        counted = validations[counts_from:]
        if not counted:
            return False
        since, index = self._last_improvement(counted)
        if self.unit == "evaluations":
            return len(counted) - 1 - index >= self.patience
        return have_passed(self.patience, since, counted[-1].position)

    def reason(self) -> str:
        """Return how long there was no improvement."""
        unit = self.unit.removesuffix("s") if self.patience == 1 else self.unit
        return f"validation {self.monitor} no better for {self.patience} {unit}"

    def status(self, validations: Sequence[Validation]) -> str:
        """Return for how much of the patience there was no improvement."""
        if not validations:
            return ""
        since, index = self._last_improvement(validations)
        passed = validations[-1].position - since if self.unit == "epochs" else len(validations) - 1 - index
        if not passed:
            return f"best {self.monitor} so far"
        return f"no better for {passed:.3g} of {self.patience} {self.unit}"

    def _last_improvement(self, validations: Sequence[Validation]) -> tuple[float, int]:
        """Return position and index of the last improvement; before the first, those before all ``validations``."""
        best, since, last = float("-inf"), BEFORE_THE_FIRST, -1
        for index, validation in enumerate(validations):
            value = goodness(validation.metrics, self.monitor)
            if value > best + self.minimum_change:
                best, since, last = value, validation.position, index
        return since, last
