"""The interface of every stopping rule."""

from abc import abstractmethod
from collections.abc import Sequence

from nnstudio.engine.validation import Validation
from nnstudio.spec.record import Kind


class StoppingRule(Kind):
    """When a run ends before its last epoch; a frozen record of its settings.

    A rule has no state: it depends only on the evaluations so far.
    """

    @abstractmethod
    def says_stop(self, validations: Sequence[Validation]) -> bool:
        """Return whether to stop after ``validations``, of which the first is the untrained network's."""

    def status(self, validations: Sequence[Validation]) -> str:
        """Return how near the rule is to ending the run, such as "no better for 3 of 5 epochs"; empty by default."""
        return ""

    def reason(self) -> str:
        """Return why the rule ends a run, as the end of a sentence."""
        return self.label.lower()
