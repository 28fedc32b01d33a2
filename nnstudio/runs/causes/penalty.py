"""Penalties that are stronger than what the network learns."""

from nnstudio.number_text import short, significant
from nnstudio.runs.causes.case import Case
from nnstudio.runs.run_warning import Cause, Remedy, RunWarning

STRONG = {"l1": 0.003, "l2": 0.03}
"""From which on a penalty can hold the weights so near 0 that a network learns next to nothing."""
NOT_YET = 0.5
"""Times the loss of guessing from which on this matters."""


def strong_penalty(case: Case) -> RunWarning | None:
    """Return a warning if the network learns next to nothing, under a strong penalty."""
    symptoms, penalties = case.symptoms, case.settings.training.penalties
    strong = [name for name, limit in STRONG.items() if getattr(penalties, name) >= limit]
    if not strong or not symptoms.has_epoch or symptoms.pairs[-1].training.loss <= NOT_YET * symptoms.guessing:
        return None
    loss, label = significant(symptoms.pairs[-1].training.loss), strong[0].upper()
    return RunWarning(
        Cause.PENALTY,
        f"{label} is {short(getattr(penalties, strong[0]))}, and the loss is still {loss}; guessing has "
        f"{significant(symptoms.guessing)}.",
        "The penalty holds the weights so near 0 that they carry hardly anything from layer to layer.",
        tuple(Remedy(f"Without {name.upper()}", f"training.penalties.{name}", 0.0, is_live=True) for name in strong),
        plot="Penalty",
    )
