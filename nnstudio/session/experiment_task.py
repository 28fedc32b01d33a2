"""An experiment that the window shows: it is carried out in the background, paused, cancelled and continued."""

import time
from collections.abc import Generator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from nnstudio.data.dataset import Progress
from nnstudio.data.folders import DataFolders
from nnstudio.runs.experiments.experiment import Experiment
from nnstudio.runs.experiments.mean_curves import MeanCurve, mean_curves
from nnstudio.runs.experiments.record import ExperimentRecord, record_of
from nnstudio.runs.experiments.results import ExperimentResults
from nnstudio.runs.saved_run import SavedRunError
from nnstudio.session.background_task import BackgroundTask
from nnstudio.session.task_state import TaskState

if TYPE_CHECKING:
    from nnstudio.training.experiment_run import ExperimentRun


Curves = dict[str, list[MeanCurve]]
"""The curves of the points by the column of the evaluations, one of `COLUMNS`."""

COLUMNS = ("validation_accuracy", "validation_loss")
READING_SECONDS = 2.0
"""Between two readings of the curves while runs go on."""


@dataclass(frozen=True)
class ExperimentStep(Progress):
    """How far an experiment is, in hundredths of a run, and its results so far."""

    results: ExperimentResults | None = None
    curves: Curves = field(default_factory=dict)
    seconds_left: float | None = None
    running: int = 0


class ExperimentTask(TaskState):
    """Carries out one experiment at a time; its attributes are to be read whenever `changed` is emitted."""

    changed = Signal()

    def __init__(self, folders: DataFolders, runs: Path, workers: int, parent: QObject | None = None) -> None:
        super().__init__("experiment", parent)
        self._folders, self._runs = folders, runs
        self.workers = workers
        """How many runs train at a time."""
        self.record: ExperimentRecord | None = None
        """That of the experiment that is shown; None while there is none."""
        self.results: ExperimentResults | None = None
        self.curves: Curves = {}
        self.estimate: float | None = None
        """About how many seconds the whole experiment takes at most; None until that is known."""
        self.is_paused = False
        self._run: ExperimentRun | None = None
        self._timing = BackgroundTask("experiment's duration", self)
        self._timing.succeeded.connect(self._on_looked)

    @property
    def experiment(self) -> Experiment | None:
        """The experiment that is shown."""
        return None if self.record is None else self.record.experiment

    @property
    def missing_data(self) -> str:
        """The title of a data set that is needed and not on this computer; empty if there is none."""
        if self.experiment is None:
            return ""
        sources = {point.settings.data.dataset for point in self.experiment.points}
        return next(
            (
                source.title
                for source in sources
                if not source.is_present(self._folders) and not source.has_to_generate(self._folders)
            ),
            "",
        )

    def show(self, experiment: Experiment | None) -> None:
        """Show ``experiment`` with what is done of it; None shows none. While one is carried out, nothing changes."""
        if self.is_active:
            return
        self.estimate, self.record, self.results, self.curves = None, None, None, {}
        error: Exception | None = None
        if experiment is not None:
            try:
                self._keep_record(record_of(experiment, self._runs))
            except SavedRunError as damaged:
                error = damaged
                self._keep_record(record_of(experiment, self._runs, anew=True))
            self._timing.start(self._looked(experiment, self.results))
        self._enter(None, error)

    def start(self) -> None:
        """Carry out what is left of the experiment."""
        if self.record is None or self.is_active:
            return
        self.is_paused = False
        self._timing.cancel()
        self._begin(Progress("Beginning", 0, 0), self._steps(self.record))

    def cancel(self) -> None:
        """End the processes; their runs can go on later."""
        if self._run is not None:
            self._run.cancel()  # the work then comes to its end, with results
        else:
            super().cancel()

    def pause(self, is_paused: bool) -> None:
        """Let all runs wait before their next batch, or go on."""
        if self._run is not None and self.is_active:
            self.is_paused = is_paused
            (self._run.pause if is_paused else self._run.resume)()
            self.report()

    def close(self) -> None:
        """End the processes, which can be continued later, and wait until they have ended."""
        self._timing.close()
        super().close()

    def report(self) -> None:
        """Emit `changed`."""
        if isinstance(self.progress, ExperimentStep) and self.progress.results is not None:
            self.results, self.curves = self.progress.results, self.progress.curves
        if self.progress is None:
            self.is_paused, self._run = False, None
        self.changed.emit()

    def keep(self, result: object) -> None:
        """Keep the results of all that is done."""
        assert isinstance(result, ExperimentResults)
        self.results, self.curves = result, _curves(result)

    def _keep_record(self, record: ExperimentRecord) -> None:
        self.record = record
        self.results = ExperimentResults.of(record.experiment, record.outcomes())

    def _steps(self, record: ExperimentRecord) -> Generator[Progress, None, ExperimentResults]:
        # Only now: what trains is not loaded before it is needed.
        from nnstudio.training.experiment_run import ExperimentRun

        run = self._run = ExperimentRun(record, self._folders, self.workers)
        results, curves = self.results, self.curves
        over, read = -1, time.monotonic()
        for _ in run.events():
            now = run.progress
            if now.done + now.failed != over or time.monotonic() - read > READING_SECONDS:
                over = now.done + now.failed
                results = ExperimentResults.of(record.experiment, record.outcomes())
                curves, read = _curves(results), time.monotonic()
            done = round(100 * now.fraction * now.total)
            what = f"{now.done} of {now.total} runs are done"
            what += f", {now.failed} failed" if now.failed else ""
            yield ExperimentStep(what, done, 100 * now.total, results, curves, now.seconds_left, now.running)
        return ExperimentResults.of(record.experiment, record.outcomes())

    def _looked(
        self, experiment: Experiment, results: ExperimentResults | None
    ) -> Generator[Progress, None, tuple[Curves, float | None]]:
        """Return the curves of what is done, and about how long all takes."""
        from nnstudio.runs.experiments.duration import estimated_seconds

        curves = {} if results is None else _curves(results)
        yield Progress("Timing", 0, 1)
        return curves, (yield from estimated_seconds(experiment, self._folders, self.workers))

    @Slot(object)
    def _on_looked(self, found: tuple[Curves, float | None]) -> None:
        self.curves, self.estimate = found
        self.report()


def _curves(results: ExperimentResults) -> Curves:
    return {column: mean_curves(results, column) for column in COLUMNS}
