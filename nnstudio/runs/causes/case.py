"""What a cause is judged by, and what its remedies have in common."""

from dataclasses import dataclass

from nnstudio.engine.clipping import ClipByNorm, NoClipping
from nnstudio.runs.run_warning import Remedy
from nnstudio.runs.settings import RunSettings
from nnstudio.runs.symptoms import Failure, Symptoms

RELEASE = 0.7
"""Fraction of a threshold at which a warning that is shown goes again."""
LEARNING_RATE = "training.optimizer.learning_rate"
LOWEST_RATE = 1e-5
EXPLODED = 100.0
"""Gradient norm of a layer from which on it explodes. At first it is about 1 where the weights fit the layers, and up
to 60 with batch normalization."""


@dataclass(frozen=True)
class Case:
    """The ``symptoms`` of a run and its present ``settings``, for one cause.

    ``failure`` says in which way the network does not learn, None if it does; ``is_shown`` whether the cause is warned
    of already, so that it goes only when its condition has clearly gone.
    """

    symptoms: Symptoms
    settings: RunSettings
    failure: Failure | None = None
    is_shown: bool = False

    def above(self, limit: float) -> float:
        """Return what a number must exceed: ``limit``, or less while the warning is shown."""
        return limit * RELEASE if self.is_shown else limit

    def below(self, limit: float) -> float:
        """Return what a number must fall below: ``limit``, or more while the warning is shown."""
        return limit / RELEASE if self.is_shown else limit

    @property
    def has_exploded_at_first(self) -> bool:
        """Whether the gradients were far too large in the first step that was measured."""
        return max(self.symptoms.first_norms, default=0.0) > EXPLODED

    @property
    def rate(self) -> float:
        """The learning rate, before its schedule."""
        return self.settings.training.optimizer.learning_rate

    @property
    def usual_rate(self) -> float:
        """The default of the optimizer."""
        return type(self.settings.training.optimizer)().learning_rate

    @property
    def smaller_rate(self) -> float:
        """A tenth of the learning rate, or the optimizer's default if that is smaller still."""
        return _neat(min(self.rate / 10, self.usual_rate))

    @property
    def run_with_smaller_rate(self) -> Remedy:
        """A new run with `smaller_rate`."""
        return Remedy(f"New run with learning rate {self.smaller_rate:g}", LEARNING_RATE, self.smaller_rate)

    @property
    def third_of_rate(self) -> Remedy:
        """A third of the learning rate, in this run."""
        third = _neat(self.rate / 3)
        return Remedy(f"Learning rate ÷ 3: {third:g}", LEARNING_RATE, third, is_live=True)

    @property
    def run_with_clipping(self) -> tuple[Remedy, ...]:
        """A new run whose gradients are clipped; nothing if they are clipped already."""
        if not isinstance(self.settings.training.clipping, NoClipping):
            return ()
        return (Remedy("New run with gradients clipped at norm 1", "training.clipping", ClipByNorm()),)

    @property
    def run_with_right_labels(self) -> tuple[Remedy, ...]:
        """A new run without the labels that its settings make wrong; nothing if they make none."""
        if not self.settings.data.label_noise:
            return ()
        return (Remedy("New run with the right labels", "data.label_noise", 0.0),)

    @property
    def run_with_all_pictures(self) -> tuple[Remedy, ...]:
        """A new run with all training pictures; nothing if its settings leave out none."""
        if not self.settings.data.subset:
            return ()
        return (Remedy("New run with all training pictures", "data.subset", 0),)


def _neat(rate: float) -> float:
    return float(f"{max(LOWEST_RATE, rate):.2g}")
