"""What the panels of the window show, with the numbers of the current run."""

from collections.abc import Callable

from nnstudio.engine.events import Metrics
from nnstudio.number_text import percent
from nnstudio.runs.quantities import USUAL_LOSS
from nnstudio.session.active_network import ShownRun
from nnstudio.session.drawing_reader import DrawingReader
from nnstudio.session.session import TrainingSession
from nnstudio.ui.help.explanations import Explanations
from nnstudio.ui.pad.pad_panel import PadPanel
from nnstudio.ui.plots.live_view import LiveView

LOSS = (
    "How wrong the network is: with cross-entropy, minus the logarithm of the probability it gives to the right class. "
    "Lower is better; with {loss}, guessing among {classes} classes gives {guessing:.3f}."
)
ACCURACY = (
    "The fraction of pictures that the network reads correctly. Guessing among {classes} classes gives {guessing}."
)
WEIGHTS = (
    "How the weights of each layer are distributed, now and before training. Weights that spread out are learning; a "
    "spike at zero comes from L1 or L2."
)
PREVIEW = (
    "Your drawing as MNIST's pictures were made: scaled to 20 pixels and centred by its mass in 28 × 28 pixels. The "
    "Drawing view shows every step."
)
BARS = "The probability that the network gives to each class; together they are always 100 %."
NO_RUN = "Press Run to see it."


class PanelTexts:
    """Describes the plots and the parts of the pad."""

    def __init__(self, session: TrainingSession, reader: DrawingReader) -> None:
        self._session = session
        self._reader = reader

    def add_to(self, explanations: Explanations, live: LiveView, pad: PadPanel) -> None:
        """Add the descriptions of the panels to ``explanations``."""
        explanations.add(live.loss, self.loss)
        explanations.add(live.accuracy, self.accuracy)
        explanations.add(live.weights, lambda: WEIGHTS)
        explanations.add(pad.preview, lambda: PREVIEW)
        explanations.add(pad.bars, self.bars)

    def loss(self) -> str:
        """Describe the loss, with its newest values."""
        run = self._session.shown_run
        classes = self._classes(run)
        loss = run.settings.training.loss if run else USUAL_LOSS
        text = LOSS.format(loss=loss.label.lower(), classes=classes, guessing=loss.guessing(classes))
        return f"{text} {_newest(run, lambda metrics: f'{metrics.loss:.4g}')}"

    def accuracy(self) -> str:
        """Describe the accuracy, with its newest values."""
        run = self._session.shown_run
        classes = self._classes(run)
        text = ACCURACY.format(classes=classes, guessing=percent(1 / classes))
        return f"{text} {_newest(run, lambda metrics: percent(metrics.accuracy))}"

    def bars(self) -> str:
        """Describe the bars, with the prediction for the drawing."""
        prediction = self._reader.prediction
        if prediction is None:
            return BARS
        name = self._reader.class_names[prediction.best]
        return f"{BARS} Now it reads {name}, {percent(float(prediction.probabilities[prediction.best]))}."

    def _classes(self, run: ShownRun | None) -> int:
        return len(run.started.class_names if run else self._reader.class_names)


def _newest(run: ShownRun | None, shown: Callable[[Metrics], str]) -> str:
    """Return the newest evaluation of ``run`` as a sentence; within an epoch, the training set may be left out."""
    if run is None or not run.history.evaluations:
        return NO_RUN
    newest = run.history.evaluations[-1]
    training = f"training {shown(newest.training)}, " if newest.training is not None else ""
    return f"After epoch {newest.position:.4g}: {training}validation {shown(newest.validation)}."
