"""What a report is about: runs as recorded, what their networks predict for the test set, and experiments."""

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import Path

from nnstudio.data.dataset import Dataset, PictureSamples, Progress
from nnstudio.data.folders import DataFolders
from nnstudio.data.settings import split_dataset
from nnstudio.engine.random_streams import RandomStreams
from nnstudio.errors import DataError
from nnstudio.inspection.judgement import Judgement, judge
from nnstudio.runs.experiments.experiment import Experiment
from nnstudio.runs.experiments.record import ENDING, read_record
from nnstudio.runs.experiments.results import ExperimentResults
from nnstudio.runs.recorded_run import RecordedRun, interrupted_end, read_recorded_run
from nnstudio.runs.saved_run import SavedRun, SavedRunError, open_run
from nnstudio.runs.setting_texts import labels_of
from nnstudio.runs.store.run_names import told_apart
from nnstudio.runs.store.run_summary import RunSummary, read_summary
from nnstudio.spec.errors import SettingError


@dataclass(frozen=True, eq=False)
class Judged:
    """The test set of a run, and what its network predicts for it."""

    samples: PictureSamples
    judgement: Judgement


@dataclass(frozen=True, eq=False)
class ReportedRun:
    """A run with the weights that are best by validation, and its ``name`` among the runs of the report.

    ``judged`` is None where the test set cannot be loaded; ``trouble`` then says why.
    """

    name: str
    saved: SavedRun
    recorded: RecordedRun
    summary: RunSummary
    judged: Judged | None = None
    trouble: str = ""


@dataclass(frozen=True, eq=False)
class ReportedExperiment:
    """An experiment, its results, and its runs by the index of their trial."""

    experiment: Experiment
    results: ExperimentResults
    runs: dict[int, ReportedRun]


@dataclass(frozen=True, eq=False)
class ReportSource:
    """All ``runs``, those of experiments included, of which ``detailed`` are shown one by one."""

    runs: tuple[ReportedRun, ...]
    detailed: tuple[ReportedRun, ...]
    experiments: tuple[ReportedExperiment, ...]


def read_source(
    paths: Sequence[Path], folders: DataFolders, most_detailed: int
) -> Generator[Progress, None, ReportSource]:
    """Read the runs and the records of experiments at ``paths``; yield after each run.

    At most ``most_detailed`` runs are shown one by one, and judged on their test sets: those named by themselves first,
    then the best of each experiment. Raises `SavedRunError` naming what cannot be read, also if there is no run.
    """
    records = [read_record(path) for path in paths if path.name.endswith(ENDING)]
    single = [path for path in paths if not path.name.endswith(ENDING)]
    outcomes = [outcome for record in records for outcome in record.outcomes()]
    trained = [outcome.folder for outcome in outcomes if outcome.folder is not None and outcome.result is not None]
    unique = list(dict.fromkeys(path.resolve() for path in [*single, *trained]))
    if not unique:
        raise SavedRunError(paths[0], "an experiment without a finished run", "at least one run")
    runs = yield from _read_runs(unique)
    experiments = []
    for record in records:
        results = ExperimentResults.of(record.experiment, record.outcomes())
        found = {
            outcome.trial.index: runs[outcome.folder.resolve()]
            for outcome in record.outcomes()
            if outcome.folder is not None and outcome.folder.resolve() in runs
        }
        experiments.append(ReportedExperiment(record.experiment, results, found))
    wanted = [path.resolve() for path in single] + [_best(each) for each in experiments] + unique
    chosen = list(dict.fromkeys(path for path in wanted if path is not None))[:most_detailed]
    detailed = yield from _judged([runs[path] for path in unique if path in chosen], folders)
    return ReportSource(tuple(runs.values()), tuple(detailed), tuple(experiments))


def _read_runs(paths: Sequence[Path]) -> Generator[Progress, None, dict[Path, ReportedRun]]:
    read: list[tuple[SavedRun, RecordedRun, RunSummary]] = []
    labels: dict[str, str] = {}
    for index, path in enumerate(paths):
        yield Progress("Reading runs", index, len(paths))
        saved = _best_weights(path)
        recorded, summary = read_recorded_run(saved), read_summary(path, labels)
        if summary is None:
            raise SavedRunError(path, "not a run", "the folder of a run, or the record of an experiment")
        labels |= labels_of(saved.settings)
        read.append((saved, _with_end(recorded), summary))
    names = told_apart([summary for *_, summary in read], labels)
    return {path: ReportedRun(name, *each) for path, name, each in zip(paths, names, read, strict=True)}


def _best_weights(path: Path) -> SavedRun:
    try:
        return open_run(path, "best")
    except SavedRunError:
        return open_run(path)  # a run that was killed before its first evaluation, or of an older version


def _with_end(run: RecordedRun) -> RecordedRun:
    return run if run.ended else RecordedRun(run.started, run.history, run.settings, interrupted_end(run))


def _best(reported: ReportedExperiment) -> Path | None:
    best = reported.results.best()
    if best is None:
        return None
    return next((outcome.folder.resolve() for outcome in best.outcomes if outcome.folder and outcome.result), None)


def _judged(runs: Sequence[ReportedRun], folders: DataFolders) -> Generator[Progress, None, list[ReportedRun]]:
    """Return ``runs`` with what their networks predict; a data set that several share is loaded once."""
    judged: list[ReportedRun] = []
    loaded: dict[object, Dataset] = {}
    for index, run in enumerate(runs):
        yield Progress("Predicting the test sets", index, len(runs))
        data = run.saved.settings.data
        try:
            if data.dataset not in loaded:
                loaded = {data.dataset: (yield from data.dataset.load(folders))}
            samples = split_dataset(
                loaded[data.dataset], data, RandomStreams.from_seed(run.saved.settings.seed).split
            ).test
            if samples.shape != run.saved.network.input_shape or samples.count != run.recorded.started.test_count:
                raise DataError(run.saved.folder, "the data set has changed since", "")
            found = yield from _predicted(run.saved, samples)
            judged.append(ReportedRun(run.name, run.saved, run.recorded, run.summary, Judged(samples, found)))
        except (DataError, SettingError) as error:
            judged.append(ReportedRun(run.name, run.saved, run.recorded, run.summary, None, str(error)))
    return judged


def _predicted(run: SavedRun, samples: PictureSamples) -> Generator[Progress, None, Judgement]:
    steps = judge(run.network, run.parameters, samples)
    while True:
        try:
            step = next(steps)
        except StopIteration as end:
            found: Judgement = end.value
            return found
        yield Progress("Predicting the test sets", step.done, step.total)
