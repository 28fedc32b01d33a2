"""Why a run is over, in plain English."""

from nnstudio.engine.training_settings import TrainingSettings
from nnstudio.runs.events import RunEndReason


def ending_text(reason: RunEndReason, settings: TrainingSettings, step: int, position: float, layer: int | None) -> str:
    """Return why a run with ``settings`` ended after ``step`` batches, at ``position`` in epochs.

    ``layer`` is the first one whose output was not finite, None if that is not known.
    """
    match reason:
        case RunEndReason.FINISHED:
            return f"all {settings.epochs} epochs are trained" if settings.epochs != 1 else "its one epoch is trained"
        case RunEndReason.STOPPED_EARLY:
            return f"stopped early: {settings.stopping.reason()}"
        case RunEndReason.STOPPED:
            return f"stopped by hand at epoch {position:.4g}"
        case RunEndReason.DIVERGED:
            where = f" (layer {layer})" if layer else ""
            return f"diverged: at batch {step}{where} the numbers became infinite"
