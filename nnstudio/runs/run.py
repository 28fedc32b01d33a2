"""One run from its settings to its result, reported event by event and written to its folder as it happens.

The command line and the trainer process both drive it: between two calls of `Run.advance` they may pause, change
live settings, copy the parameters or end the run.
"""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

from nnstudio.data.augmentation import AugmentedPictures
from nnstudio.data.data_hash import DataHash
from nnstudio.data.dataset import Dataset
from nnstudio.data.settings import Splits
from nnstudio.engine.arrays import Floats
from nnstudio.engine.events import BatchFinished, Evaluated, EvaluationAdvanced, TrainingEnded
from nnstudio.engine.network import Network
from nnstudio.engine.random_streams import RandomStreams
from nnstudio.engine.samples import Samples
from nnstudio.engine.training import Training
from nnstudio.engine.training_state import TrainingState
from nnstudio.runs.batch_groups import MESSAGES_PER_SECOND, BatchGroup
from nnstudio.runs.conclusion import Conclusion
from nnstudio.runs.ending_text import ending_text
from nnstudio.runs.events import (
    EndingEvent,
    LiveSettingsChanged,
    Origin,
    RunContinued,
    RunEnded,
    RunEndReason,
    RunEvent,
    RunStarted,
)
from nnstudio.runs.folder import RunWriter
from nnstudio.runs.keeper import Keeper
from nnstudio.runs.layer_file import last_measurement
from nnstudio.runs.layer_recorder import LayerRecorder
from nnstudio.runs.pace import Pace
from nnstudio.runs.pauses import PauseClock
from nnstudio.runs.settings import RunSettings
from nnstudio.spec.errors import Problem, SettingError
from nnstudio.spec.paths import adopt_live


class Run:
    """A run with its data loaded and its network created.

    ``my_digits`` returns the user's digits, as they are at each evaluation; ``clock`` returns seconds.
    """

    def __init__(
        self,
        settings: RunSettings,
        dataset: Dataset,
        splits: Splits,
        streams: RandomStreams,
        my_digits: Callable[[], Samples | None] = lambda: None,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self._clock = clock
        self._data_hash = DataHash(dataset)
        self._sizes = (splits.training.shape, len(dataset.class_names))
        network = Network(settings.network, *self._sizes)
        self._pictures = AugmentedPictures(splits.training, settings.data.augmentation, streams.augmentation)
        self._training = Training(
            network, settings.training, self._pictures, splits.validation, streams, extra=my_digits
        )
        self._events = self._training.events()
        self._recorder = LayerRecorder(self._training, splits.training)
        self._settings = settings
        self._ending: Iterator[EndingEvent] | None = None
        self._conclusion: Conclusion | None = None
        self._batch_group = BatchGroup()
        self._last_progress = 0.0
        self._pace, self._pauses = Pace(), PauseClock(clock)
        self.opening: list[RunEvent] = []
        """What to report before the first call of `advance`."""
        self._diverged_layer: int | None = None
        self.ended: RunEnded | None = None
        self._class_names = dataset.class_names
        self._splits = splits
        self._my_digits = my_digits
        self._origin: Origin | None = None

    def begin_from(self, parameters: Floats, origin: Origin) -> None:
        """Start from the ``parameters`` of another run's network, shape (parameter_count,), not from random ones.

        The settings of such a run cannot change during it, and it cannot be resumed: its digits may be gone by then.
        """
        self._training.begin_from(parameters)
        self._origin = origin

    def count_patience_anew_if_stopped(self) -> None:
        """Let early stopping count from here on if it has ended the run."""
        if self._training.stops_early:
            self._training.count_patience_anew()

    def restore(self, state: TrainingState) -> None:
        """Continue from ``state``; raise `SettingError` if it belongs to another network or optimizer."""
        try:
            self._training.restore(state)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            allowed = "the checkpoint of a run with the same network, optimizer and data"
            raise SettingError(Problem("--resume", str(error), allowed)) from error

    def open(self, folder: Path) -> None:
        """Start writing into ``folder``, a new one."""
        self._begin(RunWriter(folder), 0.0)
        self._writer.started(self.started)  # last: a folder with run.json in it is complete
        self.opening = [self.started]

    def reopen(self, writer: RunWriter, seconds: float, evaluations: int, wanted: RunSettings) -> None:
        """Write on with ``writer`` into the folder of this run, which was restored, and adopt the live ``wanted``.

        The folder has the batches and the ``evaluations`` of ``seconds`` of training so far.
        """
        self._begin(writer, seconds)
        if (last := last_measurement(writer.folder)) is not None:
            self._recorder.continue_from(last)
        continued = RunContinued(self.started, self.step, evaluations, self._training.patience_from)
        self.opening = [continued, *self.change(wanted)]

    def _begin(self, writer: RunWriter, seconds: float) -> None:
        self._pace.begin(self.step, self._training.position, seconds)
        self.started = RunStarted(
            settings=self._settings,
            folder=writer.folder,
            input_shape=self._sizes[0],
            class_names=self._class_names,
            parameter_count=self._training.network.layout.count,
            training_count=self._splits.training.count,
            validation_count=self._splits.validation.count,
            test_count=self._splits.test.count,
            origin=self._origin,
            data_hash=self._data_hash.text,
        )
        self._writer = writer
        # A fine-tuning run is never resumed.
        self._keeper = Keeper(self._training, writer, self._pace, is_resumable=self._origin is None)

    @property
    def step(self) -> int:
        """How many batches have been trained."""
        return self._training.step

    @property
    def epoch(self) -> int:
        """The current epoch, or the last one that ended."""
        return self._training.epoch

    def parameters(self) -> Floats:
        """Return a copy of the parameters, shape (parameter_count,)."""
        return self._training.parameters.copy()

    @property
    def is_ending(self) -> bool:
        """Whether training is over; `advance` then continues with evaluating the network on the test set."""
        return self._ending is not None

    def advance(self) -> list[RunEvent]:
        """Advance by one event of the training and return the events to report, of which there are often none."""
        if self._ending is not None:
            return [*self._limited(next(self._ending))]
        before = self._clock()
        is_measured = self._recorder.is_due(self._pace.seconds)
        if is_measured:
            self._recorder.prepare()
        event = next(self._events)
        measured = self._recorder.measure(event) if is_measured and isinstance(event, BatchFinished) else None
        now = self._clock()
        self._pace.add(now - before, isinstance(event, BatchFinished))
        match event:
            case BatchFinished():
                self._batch_group.add(event, now - before)
                is_saved = self._keeper.is_state_due
                reported = self.flush() if is_saved or self._batch_group.is_due(now) else []
                if measured is not None:
                    self._writer.layers(measured)
                    reported.append(measured)
                if is_saved:
                    self._keeper.keep_state()
                return reported
            case EvaluationAdvanced():
                return [*self.flush(), *self._limited(event)]
            case Evaluated():
                return [*self.flush(), self._keeper.keep(event)]
            case TrainingEnded():
                self._diverged_layer = event.layer
                return self.end(RunEndReason(event.reason))

    def flush(self) -> list[RunEvent]:
        """Return the group of batches so far, which is already written to the folder."""
        group = self._batch_group.take(self._clock(), self._pace.seconds)
        if group is None:
            return []
        self._writer.batches(group)
        return [group]

    def pause(self) -> list[RunEvent]:
        """Record that training waits from here on, which is the caller's to do; return what to report."""
        reported, paused = self.flush(), self._pauses.begin(self.step)
        self._writer.pause(paused)
        return [*reported, paused]

    def resume(self) -> list[RunEvent]:
        """Record that training waits no more, if it did, and return what to report."""
        resumed = self._pauses.end()
        if resumed is None:
            return []
        self._writer.pause(resumed)
        return [resumed]

    def change(self, settings: RunSettings) -> list[RunEvent]:
        """Adopt the live settings of ``settings`` from the next batch on; all others keep their values."""
        adopted = adopt_live(self._settings, settings)
        if adopted == self._settings or self.is_ending or self._origin is not None:
            return []
        self._settings = adopted
        self._pictures.change(adopted.data.augmentation)
        self._training.change(Network(adopted.network, *self._sizes), adopted.training)
        event = LiveSettingsChanged(adopted, self.step)
        self._writer.live_settings(event)
        return [*self.flush(), event]

    def end(self, reason: RunEndReason) -> list[RunEvent]:
        """End training now and keep the network; `advance` then evaluates it until `ended` is set.

        A second call leaves out what remains of the evaluation on the training set.
        """
        if self._conclusion is not None:
            self._conclusion.cut_short()
            return []
        reported = [*self.resume(), *self.flush()]
        self._events.close()
        self._writer.weights(self._training.parameters)
        if reason is RunEndReason.STOPPED:
            self._keeper.keep_state()
        self._conclusion = Conclusion(self._training, self._splits, self._class_names, self._my_digits())
        self._ending = self._conclude(self._conclusion, reason)
        return reported

    def _conclude(self, conclusion: Conclusion, reason: RunEndReason) -> Iterator[EndingEvent]:
        training, settings = self._training, self._settings.training
        yield from conclusion.steps(self._keeper.final_evaluation(), self._writer, self._keeper.keep_last)
        position, pace = training.position, self._pace
        self.ended = RunEnded(
            reason=reason,
            explanation=ending_text(reason, settings, self.step, position, self._diverged_layer),
            step=self.step,
            epoch=self.epoch,
            position=position,
            last=conclusion.last,
            best=conclusion.best,
            diverged_layer=self._diverged_layer,
            input_shape=self._sizes[0],
            classes=self._sizes[1],
            seconds=pace.seconds,
            seconds_per_epoch=pace.seconds_per_epoch(position),
            batches_per_second=pace.batches_per_second(self.step),
            folder=self.started.folder,
            best_by=settings.stopping.monitored,
        )
        self._writer.ended(self.ended)
        yield self.ended

    def _limited(self, event: EndingEvent) -> Iterator[EndingEvent]:
        """Yield ``event``, unless it is the progress of an evaluation and the last one was reported too recently."""
        now = self._clock()
        if not isinstance(event, EvaluationAdvanced) or now - self._last_progress >= 1 / MESSAGES_PER_SECOND:
            self._last_progress = now
            yield event

    def close(self) -> None:
        """Close the folder and let no thread work on; a run that has not ended stays without a result."""
        self._events.close()
        self._pictures.close()
        self._writer.close()
