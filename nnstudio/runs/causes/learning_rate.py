"""Learning rates that are too high or too low."""

from nnstudio.engine.activations import LeakyRelu
from nnstudio.engine.hidden_layers import with_activation
from nnstudio.number_text import percent, short, significant
from nnstudio.runs.causes.case import LEARNING_RATE, Case
from nnstudio.runs.causes.gradients import exploded_norm
from nnstudio.runs.causes.units import most_dead
from nnstudio.runs.run_warning import Cause, Remedy, RunWarning
from nnstudio.runs.symptoms import FailureKind

LARGE_UPDATE = 4e-2
"""Ratio of update to weights above which the first steps kill ReLU units."""
HEALTHY_UPDATE, SMALLEST_UPDATE = 1e-3, 1e-9
SMALL_UPDATE, NOT_YET = 1e-4, 0.5
"""Ratio of update to weights below which steps are small, and times the loss of guessing from which this matters."""


def rate_too_high(case: Case) -> RunWarning | None:
    """Return a warning if the network does not learn because steps were too large."""
    failure, symptoms = case.failure, case.symptoms
    if failure is None:
        return None
    dead = most_dead(case)
    has_large_steps = symptoms.has_leapt or (symptoms.first_ratio > LARGE_UPDATE and dead is not None)
    if failure.kind is not FailureKind.WORSE_THAN_GUESSING and not has_large_steps:
        return None
    largest = f"The largest loss of a batch was {significant(symptoms.largest_loss)}."
    reason = f"Steps with learning rate {short(case.rate)} leap over the minimum, and units may be dead after them."
    remedies: tuple[Remedy, ...] = (case.run_with_smaller_rate, case.third_of_rate)
    if dead is not None:
        reason = (
            f"Such steps leap over the minimum. {percent(dead, 0)} of the units of a hidden layer are dead since then: "
            "they answer to no picture, and no smaller step brings them back. Only a new run does."
        )
        remedies = remedies[:1]
    return RunWarning(Cause.RATE_TOO_HIGH, f"{failure.seen} {largest}{_first_steps(case)}", reason, remedies)


def first_steps_too_large(case: Case) -> RunWarning | None:
    """Return a warning if the first steps were so large that units are dead or gradients explode since then."""
    dead, norm = most_dead(case), exploded_norm(case)
    is_large = case.symptoms.first_ratio > LARGE_UPDATE and not case.has_exploded_at_first
    if not is_large or (dead is None and norm is None):
        return None
    if dead is not None:
        seen = f"{percent(dead, 0)} of the units of a hidden layer answer to no picture."
        reason = "throw ReLU units so far that they never answer again."
        leaky = with_activation(case.settings.network.layers, LeakyRelu())
        other = Remedy("New run with leaky ReLU", "network.layers", leaky)
    else:
        seen = f"The gradient norm of a layer is {short(norm or 0.0)}; about 1 is usual."
        reason, other = "throw the weights so far that gradients explode.", case.third_of_rate
    return RunWarning(
        Cause.RATE_TOO_HIGH,
        f"{seen}{_first_steps(case)}",
        f"Steps with learning rate {short(case.rate)} {reason}",
        (case.run_with_smaller_rate, other),
        plot="Update ratio",
    )


def rate_too_low(case: Case) -> RunWarning | None:
    """Return a warning if the network learns nothing, or hardly, because steps are too small."""
    symptoms, ratio = case.symptoms, case.symptoms.update_ratio
    if not symptoms.has_epoch or ratio is None or ratio >= case.below(SMALL_UPDATE) or case.rate >= case.usual_rate:
        return None
    loss = symptoms.pairs[-1].training.loss
    if loss <= NOT_YET * symptoms.guessing:
        return None
    larger = float(f"{min(case.rate * HEALTHY_UPDATE / max(ratio, SMALLEST_UPDATE), case.usual_rate):.2g}")
    return RunWarning(
        Cause.RATE_TOO_LOW,
        f"A step changes the weights by {short(ratio)} of their size, and the loss is still {significant(loss)}.",
        f"Steps with learning rate {short(case.rate)} are so small that learning takes very long.",
        (Remedy(f"Learning rate {larger:g}", LEARNING_RATE, larger, is_live=True),),
        plot="Update ratio",
    )


def _first_steps(case: Case) -> str:
    ratio = case.symptoms.first_ratio
    if ratio <= LARGE_UPDATE:
        return ""
    return f" The first steps changed the weights by {percent(ratio, 0)} of their size; up to 1 % is healthy."
