"""The interface of every schedule of the learning rate."""

from collections.abc import Sequence
from typing import ClassVar

from nnstudio.engine.validation import Validation
from nnstudio.spec.record import Kind


class Schedule(Kind):
    """A factor on the optimizer's learning rate that changes over a run; a frozen record of its settings.

    A schedule has no state: the factor depends only on the position in the run and on the evaluations so far.
    """

    depends_on_epochs: ClassVar[bool] = False
    """Whether `factor` depends on the number of epochs that are planned."""

    def factor(self, position: float, epochs: int) -> float:
        """Return the factor at ``position``, in epochs with fractions, of ``epochs`` (0: endless)."""
        return 1.0

    def factor_after(self, validations: Sequence[Validation]) -> float:
        """Return the factor that follows from all ``validations`` so far; the untrained network's is the first."""
        return 1.0
