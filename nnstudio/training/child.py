"""The trainer's process: it waits for commands, trains and reports what happens. It never imports Qt."""

import signal
import traceback
from collections.abc import Generator
from dataclasses import replace
from multiprocessing.connection import Connection
from typing import Any

from nnstudio.data.dataset import Progress
from nnstudio.data.my_digits import MyDigitsFile
from nnstudio.engine.events import Evaluated
from nnstudio.errors import DataError, MissingDataError
from nnstudio.runs.branching import prepare_branch
from nnstudio.runs.events import Paused, RunEndReason, RunEvent
from nnstudio.runs.fine_tuning import prepare_fine_tuning
from nnstudio.runs.folder import RunFolderError
from nnstudio.runs.preparation import prepare
from nnstudio.runs.run import Run
from nnstudio.runs.saved_run import SavedRunError, open_run
from nnstudio.runs.threads import computing, single_thread
from nnstudio.runs.training_on import prepare_to_go_on, prepare_to_train_on
from nnstudio.spec.errors import SettingError
from nnstudio.training.link import CommandInbox, Counter, MessageOutbox
from nnstudio.training.messages import (
    Beginning,
    Branch,
    ChangeSettings,
    Command,
    Continue,
    FineTune,
    GoOn,
    Message,
    Pause,
    Preload,
    Quit,
    RunCancelled,
    RunFailed,
    SnapshotTaken,
    Start,
    Stop,
    TakeSnapshot,
    TrainOn,
    Until,
)
from nnstudio.training.preloader import Preloader


def serve(connection: "Connection[Any, Any]", sent: Counter) -> None:
    """Execute commands until `Quit` arrives or the window's process is gone."""
    # Ctrl+C in a terminal reaches every process of the group; the window decides what happens to a run.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    inbox, outbox, preloader = CommandInbox(connection, sent), MessageOutbox(connection), Preloader()
    try:
        while not isinstance(command := _next_command(inbox, preloader), Quit):
            if isinstance(command, Preload):
                preloader.begin(command.source, command.folders)
            elif isinstance(command, Beginning):
                _serve_run(command, preloader, inbox, outbox)
    except (EOFError, BrokenPipeError, ConnectionResetError, _QuitRequested):
        pass
    preloader.close()
    outbox.close()


def _next_command(inbox: CommandInbox, preloader: Preloader) -> Command:
    """Load ahead until a command has come, and return it."""
    if preloader.is_active:
        with single_thread():
            while not inbox.is_readable and preloader.advance() is not None:
                pass
    return inbox.take()


class _QuitRequested(Exception):  # noqa: N818 a request, not an error
    """Raised to leave a run when the process is to end."""


def _serve_run(command: Beginning, preloader: Preloader, inbox: CommandInbox, outbox: MessageOutbox) -> None:
    try:
        until, steps = _plan(command, preloader)
        with single_thread():
            run = _prepare(steps, inbox, outbox)
        if run is None:
            outbox.send(RunCancelled())
        else:
            with computing(run.started.settings, run.started.input_shape, len(run.started.class_names)):
                _RunServer(run, until, inbox, outbox).serve()
    except MissingDataError as error:
        outbox.send(RunFailed(str(error), traceback.format_exc(), error.label))
    except (SettingError, DataError, RunFolderError, SavedRunError) as error:
        outbox.send(RunFailed(str(error), traceback.format_exc()))
    except MemoryError as error:
        message = f"The run needs more memory than there is ({error}). Use fewer units or a smaller batch."
        outbox.send(RunFailed(message, traceback.format_exc()))
    except (BrokenPipeError, EOFError, _QuitRequested):
        raise
    except Exception as error:
        # Whatever went wrong, the process stays alive: the user reads the error and can start another run.
        outbox.send(RunFailed(f"The trainer failed: {error!r}", traceback.format_exc()))


def _plan(command: Beginning, preloader: Preloader) -> tuple[Until, Generator[Progress, None, Run]]:
    """Return how far the requested run goes, and the steps that prepare it."""
    match command:
        case Start(settings, folders, runs, until):
            preloading = preloader.finish(settings.data.dataset, folders)
            return until, _in_turn(preloading, prepare(settings, folders, runs))
        case TrainOn(run, settings, folders):
            preloading = preloader.finish(settings.data.dataset, folders)
            return Until.END, _in_turn(preloading, prepare_to_train_on(run, settings, folders))
        case GoOn(run, settings, folders):
            preloading = preloader.finish(settings.data.dataset, folders)
            return Until.END, _in_turn(preloading, prepare_to_go_on(run, folders))
        case Branch(run, step, settings, folders, runs):
            preloading = preloader.finish(settings.data.dataset, folders)
            return Until.END, _in_turn(preloading, prepare_branch(run, step, settings, folders, runs))
        case FineTune(run, parameters, folders, runs):
            preloader.close()
            base = replace(open_run(run), parameters=parameters)
            my_digits = MyDigitsFile(folders.my_digits)
            my_digits.reload()
            return Until.END, prepare_fine_tuning(base, my_digits.digits, folders, runs)


def _in_turn(
    preloading: Generator[Progress, None, None], steps: Generator[Progress, None, Run]
) -> Generator[Progress, None, Run]:
    yield from preloading
    return (yield from steps)


def _prepare(steps: Generator[Progress, None, Run], inbox: CommandInbox, outbox: MessageOutbox) -> Run | None:
    """Take the ``steps`` and return the run, or None if a stop came first."""
    while True:
        try:
            outbox.send(next(steps))
        except StopIteration as end:
            run = end.value
            assert isinstance(run, Run)
            return run
        while inbox.has_command:
            match inbox.take():
                case Stop():
                    steps.close()
                    return None
                case Quit():
                    raise _QuitRequested
                case _:
                    pass  # nothing to pause, change or copy yet


class _RunServer:
    """Drives one run and executes commands between its events."""

    def __init__(self, run: Run, until: Until, inbox: CommandInbox, outbox: MessageOutbox) -> None:
        self._run = run
        self._until = until
        self._is_waiting = False
        self._inbox = inbox
        self._outbox = outbox

    def serve(self) -> None:
        """Train until the run ends."""
        first, *rest = self._run.opening
        self._report(first)
        self._report(self._snapshot())
        self._report_all(rest)
        try:
            while self._run.ended is None:
                if self._is_waiting or self._run.is_blocked or self._inbox.has_command:
                    self._execute(self._inbox.take())
                else:
                    self._advance()
        except (EOFError, BrokenPipeError, ConnectionResetError, _QuitRequested):
            self._run.leave()  # the window is closed or gone; these come between two steps of the run
            raise
        finally:
            self._run.close()

    def _advance(self) -> None:
        step = self._run.step
        events = self._run.advance()
        if self._until is Until.NEXT_BATCH and self._run.step > step:
            self._report_all(events)
            self._wait()
        elif self._until is Until.NEXT_EPOCH and any(
            isinstance(event, Evaluated) and event.ends_epoch for event in events
        ):
            self._report_all(events)
            if self._run.epoch > 0:
                self._wait()
        else:
            self._report_all(events)

    def _execute(self, command: Command) -> None:
        match command:
            case Continue(until):
                self._report_all(self._run.retry())
                if not self._run.is_blocked:
                    self._until = until
                    self._is_waiting = False
                    self._report_all(self._run.resume())
            case Pause():
                if not (self._is_waiting or self._run.is_blocked or self._run.is_ending):
                    self._wait()
            case Stop():
                self._is_waiting = False
                self._until = Until.END
                self._report_all(self._run.end(RunEndReason.STOPPED))
            case ChangeSettings(settings):
                self._report_all(self._run.change(settings))
            case TakeSnapshot():
                self._report(self._snapshot())
            case Quit():
                raise _QuitRequested
            case Start() | FineTune() | TrainOn() | GoOn() | Branch() | Preload():
                pass  # the window offers no second run during a run

    def _wait(self) -> None:
        self._is_waiting = True
        self._report_all(self._run.pause())

    def _snapshot(self) -> SnapshotTaken:
        ended = self._run.ended  # with weights that may be those of an earlier evaluation
        return SnapshotTaken(ended.last.step if ended else self._run.step, self._run.parameters())

    def _report_all(self, events: list[RunEvent]) -> None:
        for event in events:
            if event is self._run.ended or isinstance(event, Paused):
                self._report(self._snapshot())
            self._report(event)

    def _report(self, message: Message) -> None:
        self._outbox.send(message)
