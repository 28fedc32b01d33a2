"""One run from its settings to its result, reported event by event and written to its folder as it happens.

The command line and the trainer process both drive it: between two calls of `Run.advance` they may pause, change
live settings, copy the parameters or end the run.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from nnstudio.data.augmentation import AugmentedPictures
from nnstudio.data.data_hash import DataHash
from nnstudio.data.dataset import Dataset
from nnstudio.data.settings import Splits
from nnstudio.engine.arrays import Floats
from nnstudio.engine.events import BatchFinished, Evaluated, EvaluationAdvanced, TrainingEnded, TrainingEvent
from nnstudio.engine.network import Network
from nnstudio.engine.random_streams import RandomStreams
from nnstudio.engine.samples import Samples
from nnstudio.engine.training import Training
from nnstudio.engine.training_state import TrainingState
from nnstudio.runs.batch_groups import BatchGroup, ProgressLimit
from nnstudio.runs.conclusion import Conclusion
from nnstudio.runs.events import (
    EndingEvent,
    LayersMeasured,
    Origin,
    RunContinued,
    RunEnded,
    RunEndReason,
    RunEvent,
    RunStarted,
)
from nnstudio.runs.folder import RunWriter
from nnstudio.runs.held_events import HeldEvents
from nnstudio.runs.keeper import Keeper
from nnstudio.runs.layer_file import last_measurement
from nnstudio.runs.layer_recorder import LayerRecorder
from nnstudio.runs.live_changes import LiveChange
from nnstudio.runs.live_settings import LiveSettings
from nnstudio.runs.pace import Pace
from nnstudio.runs.pauses import PauseClock
from nnstudio.runs.settings import RunSettings
from nnstudio.spec.errors import Problem, SettingError


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
        self._live = LiveSettings(settings, self._training, self._pictures, self._sizes)
        self._ending: Iterator[EndingEvent] | None = None
        self._conclusion: Conclusion | None = None
        self._batch_group = BatchGroup()
        self._progress = ProgressLimit()
        self._pace, self._pauses = Pace(), PauseClock(clock)
        self.opening: list[RunEvent] = []
        """What to report before the first call of `advance`."""
        self._diverged_layer: int | None = None
        self._ended: RunEnded | None = None
        self._class_names = dataset.class_names
        self._splits = splits
        self._my_digits = my_digits
        self._origin: Origin | None = None

    def begin_from(self, parameters: Floats, origin: Origin | None = None) -> None:
        """Start from the ``parameters`` of another network, shape (parameter_count,), not from random ones.

        With an ``origin`` settings cannot change, and the run cannot be resumed: its digits may be gone by then.
        """
        self._training.begin_from(parameters)
        self._origin = origin

    @property
    def training(self) -> Training:
        """What trains the network, to be brought to where it begins before the run has a folder."""
        return self._training

    def restore(self, state: TrainingState) -> None:
        """Continue from ``state``; raise `SettingError` if it belongs to another network or optimizer."""
        try:
            self._training.restore(state)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            allowed = "the checkpoint of a run with the same network, optimizer and data"
            raise SettingError(Problem("--resume", str(error), allowed)) from error

    def open(self, folder: Path) -> None:
        """Start writing into ``folder``, a new one; raise `RunFolderError` if that fails."""
        self._begin(RunWriter(folder), 0.0)
        self._writer.started(self.started)  # last: a folder with run.json in it is complete
        self._refuse_trouble()
        self.opening = [self.started]

    def reopen(
        self,
        writer: RunWriter,
        seconds: float,
        evaluations: int,
        wanted: RunSettings,
        repeated: Sequence[LiveChange] = (),
    ) -> None:
        """Write on with ``writer`` into the folder of this run, which was restored, and adopt the live ``wanted``.

        The folder has the batches and the ``evaluations`` of ``seconds`` of training so far. The ``repeated`` changes
        are in it too, and are made again at their steps. Raises `RunFolderError` if it cannot be written.
        """
        writer.keep_open()
        self._begin(writer, seconds)
        self._refuse_trouble()
        if (last := last_measurement(writer.folder)) is not None:
            self._recorder.continue_from(last)
        continued = RunContinued(self.started, self.step, evaluations, self._training.patience_from)
        self.opening = [continued, *self.change(wanted)]
        self._live.repeat(repeated)

    def _refuse_trouble(self) -> None:
        if (trouble := self._writer.trouble) is not None:
            self._writer.close()
            raise trouble

    def _begin(self, writer: RunWriter, seconds: float) -> None:
        self._pace.begin(self.step, self._training.position, seconds)
        splits, classes, network = self._splits, self._class_names, self._training.network
        self.started = RunStarted.of(
            self._live.now, writer.folder, splits, classes, network, self._origin, self._data_hash.text
        )
        self._writer, self._held = writer, HeldEvents(writer)
        is_resumable = self._origin is None  # fine-tuning never is
        self._keeper = Keeper(self._training, self._live.now, writer, self._pace, is_resumable)

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

    @property
    def ended(self) -> RunEnded | None:
        """How the run ended; None until it has, and until that is written."""
        return None if self.is_blocked else self._ended

    @property
    def is_blocked(self) -> bool:
        """Whether the run waits because its folder cannot be written; nothing is lost meanwhile."""
        return self._held.is_holding

    def retry(self) -> list[RunEvent]:
        """Write what could not be written, and return what to report; the run goes on if it is not blocked then."""
        return self._held.retry()

    def advance(self) -> list[RunEvent]:
        """Advance by one event of the training and return the events to report, of which there are often none.

        A run that is blocked waits for a moment instead and, every two seconds, tries again.
        """
        return self._held.wait() if self.is_blocked else self._held.pass_on(self._advance())

    def _advance(self) -> list[RunEvent]:
        if self._ending is not None:
            return self._progress.pass_on(next(self._ending), self._clock())
        repeated = self._live.repeated()
        first = [*self._flushed(), *repeated] if repeated else []
        before = self._clock()
        event, measured = self._recorder.next(self._events, self._pace.seconds)
        now = self._clock()
        self._pace.add(now - before, isinstance(event, BatchFinished))
        return [*first, *self._taken(event, now, now - before, measured)]

    def _taken(self, event: TrainingEvent, now: float, took: float, measured: LayersMeasured | None) -> list[RunEvent]:
        """Write an ``event`` of the training, which ``took`` seconds, and return what to report."""
        match event:
            case BatchFinished():
                self._batch_group.add(event, took)
                is_saved = self._keeper.is_state_due
                reported = self._flushed() if is_saved or self._batch_group.is_due(now) else []
                if measured is not None:
                    self._writer.layers(measured)
                    reported.append(measured)
                self._keeper.keep_due(is_saved)
                return reported
            case EvaluationAdvanced():
                return [*self._flushed(), *self._progress.pass_on(event, self._clock())]
            case Evaluated():
                return [*self._flushed(), self._keeper.keep(event)]
            case TrainingEnded():
                self._diverged_layer = event.layer
                return self._end(RunEndReason(event.reason))

    def flush(self) -> list[RunEvent]:
        """Return the group of batches so far."""
        return self._held.pass_on(self._flushed())

    def _flushed(self) -> list[RunEvent]:
        group = self._batch_group.take(self._clock(), self._pace.seconds)
        if group is None:
            return []
        self._writer.batches(group)
        return [group]

    def pause(self) -> list[RunEvent]:
        """Record that training waits from here on, which is the caller's to do; return what to report."""
        reported, paused = self._flushed(), self._pauses.begin(self.step)
        self._writer.pause(paused)
        return self._held.pass_on([*reported, paused])

    def resume(self) -> list[RunEvent]:
        """Record that training waits no more, if it did, and return what to report."""
        return self._held.pass_on(self._resumed())

    def _resumed(self) -> list[RunEvent]:
        resumed = self._pauses.end()
        if resumed is None:
            return []
        self._writer.pause(resumed)
        return [resumed]

    def change(self, settings: RunSettings) -> list[RunEvent]:
        """Adopt the live settings of ``settings`` from the next batch on; all others keep their values."""
        if self.is_ending or self._origin is not None:
            return []
        event = self._live.change(settings, self._writer)
        return [] if event is None else self._held.pass_on([*self._flushed(), event])

    def end(self, reason: RunEndReason) -> list[RunEvent]:
        """End training now and keep the network; `advance` then evaluates it until `ended` is set.

        A second call leaves out what remains of the evaluation on the training set. A run that is blocked tries once
        more to write, and raises `RunFolderError` if that fails.
        """
        reported = self.retry()
        if self.is_blocked and (trouble := self._writer.trouble) is not None:
            raise trouble
        if self._conclusion is not None:
            self._conclusion.cut_short()
            return reported
        return self._held.pass_on([*reported, *self._end(reason)])

    def _end(self, reason: RunEndReason) -> list[RunEvent]:
        reported = [*self._resumed(), *self._flushed()]
        self._live.forget_repetition(self._writer)
        self._events.close()
        self._writer.weights(self._training.parameters)
        self._keeper.keep_last_snapshot()
        if reason is RunEndReason.STOPPED:
            self._keeper.keep_state()
        self._conclusion = Conclusion(self._training, self._splits, self._class_names, self._my_digits())
        self._ending = self._conclude(self._conclusion, reason)
        return reported

    def _conclude(self, conclusion: Conclusion, reason: RunEndReason) -> Iterator[EndingEvent]:
        yield from conclusion.steps(self._keeper.final_evaluation(), self._writer, self._keeper.keep_last)
        ended = self._ended = conclusion.end(reason, self.started, self._pace, self._diverged_layer)
        self._writer.ended(ended)
        yield ended

    def leave(self) -> None:
        """Save where the run is, between two calls of `advance`, because it is to go on in another process."""
        if self._conclusion is None:
            self._flushed()
            self._keeper.keep_state()

    def close(self) -> None:
        """Close the folder and let no thread work on; a run that has not ended stays without a result."""
        self._events.close()
        self._pictures.close()
        self._writer.close()
