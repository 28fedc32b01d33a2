"""What every schedule of the learning rate offers."""

from collections.abc import Sequence

from nnstudio.engine.validation import Validation
from nnstudio.spec.record import Kind


class Schedule(Kind):
    """How the learning rate changes over a run: a factor on the optimizer's own; a frozen record of its settings.

    A schedule remembers nothing: it is asked with the place in the run and with what has been measured.
    """

    def factor(self, position: float, epochs: int) -> float:
        """Return the factor at ``position`` (epochs done, with their parts) of ``epochs`` (0: endless)."""
        return 1.0

    def factor_after(self, validations: Sequence[Validation]) -> float:
        """Return the factor that follows from all ``validations`` so far; the untrained network's is the first."""
        return 1.0
