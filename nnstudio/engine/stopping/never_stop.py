"""No early stop."""

from collections.abc import Sequence
from dataclasses import dataclass

from nnstudio.engine.stopping.stopping import StoppingRule
from nnstudio.engine.validation import Validation


@dataclass(frozen=True)
class NeverStop(StoppingRule):
    """Every epoch is trained."""

    key = "never"
    label = "Off"
    hint = "The run continues to its last epoch."

    def says_stop(self, validations: Sequence[Validation], counts_from: int = 0) -> bool:
        """Return False."""
        return False
