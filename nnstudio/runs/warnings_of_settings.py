"""What ails a run by its settings alone; its history is the evidence."""

from collections.abc import Iterator

from nnstudio.engine.hidden_layers import has_hidden_layer
from nnstudio.engine.initializers import HeNormal, Zeros
from nnstudio.engine.layers import BatchNorm
from nnstudio.number_text import significant
from nnstudio.runs.history import History
from nnstudio.runs.run_warning import Cause, Remedy, RunWarning
from nnstudio.runs.settings import RunSettings

SMALL_BATCH, USUAL_BATCH = 8, 32
"""Pictures below which the mean and deviation of a batch are mostly chance, and the batch size to try instead."""


def warnings_of_settings(history: History, settings: RunSettings, classes: int) -> Iterator[RunWarning]:
    """Yield what is wrong with ``settings`` for ``classes`` classes, once there is a batch in ``history``."""
    losses = history.series("loss").values
    guessing = significant(settings.training.loss.guessing(classes))
    if isinstance(settings.network.initializer, Zeros) and has_hidden_layer(settings.network.layers):
        yield RunWarning(
            Cause.SYMMETRIC,
            f"All weights began at 0; after {history.step} batches the loss is {significant(losses[-1])}, guessing has "
            f"{guessing}.",
            "Units that start alike get the same gradients and stay alike: each layer is worth one unit.",
            (Remedy("New run with He weights", "network.initializer", HeNormal()),),
        )
    if settings.network.inputs == "raw":
        yield RunWarning(
            Cause.UNSCALED,
            f"Inputs go from 0 to 255; the loss of the first batch was {significant(losses[0])}, guessing has "
            f"{guessing}.",
            "Weights and learning rates are made for inputs near 1: sums and gradients are far too large here.",
            (Remedy("New run with inputs from 0 to 1", "network.inputs", "unit"),),
        )
    if not settings.training.shuffles:
        yield RunWarning(
            Cause.UNSHUFFLED,
            f"Pictures come class by class; the loss of a batch has been between {significant(losses.min())} and "
            f"{significant(losses.max())}.",
            "The network forgets each class while it sees only the next.",
            (Remedy("New run with shuffling", "training.shuffles", True),),
        )
    size = settings.training.batch_size
    if 0 < size < SMALL_BATCH and any(isinstance(layer, BatchNorm) for layer in settings.network.layers):
        yield RunWarning(
            Cause.TINY_BATCHES,
            f"Batches have {size} pictures.",
            "Batch normalization takes mean and deviation from each batch; of so few pictures they are mostly chance.",
            (Remedy(f"Batch size {USUAL_BATCH}", "training.batch_size", USUAL_BATCH, is_live=True),),
        )
