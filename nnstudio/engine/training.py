"""Training as a generator of events.

To pause, do not ask for the next event; to stop, close the generator. There is no thread here, no callback and no
print.
"""

import dataclasses
import math
from collections.abc import Callable, Generator, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnstudio.engine.arrays import Floats, Labels
from nnstudio.engine.denormals import are_denormals_flushed
from nnstudio.engine.evaluation import evaluate
from nnstudio.engine.events import (
    BatchFinished,
    EndReason,
    Evaluated,
    EvaluationAdvanced,
    Metrics,
    TrainingEnded,
    TrainingEvent,
)
from nnstudio.engine.network import Network
from nnstudio.engine.parameter_update import ParameterUpdate
from nnstudio.engine.random_streams import RandomStreams
from nnstudio.engine.samples import Reader, Samples, by_class
from nnstudio.engine.training_settings import SAMPLE, VALIDATION, WHOLE, TrainingSettings
from nnstudio.engine.training_state import Best, TrainingState
from nnstudio.engine.validation import Validation, goodness
from nnstudio.engine.workspace import TrainingWorkspace

CLEARING_INTERVAL = 100
"""After this many batches the denormals of the optimizer's state are set to zero, if the processor does not do it."""
SAMPLE_SIZE = 1000
"""Training samples in an evaluation on a sample of them."""
_COUNTS = ("step", "epoch", "_start", "_evaluated_step", "_plateau_factor")
_STREAMS = ("shuffling", "dropout")


class Training:
    """A network being trained: its parameters, the optimizer's state and the position in the data."""

    def __init__(
        self,
        network: Network,
        settings: TrainingSettings,
        training: Samples,
        validation: Samples,
        streams: RandomStreams,
        dtype: np.dtype[np.floating] = np.dtype(np.float32),
        extra: Callable[[], Samples | None] = lambda: None,
    ) -> None:
        """Set up training; ``extra`` returns a further set that each evaluation watches and that decides nothing."""
        self.network = network
        self.settings = settings
        self.step = 0
        self.epoch = 0
        self.parameters = network.initial_parameters(streams.initial_weights, dtype)
        network.measure_inputs(self.parameters, training)
        self.validations: list[Validation] = []
        self.patience_from = 0
        """Index of the validation from which the stopping rule counts."""
        self.stops_early = False
        """Whether the stopping rule ends training here."""
        self.best: Best | None = None
        self._training = training
        self._validation = validation
        self._extra = extra
        self._streams = streams
        self.gradient = network.layout.zeros(dtype)
        """That of the last step, with penalties and clipping, shape (network.layout.count,); to be read only."""
        self._update = ParameterUpdate(network.layout, settings.optimizer, self.parameters, self.gradient)
        self._step = self._update.step
        self._order = np.empty(0, np.int64)  # the samples of the current epoch, and how many of them are done
        self._start = 0
        self._evaluated_step = -1
        self._plateau_factor = 1.0
        self._memory_from = 0  # the step from which the optimizer's memory counts
        self._in_epoch: Samples | None = None  # the training samples as they are in the current epoch
        self._workspaces: dict[int, tuple[TrainingWorkspace, Reader]] = {}

    def begin_from(self, parameters: Floats) -> None:
        """Start from the ``parameters`` of an earlier training, shape (network.layout.count,), not random ones."""
        self.parameters[...] = parameters

    def change(self, network: Network, settings: TrainingSettings) -> None:
        """Continue with other settings from the next batch on, and with training samples that have been changed.

        The network must have the same layout, and loss and optimizer must be of the same kind as before.
        """
        self.network, self.settings = network, settings
        self._workspaces.clear()
        self._in_epoch = None

    @property
    def position(self) -> float:
        """How far training is, in epochs with fractions."""
        return self.epoch - 1 + self._start / len(self._order) if len(self._order) else float(self.epoch)

    def count_patience_anew(self) -> None:
        """Let the stopping rule, which has ended training, count anew, so that training goes on."""
        self.patience_from = self.settings.stopping.counts_anew_from(len(self.validations))
        self._apply_stopping()

    def _apply_stopping(self) -> None:
        self.stops_early = self.settings.stopping.says_stop(self.validations, self.patience_from)

    @property
    def samples(self) -> Samples:
        """What it learns from, as it is without changes for an epoch."""
        return self._training

    @property
    def memory(self) -> tuple[Floats, ...]:
        """The optimizer's state, vectors of the shape (network.layout.learned_count,); to be read only."""
        return self._step.state

    def penalty(self) -> float:
        """Return the penalty on the current weights."""
        return self._update.penalty(self.settings)

    def state(self) -> TrainingState:
        """Return copies of everything that decides how training continues from here, between two events."""
        arrays: dict[str, NDArray[np.generic]] = {"parameters": self.parameters.copy(), "order": self._order.copy()}
        for number, vector in enumerate(self._step.state):
            arrays[f"optimizer_state_{number}"] = vector.copy()
        facts: dict[str, Any] = {name: getattr(self, name) for name in _COUNTS}
        facts |= {"patience_from": self.patience_from, "memory_from": self._memory_from}
        facts["validations"] = [[each.position, *dataclasses.astuple(each.metrics)] for each in self.validations]
        facts["streams"] = {name: getattr(self._streams, name).bit_generator.state for name in _STREAMS}
        if self.best is not None:
            arrays["best_parameters"] = self.best.parameters
            facts["best"] = dataclasses.asdict(self.best.evaluation)
        return TrainingState(arrays, facts)

    def restore(self, state: TrainingState) -> None:
        """Continue from ``state``, which a training of the same network, settings and data returned.

        Raises ValueError if the state belongs to another network or optimizer.
        """
        arrays, facts = state.arrays, state.facts
        targets = {"parameters": self.parameters} | {
            f"optimizer_state_{number}": vector for number, vector in enumerate(self._step.state)
        }
        if f"optimizer_state_{len(self._step.state)}" in arrays:
            raise ValueError("the state belongs to an optimizer that keeps more vectors")
        for name, target in targets.items():
            if name not in arrays or arrays[name].shape != target.shape:
                raise ValueError(f"the state's {name} does not fit a network of {len(self.parameters)} parameters")
            target[...] = arrays[name]
        self._order = arrays["order"].astype(np.int64)
        for name in _COUNTS:
            setattr(self, name, facts[name])
        self.patience_from, self._memory_from = facts.get("patience_from", 0), facts.get("memory_from", 0)
        self.validations = [Validation(position, Metrics(*metrics)) for position, *metrics in facts["validations"]]
        self._apply_stopping()
        for name in _STREAMS:
            getattr(self._streams, name).bit_generator.state = facts["streams"][name]
        if "best" in facts:
            best_facts = facts["best"]
            measured = {
                name: Metrics(**best_facts[name])
                for name in ("training", "validation", "extra")
                if best_facts.get(name)
            }
            best = np.array(arrays["best_parameters"], self.parameters.dtype)
            self.best = Best(Evaluated(**best_facts | measured), best)

    def events(self) -> Generator[TrainingEvent, None, None]:
        """Train and yield what happens; the parameters change only while the next event is being computed."""
        if self._evaluated_step < 0 or (self._evaluated_step != self.step and not len(self._order)):
            yield from self._evaluate(float(self.epoch), ends_epoch=True)  # at the start, or if one was interrupted
        reason = EndReason.FINISHED
        while self._has_more():
            if self.stops_early:
                reason = EndReason.STOPPED_EARLY
                break
            for event in self._train_epoch():
                yield event
                if isinstance(event, EvaluationAdvanced):
                    continue
                loss = event.loss if isinstance(event, BatchFinished) else (event.training or event.validation).loss
                if not math.isfinite(loss):
                    yield self._diverge()
                    return
        if self.settings.restores_best and self.best is not None:
            self.parameters[...] = self.best.parameters
        yield TrainingEnded(reason, self.step)

    def _train_epoch(self) -> Iterator[BatchFinished | EvaluationAdvanced | Evaluated]:
        if not len(self._order):
            self.epoch += 1
            shuffled = self._streams.shuffling.permutation(self._training.count)
            self._order, self._start = shuffled if self.settings.shuffles else by_class(self._training), 0
            self._in_epoch = None
        order = self._order
        while True:
            if self._is_evaluation_due():
                yield from self._evaluate(self.position, ends_epoch=False)
                if self.stops_early:
                    return
            if self._start == len(order):
                break
            batch = order[self._start : self._start + (self.settings.batch_size or len(order))]
            before = self.position
            self._start += len(batch)
            yield self._train_batch(batch, before, self.position)
        self._order = order[:0]
        yield from self._evaluate(float(self.epoch), ends_epoch=True)

    def _has_more(self) -> bool:
        return len(self._order) > 0 or self.settings.epochs == 0 or self.epoch < self.settings.epochs

    def _is_evaluation_due(self) -> bool:
        every, is_within = self.settings.evaluate_every, 0 < self._start < len(self._order)
        return bool(every and is_within and self.step % every == 0 and self.step != self._evaluated_step)

    def _train_batch(self, numbers: Labels, before: float, after: float) -> BatchFinished:
        settings, step = self.settings, self._step
        if self._in_epoch is None:
            self._enter_epoch()
        workspace, reader = self._workspaces.get(len(numbers)) or self._new_workspace(len(numbers))
        reader.read(numbers)
        loss, accuracy = workspace.forward()
        if not math.isfinite(loss):  # no step: it would only make the parameters not finite too
            self.step += 1
            return BatchFinished(self.step, self.epoch, after, loss, accuracy, step.learning_rate)
        workspace.backward()
        self._update.finish_gradient(settings)
        self.step += 1
        rate = settings.learning_rate_of(before, after, self._plateau_factor)
        self._update.apply(settings, self.step - self._memory_from, rate)
        if self.step % CLEARING_INTERVAL == 0 and not are_denormals_flushed():
            step.clear_denormals()
        return BatchFinished(self.step, self.epoch, after, loss, accuracy, step.learning_rate)

    def _enter_epoch(self) -> None:
        """Let the existing workspaces read the samples as they are in this epoch."""
        samples = self._in_epoch = self._training.in_epoch(self.epoch, self._order)
        for size, (workspace, _) in self._workspaces.items():
            self._workspaces[size] = workspace, samples.reader(workspace.inputs, workspace.labels)

    def _new_workspace(self, batch_size: int) -> tuple[TrainingWorkspace, Reader]:
        if len(self._workspaces) == 2:  # the full batch and the epoch's last, smaller one
            self._workspaces.clear()
        workspace = TrainingWorkspace(
            self.network, self.settings.loss, self.parameters, self.gradient, batch_size, self._streams.dropout
        )
        assert self._in_epoch is not None
        made = workspace, self._in_epoch.reader(workspace.inputs, workspace.labels)
        self._workspaces[batch_size] = made
        return made

    def _diverge(self) -> TrainingEnded:
        """Find the layer at fault, and keep finite parameters: the current ones, else those of the best evaluation."""
        layers = (workspace.first_layer_not_finite() for workspace, _ in self._workspaces.values())
        layer = min((number for number in layers if number is not None), default=None)
        if self.best is not None and not np.isfinite(self.parameters).all():
            self.parameters[...] = self.best.parameters
        return TrainingEnded(EndReason.DIVERGED, self.step, layer)

    def _evaluate(self, position: float, ends_epoch: bool) -> Iterator[EvaluationAdvanced | Evaluated]:
        loss = self.settings.loss
        training = yield from self._evaluate_training(WHOLE if ends_epoch else self.settings.evaluate_on)
        validation = yield from evaluate(self.network, self.parameters, loss, self._validation)
        extra = None
        if (samples := self._extra()) is not None:
            extra = yield from evaluate(self.network, self.parameters, loss, samples)
        evaluation = Evaluated(self.epoch, self.step, position, training, validation, self.penalty(), ends_epoch, extra)
        self.validations.append(Validation(position, validation))
        self._apply_stopping()
        self._evaluated_step = self.step
        self._plateau_factor = self.settings.schedule.factor_after(self.validations)
        monitored = self.settings.stopping.monitored
        if self.best is None or goodness(validation, monitored) > goodness(self.best.evaluation.validation, monitored):
            self.best = Best(evaluation, self.parameters.copy())
        yield evaluation

    def _evaluate_training(self, on: str) -> Generator[EvaluationAdvanced, None, Metrics | None]:
        """Return the metrics on the training set, on a sample of it (always the same), or None for neither."""
        if on == VALIDATION:
            return None
        count = self._training.count
        chosen = np.linspace(0, count - 1, min(count, SAMPLE_SIZE)).astype(np.int64) if on == SAMPLE else None
        return (yield from evaluate(self.network, self.parameters, self.settings.loss, self._training, chosen))
