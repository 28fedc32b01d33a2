"""A process that trains one trial after another, with one thread for matrix products. It never imports Qt."""

import signal
import time
from collections.abc import Generator
from dataclasses import replace
from multiprocessing.connection import Connection
from typing import Any

from nnstudio.data.dataset import Progress
from nnstudio.errors import DataError
from nnstudio.runs.events import BatchesFinished, WritingFailed
from nnstudio.runs.folder import RunFolderError
from nnstudio.runs.preparation import prepare
from nnstudio.runs.run import Run
from nnstudio.runs.run_metadata import change_metadata
from nnstudio.runs.saved_run import SavedRunError
from nnstudio.runs.threads import computing, single_thread
from nnstudio.runs.training_on import prepare_to_go_on
from nnstudio.spec.errors import SettingError
from nnstudio.training.trial_messages import (
    Hold,
    Leave,
    Release,
    TrainTrial,
    TrialAdvanced,
    TrialBegan,
    TrialBlocked,
    TrialEnded,
    TrialFailed,
)

REPORT_SECONDS = 0.2
"""Between two reports of how far a trial is, and between two looks for commands."""


class _Left(Exception):  # noqa: N818 a request, not an error
    """Raised to leave a trial."""


def serve(connection: "Connection[Any, Any]") -> None:
    """Train the trials that ``connection`` brings until `Leave` comes or the other end is gone."""
    # Ctrl+C in a terminal reaches every process of the group; the experiment decides what happens to its trials.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        while not isinstance(command := connection.recv(), Leave):
            if isinstance(command, TrainTrial):  # what else comes now was meant for a trial that has just ended
                _train(command, connection)
    except (EOFError, OSError, _Left):
        pass


def _train(trial: TrainTrial, connection: "Connection[Any, Any]") -> None:
    try:
        with single_thread():
            run, is_new = _prepared(trial, connection)
        try:
            connection.send(TrialBegan(trial.index, run.started.folder))
            if is_new:
                tags = (trial.tag,)
                change_metadata(run.started.folder, lambda noted: replace(noted, name=trial.name, tags=tags))
            with computing(run.started.settings, run.started.input_shape, len(run.started.class_names), True):
                _advance(run, trial, connection)
        except (_Left, EOFError):
            run.leave()
            raise
        finally:
            run.close()
        connection.send(TrialEnded(trial.index, run.started.folder))
    except (SettingError, DataError, RunFolderError, SavedRunError) as error:
        connection.send(TrialFailed(trial.index, str(error)))
    except MemoryError as error:
        connection.send(TrialFailed(trial.index, f"it needs more memory than there is ({error})"))
    except (EOFError, OSError, _Left):
        raise
    except Exception as error:  # a fault in one trial must not end the others
        connection.send(TrialFailed(trial.index, f"it failed: {error!r}"))


def _prepared(trial: TrainTrial, connection: "Connection[Any, Any]") -> tuple[Run, bool]:
    """Return the trial's run and whether it has just begun."""
    if trial.folder is not None:
        try:
            return _taken(prepare_to_go_on(trial.folder, trial.folders), connection), False
        except SavedRunError:  # damaged, or killed before its first checkpoint: begin anew
            pass
    return _taken(prepare(trial.settings, trial.folders, trial.runs), connection), True


def _taken(steps: Generator[Progress, None, Run], connection: "Connection[Any, Any]") -> Run:
    """Take all ``steps`` and return the run; raise `_Left` if that is asked for."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            run = end.value
            assert isinstance(run, Run)
            return run
        try:
            _obey(connection)
        except BaseException:
            steps.close()
            raise


def _advance(run: Run, trial: TrainTrial, connection: "Connection[Any, Any]") -> None:
    reported, advanced, epochs = time.monotonic(), None, trial.settings.training.epochs
    while run.ended is None:
        for event in run.advance():
            if isinstance(event, BatchesFinished):
                advanced = TrialAdvanced(trial.index, float(event.positions[-1]), epochs, event.seconds)
            elif isinstance(event, WritingFailed):
                connection.send(TrialBlocked(trial.index, event.text))
        if time.monotonic() - reported >= REPORT_SECONDS:
            reported = time.monotonic()
            _obey(connection)
            if advanced is not None:
                connection.send(advanced)
                advanced = None


def _obey(connection: "Connection[Any, Any]") -> None:
    """Execute the commands that have come; while on hold, wait for more. Raise `_Left` to leave the trial."""
    is_held = False
    while is_held or connection.poll():
        match connection.recv():
            case Hold():
                is_held = True
            case Release():
                is_held = False
            case Leave():
                raise _Left
