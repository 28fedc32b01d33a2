"""Labels of the training set that are probably wrong."""

from nnstudio.engine.losses import CrossEntropy
from nnstudio.number_text import percent
from nnstudio.runs.causes.case import Case
from nnstudio.runs.run_warning import STOP, Cause, Remedy, RunWarning
from nnstudio.runs.symptoms import Pair

NOISE = 0.05
"""How much less accurate on its own training set a network is whose labels there are wrong."""


def label_noise(case: Case) -> RunWarning | None:
    """Return a warning if the network is more accurate on pictures that it does not learn from."""
    pairs = case.symptoms.pairs
    if len(pairs) < 2 or min(_gap(pair) for pair in pairs) < case.above(NOISE):
        return None
    last, loss = pairs[-1], case.settings.training.loss
    remedies = [STOP, *case.run_with_right_labels]
    if isinstance(loss, CrossEntropy) and not loss.label_smoothing:
        remedies.append(Remedy("Label smoothing 0.1", "training.loss.label_smoothing", 0.1, is_live=True))
    return RunWarning(
        Cause.LABEL_NOISE,
        f"{percent(last.validation.accuracy)} of the validation set are right, but only "
        f"{percent(last.training.accuracy)} of the training set, from which the network learns.",
        "Some labels of the training set are probably wrong. If it goes on, the network learns them by heart.",
        tuple(remedies),
        plot="Accuracy",
    )


def _gap(pair: Pair) -> float:
    return pair.validation.accuracy - pair.training.accuracy
