"""A trainer that trains nothing: it records the commands it gets, and sends the messages that a test gives it."""

import queue
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from nnstudio.engine.events import BatchFinished, Evaluated, Metrics
from nnstudio.engine.network import Network
from nnstudio.runs.events import BatchesFinished, RunEnded, RunEndReason, RunStarted
from nnstudio.runs.result import Result
from nnstudio.session.session import TrainingSession
from nnstudio.training.host import TrainerDied
from nnstudio.training.messages import SnapshotTaken

CLASSES = tuple("0123456789")


class ScriptedTrainer:
    """Stands in for the trainer's process."""

    process_id = 4711

    def __init__(self):
        self.commands = []
        self.endings = []
        self._messages = queue.SimpleQueue()

    def say(self, *messages):
        for message in messages:
            self._messages.put(message)

    def die(self, exit_code=-9):
        self._messages.put(TrainerDied(exit_code))

    def send(self, command):
        self.commands.append(command)

    def receive(self):
        message = self._messages.get()
        if isinstance(message, Exception):
            raise message
        return message

    def end(self):
        self.endings.append("end")
        self._messages.put(None)

    def close(self):
        self.endings.append("close")


@contextmanager
def scripted_session(folders, runs, trainers):
    """Give a session, closed at the end, whose trainers do what a test says; each one is appended to ``trainers``."""

    def start_trainer():
        trainers.append(ScriptedTrainer())
        return trainers[-1]

    session = TrainingSession(folders, runs, start_trainer=start_trainer)
    yield session
    session.close()


def started(settings, folder=Path("run"), origin=None):
    count = network_of(settings).layout.count
    return RunStarted(settings, folder, (28, 28), CLASSES, count, 500, 100, 100, origin)


def network_of(settings):
    return Network(settings.network, (28, 28), len(CLASSES))


def batches(first_step, *losses):
    numbered = enumerate(losses, start=first_step)
    finished = [BatchFinished(step, 1, step / 25, loss, accuracy=0.5, learning_rate=0.1) for step, loss in numbered]
    return BatchesFinished.of(finished, seconds=float(len(losses)), batches_per_second=100.0)


def evaluated(epoch, step, loss=1.0):
    metrics = Metrics(loss, 0.5, 100)
    return Evaluated(epoch, step, float(epoch), metrics, metrics, 0.0, ends_epoch=True)


def snapshot(settings, step, value=0.1):
    network = network_of(settings)
    return SnapshotTaken(step, np.full(network.layout.count, value, np.float32))


def result(step=2, epoch=1.0, accuracy=0.5):
    metrics = Metrics(1.0, accuracy, 100)
    return Result(epoch, step, metrics, metrics, metrics, 0.0)


def ended(reason=RunEndReason.FINISHED, step=2, folder=Path("run"), last=None, best=None):
    last = last or result(step)
    return RunEnded(
        reason=reason,
        explanation="its one epoch is trained",
        step=step,
        epoch=1,
        position=1.0,
        last=last,
        best=best or last,
        diverged_layer=None,
        input_shape=(28, 28),
        classes=10,
        seconds=1.0,
        seconds_per_epoch=1.0,
        batches_per_second=2.0,
        folder=folder,
    )


def commands(trainers, kind):
    """Return all commands of ``kind`` that were sent to any of ``trainers``."""
    return [command for trainer in trainers for command in trainer.commands if isinstance(command, kind)]
