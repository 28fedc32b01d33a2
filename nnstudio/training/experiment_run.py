"""Carries out an experiment: its trials are trained by a pool of processes, each run in a folder of its own.

What has been done is never done again: an experiment that was cancelled or killed goes on where it was, each trial from
its last checkpoint. A trial that fails, or whose process dies twice, does not stop the others.
"""

import contextlib
import multiprocessing
import os
import threading
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from typing import Any

from nnstudio.data.folders import DataFolders
from nnstudio.runs.experiments.experiment import Trial
from nnstudio.runs.experiments.record import ExperimentRecord, TrialState
from nnstudio.training.trial_messages import (
    Hold,
    Leave,
    Release,
    TrainTrial,
    TrialAdvanced,
    TrialBegan,
    TrialCommand,
    TrialEnded,
    TrialFailed,
    TrialMessage,
)

WAIT_SECONDS = 0.1
"""How long `ExperimentRun.events` waits for a message before it yields None."""
LEAVING_SECONDS = 20.0
"""How long a process may take to leave its trial before it is killed; a batch or an evaluation takes less."""
TRIES = 2
"""How often a trial begins whose process dies."""


@dataclass(frozen=True)
class ExperimentProgress:
    """How far an experiment is: ``fraction`` from 0 to 1; ``seconds_left`` is None until it can be estimated."""

    done: int
    failed: int
    running: int
    total: int
    fraction: float
    seconds_left: float | None


def default_workers(trials: int) -> int:
    """Return how many processes train ``trials`` trials: as many as there are cores, and no more than trials."""
    return max(1, min(trials, os.cpu_count() or 1))


class _Worker:
    """One process, and the trial that it trains."""

    def __init__(self) -> None:
        # spawn, because a fork would copy the locks of other threads in whatever state they are.
        context = multiprocessing.get_context("spawn")
        self.connection, child_end = context.Pipe()
        self.process = context.Process(target=_serve, args=(child_end,), name="nnstudio-trial", daemon=True)
        self.process.start()
        child_end.close()
        self.trial: Trial | None = None
        self.fraction = 0.0

    def send(self, command: TrialCommand) -> None:
        """Send ``command``; a process that is gone is noticed when its messages end."""
        with contextlib.suppress(OSError):
            self.connection.send(command)

    def close(self, deadline: float) -> None:
        """Wait until the process has ended, at most until ``deadline`` (monotonic), then kill it."""
        self.process.join(max(0.0, deadline - time.monotonic()))
        if self.process.is_alive():
            self.process.kill()
            self.process.join()
        self.connection.close()


class ExperimentRun:
    """Trains what is left of the experiment of ``record``; `pause`, `resume` and `cancel` may come from any thread."""

    def __init__(self, record: ExperimentRecord, folders: DataFolders, workers: int) -> None:
        self._record = record
        self._folders = folders
        self._runs = record.path.parent
        states = [outcome.state for outcome in record.outcomes()]
        trials = record.experiment.trials
        self._waiting = deque(trial for trial, state in zip(trials, states, strict=True) if state != TrialState.DONE)
        self._done, self._failed = len(trials) - len(self._waiting), 0
        self._count = min(workers, len(self._waiting))
        self._workers: list[_Worker] = []
        self._tries: dict[int, int] = {}
        self._is_paused, self._is_cancelled = threading.Event(), threading.Event()
        self._held = False
        self._seconds, self._work = 0.0, 0.0  # for the time left: how long it took to do this many trials

    def pause(self) -> None:
        """Let all processes wait before their next batch, and begin no trial."""
        self._is_paused.set()

    def resume(self) -> None:
        """Go on."""
        self._is_paused.clear()

    def cancel(self) -> None:
        """End all processes; `events` then ends. The experiment can be continued later."""
        self._is_cancelled.set()

    @property
    def is_cancelled(self) -> bool:
        """Whether the experiment was asked to end before all its trials were done."""
        return self._is_cancelled.is_set()

    @property
    def progress(self) -> ExperimentProgress:
        """How far the experiment is."""
        total = len(self._record.experiment.trials)
        running = [worker.fraction for worker in self._workers if worker.trial is not None]
        over = self._done + self._failed
        left = None
        if self._work > 0.02:
            left = self._seconds / self._work * (total - over - sum(running))
        fraction = (over + sum(running)) / total
        return ExperimentProgress(self._done, self._failed, len(running), total, min(1.0, fraction), left)

    def events(self) -> Iterator[TrialMessage | None]:
        """Yield what happens until all trials are over, and None at least every 0.1 seconds.

        Raises `RunFolderError` if the record cannot be written or another process carries out the experiment.
        """
        self._record.acquire()
        try:
            before, start = time.monotonic(), self._in_work()
            while not self.is_cancelled and (self._waiting or any(worker.trial for worker in self._workers)):
                self._hold_or_release()
                self._begin_trials()
                yield from self._received()
                now = time.monotonic()
                if not self._held:
                    self._seconds += now - before
                before, self._work = now, self._in_work() - start
        finally:
            self._end_workers()
            self._record.release()

    def _in_work(self) -> float:
        """Return how many trials are done, with fractions."""
        return self._done + self._failed + sum(worker.fraction for worker in self._workers if worker.trial is not None)

    def _hold_or_release(self) -> None:
        if self._is_paused.is_set() != self._held:
            self._held = not self._held
            for worker in self._workers:
                worker.send(Hold() if self._held else Release())

    def _begin_trials(self) -> None:
        while self._waiting and not self._held:
            idle = next((worker for worker in self._workers if worker.trial is None), None)
            if idle is None:
                if len(self._workers) >= self._count:
                    return
                idle = _Worker()
                self._workers.append(idle)
            self._begin(idle, self._waiting.popleft())

    def _begin(self, worker: _Worker, trial: Trial) -> None:
        experiment = self._record.experiment
        worker.trial, worker.fraction = trial, 0.0
        folder = self._record.outcome(trial).folder
        name = experiment.trial_name(trial)
        worker.send(TrainTrial(trial.index, trial.settings, self._folders, self._runs, folder, name, experiment.key))

    def _received(self) -> Iterator[TrialMessage | None]:
        ready = wait([worker.connection for worker in self._workers], WAIT_SECONDS)
        for worker in [each for each in self._workers if each.connection in ready]:
            try:
                message: TrialMessage = worker.connection.recv()
            except (EOFError, OSError):
                yield self._died(worker)
                continue
            self._take(message, worker)
            yield message
        if not ready:
            yield None

    def _take(self, message: TrialMessage, worker: _Worker) -> None:
        trial = self._record.experiment.trials[message.index]
        match message:
            case TrialBegan(folder=folder):
                self._record.began(trial, folder)
            case TrialAdvanced(position=position, epochs=epochs):
                worker.fraction = min(1.0, position / epochs) if epochs else 0.0
            case TrialEnded():
                self._done += 1
                worker.trial = None
            case TrialFailed(error=error):
                self._fail(trial, error)
                worker.trial = None

    def _fail(self, trial: Trial, error: str) -> None:
        self._failed += 1
        self._record.failed(trial, error)

    def _died(self, worker: _Worker) -> TrialMessage | None:
        """Replace a process that has ended by itself; its trial goes on in another one, or has failed."""
        self._workers.remove(worker)
        worker.close(time.monotonic() + 1)
        trial = worker.trial
        if trial is None:
            return None
        self._tries[trial.index] = self._tries.get(trial.index, 0) + 1
        if self._tries[trial.index] < TRIES:
            self._waiting.appendleft(trial)
            return None
        error = f"its process ended unexpectedly (exit code {worker.process.exitcode})"
        self._fail(trial, error)
        return TrialFailed(trial.index, error)

    def _end_workers(self) -> None:
        for worker in self._workers:
            worker.send(Leave())
        deadline = time.monotonic() + LEAVING_SECONDS
        for worker in self._workers:
            worker.close(deadline)
        self._workers = []


def _serve(connection: "Connection[Any, Any]") -> None:
    # Only here, in the trial's process. Read when NumPy is imported; later the number could only be lowered.
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    from nnstudio.training.trial_process import serve

    serve(connection)
