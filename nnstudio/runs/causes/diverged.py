"""Training whose numbers became infinite."""

from nnstudio.engine.initializers import HeNormal
from nnstudio.number_text import short, significant
from nnstudio.runs.causes.case import Case
from nnstudio.runs.run_warning import Cause, Remedy, RunWarning
from nnstudio.runs.symptoms import FailureKind


def diverged(case: Case) -> RunWarning | None:
    """Return a warning if training diverged."""
    if case.failure is None or case.failure.kind is not FailureKind.DIVERGED:
        return None
    evidence = f"{case.failure.seen} The largest loss of a batch before was {significant(case.symptoms.largest_loss)}."
    if case.has_exploded_at_first:
        return RunWarning(
            Cause.DIVERGED,
            evidence,
            "The initial weights are too large: gradients were far too large from the first step on.",
            (Remedy("New run with He weights", "network.initializer", HeNormal()), *case.run_with_clipping),
            plot="Gradient norm",
        )
    return RunWarning(
        Cause.DIVERGED,
        evidence,
        f"Steps with learning rate {short(case.rate)} are probably too large: a smaller learning rate usually helps.",
        (case.run_with_smaller_rate, *case.run_with_clipping),
        plot="Loss",
    )
