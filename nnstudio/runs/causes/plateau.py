"""Learning that has come to a halt."""

from nnstudio.number_text import significant
from nnstudio.runs.causes.case import Case
from nnstudio.runs.run_warning import STOP, Cause, RunWarning
from nnstudio.runs.symptoms import STANDING

IMPROVEMENT, POOR = 0.005, 0.8
"""Fraction by which the loss has fallen at least where a network still learns, and the accuracy below which a halt
matters."""


def plateau(case: Case) -> RunWarning | None:
    """Return a warning if the loss stands still before it is good."""
    standing, before = case.symptoms.standing, case.symptoms.lowest_before
    if len(standing) < STANDING or standing[-1].training.accuracy >= POOR:
        return None
    if not min(pair.training.loss for pair in standing) >= (1 - IMPROVEMENT) * before:
        return None
    return RunWarning(
        Cause.PLATEAU,
        f"In {STANDING} epochs the loss on the training set has not fallen below {significant(before)}.",
        "The network has stopped learning before it was good: steps may be too large for what is left to learn, or the "
        "network too small.",
        (case.third_of_rate, STOP),
        plot="Loss",
    )
