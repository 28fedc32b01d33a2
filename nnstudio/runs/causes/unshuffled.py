"""Pictures that come class by class."""

from nnstudio.number_text import significant
from nnstudio.runs.causes.case import Case
from nnstudio.runs.run_warning import Cause, Remedy, RunWarning


def unshuffled(case: Case) -> RunWarning | None:
    """Return a warning if the training set is not shuffled."""
    if case.settings.training.shuffles:
        return None
    smallest, largest = significant(case.symptoms.smallest_loss), significant(case.symptoms.largest_loss)
    return RunWarning(
        Cause.UNSHUFFLED,
        f"Pictures come class by class; the loss of a batch has been between {smallest} and {largest}.",
        "The network forgets each class while it sees only the next.",
        (Remedy("New run with shuffling", "training.shuffles", True),),
        plot="Loss",
    )
