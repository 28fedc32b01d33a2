"""Weights that all began at zero."""

from nnstudio.engine.hidden_layers import has_hidden_layer
from nnstudio.engine.initializers import HeNormal, Zeros
from nnstudio.number_text import significant
from nnstudio.runs.causes.case import Case
from nnstudio.runs.run_warning import Cause, Remedy, RunWarning


def symmetric(case: Case) -> RunWarning | None:
    """Return a warning if hidden units began alike."""
    network, symptoms = case.settings.network, case.symptoms
    if not (isinstance(network.initializer, Zeros) and has_hidden_layer(network.layers)):
        return None
    return RunWarning(
        Cause.SYMMETRIC,
        f"All weights began at 0; after {symptoms.batches} batches the loss is {significant(symptoms.last_loss)}, "
        f"guessing has {significant(symptoms.guessing)}.",
        "Units that start alike get the same gradients and stay alike: each layer is worth one unit.",
        (Remedy("New run with He weights", "network.initializer", HeNormal()),),
        plot="Loss",
    )
