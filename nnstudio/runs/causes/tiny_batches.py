"""Batch normalization over very few pictures."""

from nnstudio.engine.layers import BatchNorm
from nnstudio.runs.causes.case import Case
from nnstudio.runs.run_warning import Cause, Remedy, RunWarning

SMALL_BATCH, USUAL_BATCH = 8, 32
"""Pictures below which the mean and deviation of a batch are mostly chance, and the batch size to try instead."""


def tiny_batches(case: Case) -> RunWarning | None:
    """Return a warning if batches are too small for batch normalization."""
    size = case.settings.training.batch_size
    if not 0 < size < SMALL_BATCH or not any(isinstance(each, BatchNorm) for each in case.settings.network.layers):
        return None
    return RunWarning(
        Cause.TINY_BATCHES,
        f"Batches have {size} {'picture' if size == 1 else 'pictures'}.",
        "Batch normalization takes mean and deviation from each batch; of so few pictures they are mostly chance.",
        (Remedy(f"Batch size {USUAL_BATCH}", "training.batch_size", USUAL_BATCH, is_live=True),),
        plot="Loss",
    )
