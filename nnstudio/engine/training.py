"""Training as a generator of events.

Pausing is not asking for the next event; stopping is closing the generator. There is no thread here, no callback
and no print.
"""

import math
from collections.abc import Generator, Iterator
from dataclasses import dataclass

import numpy as np

from nnstudio.engine.arrays import Labels
from nnstudio.engine.evaluation import evaluate
from nnstudio.engine.events import BatchFinished, EndReason, EpochFinished, TrainingEnded, TrainingEvent
from nnstudio.engine.losses import LOSSES, CrossEntropy, Loss
from nnstudio.engine.network import Network
from nnstudio.engine.optimizers import OPTIMIZERS, Momentum, Optimizer
from nnstudio.engine.optimizers.optimizer import Step
from nnstudio.engine.random_streams import RandomStreams
from nnstudio.engine.samples import Samples
from nnstudio.engine.workspace import TrainingWorkspace
from nnstudio.spec.record import Variant
from nnstudio.spec.setting import Integer, declare


@dataclass(frozen=True)
class TrainingSettings:
    """How the network is trained."""

    optimizer: Optimizer = declare(
        Momentum(),
        Variant(
            label="Optimizer",
            help="How gradients move the weights. Each optimizer keeps its own learning rate.",
            registry=OPTIMIZERS,
        ),
    )
    batch_size: int = declare(
        64,
        Integer(
            label="Batch size",
            help="How many pictures are looked at for one step. 32 to 128 is usual; 1 is per-sample training.",
            minimum=1,
            maximum=1_000_000,
            steps=(1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024),
            zero_means="full",
            live=True,
        ),
    )
    epochs: int = declare(
        10,
        Integer(
            label="Epochs",
            help="How often every training picture is seen.",
            minimum=1,
            maximum=10_000,
            zero_means="endless",
            live=True,
        ),
    )
    loss: Loss = declare(
        CrossEntropy(),
        Variant(label="Loss", help="What training makes small: how wrong the network is.", registry=LOSSES),
    )
    threads: int = declare(
        0,
        Integer(
            label="Threads",
            help="How many processor cores multiply matrices. One is fastest unless layers and batches are large. "
            "Runs repeat bit for bit with the same number.",
            minimum=1,
            maximum=64,
            zero_means="automatic",
        ),
    )


class Training:
    """A network being trained: its parameters, the optimizer's memory and the place in the data.

    ``settings`` may be replaced between two events as long as loss and kind of optimizer stay the same.
    """

    def __init__(
        self,
        network: Network,
        settings: TrainingSettings,
        training: Samples,
        validation: Samples,
        streams: RandomStreams,
        dtype: np.dtype[np.floating] = np.dtype(np.float32),
    ) -> None:
        self.network = network
        self.settings = settings
        self.step = 0
        self.epoch = 0
        self.parameters = network.initial_parameters(streams.initial_weights, dtype)
        self._training = training
        self._validation = validation
        self._shuffling = streams.shuffling
        self._gradient = network.layout.zeros(dtype)
        self._step = Step(
            parameters=self.parameters,
            gradient=self._gradient,
            memory=tuple(network.layout.zeros(dtype) for _ in range(settings.optimizer.memory_vectors)),
            scratch=network.layout.zeros(dtype),
            learning_rate=settings.optimizer.learning_rate,
        )
        self._workspaces: dict[int, TrainingWorkspace] = {}

    def events(self) -> Generator[TrainingEvent, None, None]:
        """Train, and yield what happens; the parameters move only while the next event is asked for."""
        yield from self._evaluate()
        while self.settings.epochs == 0 or self.epoch < self.settings.epochs:
            self.epoch += 1
            for event in self._train_epoch():
                yield event
                if not math.isfinite(event.loss):
                    yield TrainingEnded(EndReason.DIVERGED, self.step)
                    return
            yield from self._evaluate()
        yield TrainingEnded(EndReason.FINISHED, self.step)

    def _train_epoch(self) -> Iterator[BatchFinished]:
        order = self._shuffling.permutation(self._training.count)
        start = 0
        while start < len(order):
            batch = order[start : start + (self.settings.batch_size or len(order))]
            start += len(batch)
            yield self._train_batch(batch, self.epoch - 1 + start / len(order))

    def _train_batch(self, numbers: Labels, position: float) -> BatchFinished:
        workspace = self._workspaces.get(len(numbers)) or self._new_workspace(len(numbers))
        optimizer = self.settings.optimizer
        self._training.fill(numbers, workspace.inputs, workspace.labels)
        loss, accuracy = workspace.forward()
        workspace.backward()
        self.step += 1
        step = self._step
        step.number, step.learning_rate = self.step, optimizer.learning_rate
        optimizer.move(step)
        return BatchFinished(self.step, self.epoch, position, loss, accuracy, step.learning_rate)

    def _new_workspace(self, batch_size: int) -> TrainingWorkspace:
        if len(self._workspaces) == 2:  # the usual batch and the epoch's last, smaller one
            self._workspaces.clear()
        workspace = TrainingWorkspace(self.network, self.settings.loss, self.parameters, self._gradient, batch_size)
        self._workspaces[batch_size] = workspace
        return workspace

    def _evaluate(self) -> Iterator[TrainingEvent]:
        loss = self.settings.loss
        training = yield from evaluate(self.network, self.parameters, loss, self._training)
        validation = yield from evaluate(self.network, self.parameters, loss, self._validation)
        yield EpochFinished(self.epoch, self.step, training, validation)
