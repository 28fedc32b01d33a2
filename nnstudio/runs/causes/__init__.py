"""What can ail a run. To add a cause: a function in a file here, and a line below."""

from collections.abc import Callable, Sequence

from nnstudio.runs.causes.case import Case
from nnstudio.runs.causes.diverged import diverged
from nnstudio.runs.causes.gradients import exploded_at_first, exploding, vanishing
from nnstudio.runs.causes.label_noise import label_noise
from nnstudio.runs.causes.learning_rate import first_steps_too_large, rate_too_high, rate_too_low
from nnstudio.runs.causes.not_learning import not_learning
from nnstudio.runs.causes.overfitting import overfitting
from nnstudio.runs.causes.penalty import strong_penalty
from nnstudio.runs.causes.plateau import plateau
from nnstudio.runs.causes.symmetric import symmetric
from nnstudio.runs.causes.tiny_batches import tiny_batches
from nnstudio.runs.causes.units import dead_units, saturated_units
from nnstudio.runs.causes.unscaled import unscaled
from nnstudio.runs.causes.unshuffled import unshuffled
from nnstudio.runs.run_warning import Cause, RunWarning

Look = Callable[[Case], RunWarning | None]
Looks = Sequence[tuple[Cause, Look]]

IN_SETTINGS: Looks = (
    (Cause.SYMMETRIC, symmetric),
    (Cause.UNSCALED, unscaled),
    (Cause.UNSHUFFLED, unshuffled),
    (Cause.TINY_BATCHES, tiny_batches),
)
"""What is found of these hides all that follows from it."""

WHY_FAILING: Looks = (
    (Cause.DIVERGED, diverged),
    (Cause.PENALTY, strong_penalty),
    (Cause.SATURATED, saturated_units),
    (Cause.EXPLODING, exploded_at_first),
    (Cause.RATE_TOO_LOW, rate_too_low),
    (Cause.RATE_TOO_HIGH, rate_too_high),
    (Cause.EXPLODING, exploding),
    (Cause.DEAD_UNITS, dead_units),
    (Cause.VANISHING, vanishing),
    (Cause.NOT_LEARNING, not_learning),
)
"""The first that is found is why a network does not learn."""

WHILE_LEARNING: Sequence[Looks] = (
    ((Cause.RATE_TOO_LOW, rate_too_low),),
    (
        (Cause.SATURATED, saturated_units),
        (Cause.EXPLODING, exploded_at_first),
        (Cause.RATE_TOO_HIGH, first_steps_too_large),
        (Cause.EXPLODING, exploding),
        (Cause.DEAD_UNITS, dead_units),
    ),
    ((Cause.LABEL_NOISE, label_noise), (Cause.OVERFITTING, overfitting)),
    ((Cause.PENALTY, strong_penalty), (Cause.PLATEAU, plateau)),
)
"""Of each line, the first that is found."""
