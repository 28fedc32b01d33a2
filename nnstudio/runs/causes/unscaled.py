"""Inputs that go from 0 to 255."""

from nnstudio.number_text import significant
from nnstudio.runs.causes.case import Case
from nnstudio.runs.run_warning import Cause, Remedy, RunWarning


def unscaled(case: Case) -> RunWarning | None:
    """Return a warning if the inputs are not scaled."""
    if case.settings.network.inputs != "raw":
        return None
    first, guessing = significant(case.symptoms.first_loss), significant(case.symptoms.guessing)
    return RunWarning(
        Cause.UNSCALED,
        f"Inputs go from 0 to 255; the loss of the first batch was {first}, guessing has {guessing}.",
        "Weights and learning rates are made for inputs near 1: sums and gradients are far too large here.",
        (Remedy("New run with inputs from 0 to 1", "network.inputs", "unit"),),
        plot="Loss",
    )
