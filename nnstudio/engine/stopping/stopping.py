"""The interface of every stopping rule."""

from abc import abstractmethod
from collections.abc import Sequence

from nnstudio.engine.validation import LOSS, Validation
from nnstudio.spec.record import Kind


class StoppingRule(Kind):
    """When a run ends before its last epoch; a frozen record of its settings.

    A rule has no state: it depends only on the evaluations so far.
    """

    @property
    def monitored(self) -> str:
        """By what the best weights of the run are chosen: the validation `LOSS`, unless the rule watches `ACCURACY`."""
        return LOSS

    @abstractmethod
    def says_stop(self, validations: Sequence[Validation], counts_from: int = 0) -> bool:
        """Return whether to stop after ``validations``, of which the first is the untrained network's.

        The rule counts from the validation of the index ``counts_from`` on.
        """

    def counts_anew_from(self, count: int) -> int:
        """Return from which index the rule counts where training goes on after ``count`` validations.

        By default it is that of the last one, as if training began with it.
        """
        return max(0, count - 1)

    def status(self, validations: Sequence[Validation]) -> str:
        """Return how near the rule is to ending the run, such as "no better for 3 of 5 epochs"; empty by default."""
        return ""

    def reason(self) -> str:
        """Return why the rule ends a run, as the end of a sentence."""
        return self.label.lower()
