"""One run from its settings to its result, told event by event and written to its folder as it goes.

The command line and the trainer process both drive it: between two calls of `Run.advance` they may pause, change
live settings, copy the parameters or end the run.
"""

import time
from collections.abc import Generator
from datetime import datetime
from pathlib import Path

import numpy as np

from nnstudio.data.dataset import Dataset, PictureSamples, Progress
from nnstudio.data.folders import DataFolders
from nnstudio.data.settings import Parts, divide
from nnstudio.engine.arrays import Floats
from nnstudio.engine.evaluation import metrics
from nnstudio.engine.events import BatchFinished, Evaluated, EvaluationAdvanced, TrainingEnded
from nnstudio.engine.network import Network
from nnstudio.engine.random_streams import RandomStreams
from nnstudio.engine.training import Training
from nnstudio.runs.events import LiveSettingsChanged, RunEnded, RunEndReason, RunEvent, RunStarted
from nnstudio.runs.folder import RunWriter, create_run_folder
from nnstudio.runs.gathering import Gatherer
from nnstudio.runs.settings import RunSettings
from nnstudio.spec.errors import SettingError
from nnstudio.spec.paths import adopt_live
from nnstudio.spec.record import record_problems


def prepare(settings: RunSettings, folders: DataFolders, runs: Path) -> Generator[Progress, None, "Run"]:
    """Check the settings, load the data and make the run's folder; yield progress, return the `Run`.

    Raises `SettingError`, `DataError` or `RunFolderError`; nothing is left behind then.
    """
    problems = tuple(record_problems(settings))
    if problems:
        raise SettingError(*problems)
    dataset = yield from settings.data.dataset.load(folders)
    streams = RandomStreams.from_seed(settings.seed)
    parts = divide(dataset, settings.data, streams.split)
    return Run(settings, dataset, parts, streams, create_run_folder(runs, settings, datetime.now()))


class Run:
    """A run that is ready to go."""

    def __init__(
        self, settings: RunSettings, dataset: Dataset, parts: Parts, streams: RandomStreams, folder: Path
    ) -> None:
        self._shape = (parts.training.features, len(dataset.class_names))
        network = Network(settings.network, *self._shape)
        self._training = Training(network, settings.training, parts.training, parts.validation, streams)
        self._events = self._training.events()
        self._settings = settings
        self._test: PictureSamples = parts.test
        self._gatherer = Gatherer()
        self._batch_seconds = 0.0
        self._seconds = 0.0
        self._last: Evaluated | None = None
        self._diverged_layer: int | None = None
        self.ended: RunEnded | None = None
        self.started = RunStarted(
            settings=settings,
            folder=folder,
            inputs=network.inputs,
            class_names=dataset.class_names,
            parameter_count=network.layout.count,
            training_count=parts.training.count,
            validation_count=parts.validation.count,
            test_count=parts.test.count,
        )
        self._writer = RunWriter(self.started)

    @property
    def step(self) -> int:
        """How many batches are done."""
        return self._training.step

    @property
    def epoch(self) -> int:
        """The epoch that is going on, or that ended last."""
        return self._training.epoch

    def parameters(self) -> Floats:
        """Return a copy of the parameters, shape (parameter_count,)."""
        return self._training.parameters.copy()

    def advance(self) -> list[RunEvent]:
        """Go on by one event of the trainer and return what there is to tell, which is often nothing."""
        before = time.perf_counter()
        event = next(self._events)
        now = time.perf_counter()
        self._seconds += now - before
        match event:
            case BatchFinished():
                self._batch_seconds += now - before
                self._gatherer.add(event, now - before)
                return self.flush() if self._gatherer.is_due(now) else []
            case EvaluationAdvanced():
                return [*self.flush(), event]
            case Evaluated():
                told = self.flush()
                self._last = event
                self._writer.evaluation(event, self._seconds, self._training.parameters)
                best = self._training.best
                if best is not None and best.evaluation is event:
                    self._writer.best_weights(best.parameters)
                return [*told, event]
            case TrainingEnded():
                self._diverged_layer = event.layer
                return self.end(RunEndReason(event.reason))

    def flush(self) -> list[RunEvent]:
        """Return the batches gathered so far, already written to the folder."""
        group = self._gatherer.take(time.perf_counter(), self._seconds)
        if group is None:
            return []
        self._writer.batches(group)
        return [group]

    def change(self, settings: RunSettings) -> list[RunEvent]:
        """Adopt the live ones of ``settings`` from the next batch on; the rest keeps its value."""
        self._settings = adopt_live(self._settings, settings)
        self._training.change(Network(self._settings.network, *self._shape), self._settings.training)
        event = LiveSettingsChanged(self._settings, self.step)
        self._writer.live_settings(event)
        return [*self.flush(), event]

    def end(self, reason: RunEndReason) -> list[RunEvent]:
        """End the run where it stands, judge the network on the test pictures, and complete the folder."""
        told = self.flush()
        self._events.close()
        self._writer.weights(self._training.parameters)
        last = self._final_evaluation()
        best = self._training.best
        self.ended = RunEnded(
            reason=reason,
            step=self.step,
            epoch=self.epoch,
            training=last.training if last else None,
            validation=last.validation if last else None,
            test=metrics(
                self._training.network,
                self._training.parameters,
                self._settings.training.loss,
                self._test,
            ),
            best_epoch=best.evaluation.position if best else 0.0,
            diverged_layer=self._diverged_layer,
            seconds=self._seconds,
            batches_per_second=self.step / self._batch_seconds if self._batch_seconds else 0.0,
            folder=self.started.folder,
        )
        self._writer.ended(self.ended)
        return [*told, self.ended]

    def _final_evaluation(self) -> Evaluated | None:
        """Return the evaluation that was of the parameters as they are now, or None."""
        best = self._training.best
        if best is not None and np.array_equal(best.parameters, self._training.parameters):
            return best.evaluation
        return self._last if self._last is not None and self._last.step == self.step else None

    def close(self) -> None:
        """Let go of the folder without an end, as when the program is closed in the middle of a run."""
        self._events.close()
        self._writer.close()
