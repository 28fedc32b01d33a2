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

    def reason(self) -> str:
        """Return why the rule ends a run, as the end of a sentence."""
        return self.label.lower()
