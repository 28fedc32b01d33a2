"""A network that learns its training pictures by heart."""

from nnstudio.engine.hidden_layers import common_dropout, has_hidden_layer, with_dropout
from nnstudio.number_text import percent, significant
from nnstudio.runs.causes.case import Case
from nnstudio.runs.run_warning import STOP, Cause, Remedy, RunWarning

GAPS = ((1.5, 0.04), (1.25, 0.08), (0.0, 0.15))
"""By which factor the validation loss has risen, and how much more accurate on the training set a network is that
overfits then."""
FEWEST = 4
"""Evaluations before which it is too early to say."""
DROPOUT = 0.3


def overfitting(case: Case) -> RunWarning | None:
    """Return a warning if the network is much better on the training set."""
    symptoms, pairs = case.symptoms, case.symptoms.pairs
    if symptoms.pair_count < FEWEST:
        return None
    lowest = symptoms.lowest_validation_loss
    gap = min(pair.training.accuracy - pair.validation.accuracy for pair in pairs)
    risen = min(pair.validation.loss for pair in pairs) / max(lowest, 1e-12)
    widest = next(limit for rise, limit in GAPS if risen >= 1 + case.above(rise - 1))
    if gap < case.above(widest):
        return None
    last = pairs[-1]
    losses = f"{significant(last.validation.loss)}, {significant(lowest)} at best"
    return RunWarning(
        Cause.OVERFITTING,
        f"Accuracy {percent(last.training.accuracy)} on the training set, {percent(last.validation.accuracy)} on the "
        f"validation set, whose loss is {losses}.",
        "The network learns its training pictures by heart, which does not help with others.",
        (STOP, *case.run_with_all_pictures, *_dropout(case), *_penalty(case)),
        plot="Gap",
    )


def _dropout(case: Case) -> tuple[Remedy, ...]:
    layers = case.settings.network.layers
    if not has_hidden_layer(layers) or common_dropout(layers) != 0:
        return ()
    return (Remedy(f"New run with dropout {DROPOUT:g}", "network.layers", with_dropout(layers, DROPOUT)),)


def _penalty(case: Case) -> tuple[Remedy, ...]:
    if case.settings.training.penalties.l2:
        return ()
    return (Remedy("Add L2 0.001", "training.penalties.l2", 0.001, is_live=True),)
