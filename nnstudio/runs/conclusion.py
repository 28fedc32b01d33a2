"""What follows training: the last and the best network are evaluated, and their novelty detectors are fitted."""

from collections.abc import Callable, Generator, Iterator

import numpy as np

from nnstudio.data.dataset import Progress
from nnstudio.data.settings import Splits
from nnstudio.engine.arrays import Floats
from nnstudio.engine.evaluation import evaluate
from nnstudio.engine.events import Evaluated, EvaluationAdvanced, Metrics
from nnstudio.engine.samples import Samples
from nnstudio.engine.training import Training
from nnstudio.engine.validation import goodness
from nnstudio.inspection.novelty import choose_novelty_samples, fit_novelty_detector
from nnstudio.runs.ending_text import ending_text
from nnstudio.runs.events import EndingEvent, NoveltyDetectorFitted, RunEnded, RunEndReason, RunStarted
from nnstudio.runs.folder import RunWriter
from nnstudio.runs.pace import Pace
from nnstudio.runs.result import Result


class Conclusion:
    """Takes the steps between the last batch and the end of a run; `last` and `best` are set when all are taken.

    Both are the same object where the last weights are the best.
    """

    last: Result
    best: Result

    def __init__(
        self, training: Training, splits: Splits, class_names: tuple[str, ...], my_digits: Samples | None
    ) -> None:
        self._training = training
        self._splits = splits
        self._class_names = class_names
        self._my_digits = my_digits
        self._is_cut_short = False

    def cut_short(self) -> None:
        """Leave out what remains of the evaluations on the training set, the largest one."""
        self._is_cut_short = True

    def steps(
        self, evaluation: Evaluated | None, writer: RunWriter, save: Callable[[Evaluated], Evaluated]
    ) -> Iterator[EndingEvent]:
        """Evaluate and fit; ``evaluation`` is that of the last weights if there is one.

        Otherwise they are evaluated, which ``save`` records. The weights that turn out to be the best are written.
        """
        training = self._training
        self.last = yield from self._result(training.parameters, evaluation)
        if evaluation is None and self.last.training is not None:
            yield save(self._event(self.last, self.last.training))
        self.best = self.last
        best_parameters = training.parameters
        if (best := training.best) is not None and not np.array_equal(best.parameters, training.parameters):
            monitored = training.settings.stopping.monitored
            if goodness(self.last.validation, monitored) > goodness(best.evaluation.validation, monitored):
                writer.best_weights(training.parameters)
            else:
                self.best, best_parameters = (
                    (yield from self._result(best.parameters, best.evaluation)),
                    best.parameters,
                )
        elif best is None:
            writer.best_weights(training.parameters)
        yield from self._fit_novelty_detectors(best_parameters, writer)

    def end(self, reason: RunEndReason, started: RunStarted, pace: Pace, diverged_layer: int | None) -> RunEnded:
        """Return the end of the run that has ``started``, once all steps are taken."""
        training = self._training
        position, settings = training.position, training.settings
        return RunEnded(
            reason=reason,
            explanation=ending_text(reason, settings, training.step, position, diverged_layer),
            step=training.step,
            epoch=training.epoch,
            position=position,
            last=self.last,
            best=self.best,
            diverged_layer=diverged_layer,
            input_shape=started.input_shape,
            classes=len(started.class_names),
            seconds=pace.seconds,
            seconds_per_epoch=pace.seconds_per_epoch(position),
            batches_per_second=pace.batches_per_second(training.step),
            folder=started.folder,
            best_by=settings.stopping.monitored,
        )

    def _result(self, parameters: Floats, evaluation: Evaluated | None) -> Generator[EvaluationAdvanced, None, Result]:
        """Return the metrics of ``parameters``; those that ``evaluation`` has are not measured again."""
        training, splits = self._training, self._splits
        validation = evaluation.validation if evaluation else (yield from self._metrics(parameters, splits.validation))
        test = yield from self._metrics(parameters, splits.test)
        my_digits = None
        if self._my_digits is not None:
            my_digits = yield from self._metrics(parameters, self._my_digits)
        learned = evaluation.training if evaluation else None
        if learned is None or learned.count < splits.training.count:  # not evaluated, or on a sample only
            learned = yield from self._on_training_set(parameters)
        return Result(
            epoch=evaluation.position if evaluation else training.position,
            step=evaluation.step if evaluation else training.step,
            training=learned,
            validation=validation,
            test=test,
            penalty=evaluation.penalty if evaluation else training.penalty(),
            my_digits=my_digits,
        )

    def _metrics(self, parameters: Floats, samples: Samples) -> Generator[EvaluationAdvanced, None, Metrics]:
        return evaluate(self._training.network, parameters, self._training.settings.loss, samples)

    def _on_training_set(self, parameters: Floats) -> Generator[EvaluationAdvanced, None, Metrics | None]:
        steps = self._metrics(parameters, self._splits.training)
        while not self._is_cut_short:
            try:
                yield next(steps)
            except StopIteration as end:
                measured: Metrics = end.value
                return measured
        return None

    def _event(self, result: Result, measured: Metrics) -> Evaluated:
        return Evaluated(
            epoch=self._training.epoch,
            step=result.step,
            position=result.epoch,
            training=measured,
            validation=result.validation,
            penalty=result.penalty,
            ends_epoch=False,
            extra=result.my_digits,
        )

    def _fit_novelty_detectors(self, best: Floats, writer: RunWriter) -> Iterator[Progress | NoveltyDetectorFitted]:
        """Fit detectors for the last and the best weights; none if these are not finite or samples are not pictures."""
        training = self._training
        try:
            samples = yield from choose_novelty_samples(self._splits, self._class_names)
            last = fit_novelty_detector(training.network, training.parameters, samples)
            writer.detector("last", last)
            yield NoveltyDetectorFitted(last)
            is_last = np.array_equal(best, training.parameters)
            writer.detector("best", last if is_last else fit_novelty_detector(training.network, best, samples))
        except ValueError:
            return
