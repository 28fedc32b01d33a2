"""A branch: a new run that leaves an earlier one at one of its snapshots, with other settings from there on.

Up to that step its history is that of its parent, of which it has a copy, so its curves leave those of the parent
there. It begins with the weights and the optimizer's memory of the snapshot, and with the samples that the parent had
next. Where the optimizer is of another kind, its memory begins with zeros.
"""

import shutil
import time
from collections.abc import Callable, Generator
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from nnstudio.data.dataset import Progress
from nnstudio.data.folders import DataFolders
from nnstudio.engine.arrays import Shape
from nnstudio.engine.events import Evaluated
from nnstudio.engine.network import Network
from nnstudio.engine.random_streams import RandomStreams
from nnstudio.engine.training_state import Best, state_at
from nnstudio.engine.validation import Validation, goodness
from nnstudio.runs.folder import RunFolderError, RunWriter, create_run_folder
from nnstudio.runs.layer_file import FILE as LAYERS
from nnstudio.runs.preparation import load_run
from nnstudio.runs.recorded_run import read_recorded_run
from nnstudio.runs.run import Run
from nnstudio.runs.run_metadata import set_metadata
from nnstudio.runs.saved_run import SavedRun, SavedRunError, open_run
from nnstudio.runs.settings import RunSettings
from nnstudio.runs.snapshots import BRANCH, Place, SnapshotSeries
from nnstudio.runs.training_on import cut_back
from nnstudio.spec.errors import Problem, SettingError


def prepare_branch(
    parent: Path,
    step: int,
    settings: RunSettings,
    folders: DataFolders,
    runs: Path,
    clock: Callable[[], float] = time.perf_counter,
) -> Generator[Progress, None, Run]:
    """Load the data of ``settings`` and return a run in a new folder that leaves ``parent`` after ``step`` batches.

    Raises `SettingError` if the network is another, `SavedRunError` if there is no such snapshot or the parent is
    damaged, `DataError` or `RunFolderError`; nothing is left behind then.
    """
    saved = open_run(parent)
    series = SnapshotSeries(parent, saved.network, saved.settings)
    place = _place(series, parent, step)
    run = yield from load_run(settings, folders, clock)
    if _shapes(run.training.network) != _shapes(saved.network):
        allowed = "the layers of the run that it branches from, in the same order and of the same sizes"
        raise SettingError(Problem("network.layers", "another network", allowed))
    evaluations = _begin(run, settings.seed, saved, series, place)
    folder = create_run_folder(runs, settings, datetime.now())
    try:
        _open(run, settings, folder, saved, place, len(evaluations))
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    _mark(series, place)
    return run


def _shapes(network: Network) -> list[list[tuple[str, Shape]]]:
    """Return names and shapes of the parameters of each layer that has any."""
    return [[(each.name, each.shape) for each in layer] for layer in network.layout.layers if layer]


def _place(series: SnapshotSeries, parent: Path, step: int) -> Place:
    for place in series.places():
        if place.step == step:
            return place
    raise SavedRunError(parent, f"no snapshot of step {step}", "one of the steps that its timeline shows")


def _begin(run: Run, seed: int, saved: SavedRun, series: SnapshotSeries, place: Place) -> list[Evaluated]:
    """Bring the training of ``run`` to the snapshot at ``place``; return the evaluations until then."""
    snapshot, training = series.read(place), run.training
    history = read_recorded_run(saved).history
    evaluations = [each for each in history.evaluations if each.step <= place.step]
    validations = [Validation(each.position, each.validation) for each in evaluations]
    is_same_optimizer = type(training.settings.optimizer) is type(saved.settings.training.optimizer)
    state = state_at(
        place.step,
        place.position,
        snapshot.parameters,
        snapshot.memory if is_same_optimizer else snapshot.memory[:0],
        validations,
        training.settings,
        training.samples,
        RandomStreams.from_seed(seed),
    )
    run.restore(state)
    monitored = training.settings.stopping.monitored
    best = max(evaluations, key=lambda each: goodness(each.validation, monitored), default=None)
    at_best = [each for each in series.places() if best is not None and each.step == best.step]
    if best is not None and at_best:
        training.best = Best(best, series.read(at_best[0]).parameters)
    return evaluations


def _open(run: Run, settings: RunSettings, folder: Path, saved: SavedRun, place: Place, evaluations: int) -> None:
    """Give ``run`` its ``folder``, with the history of its parent until it leaves it."""
    try:
        for name in ("batches.f32", "evaluations.jsonl", LAYERS):
            if (saved.folder / name).exists():
                shutil.copyfile(saved.folder / name, folder / name)
    except OSError as error:
        raise RunFolderError(folder, error) from error
    seconds = cut_back(folder, place.step, evaluations)
    writer = RunWriter(folder)
    run.reopen(writer, seconds, evaluations, settings)
    set_metadata(folder, parent=saved.folder.name, parent_step=place.step)
    writer.started(run.started)  # last: a folder with run.json in it is complete
    if (trouble := writer.trouble) is not None:
        run.close()
        raise trouble


def _mark(series: SnapshotSeries, place: Place) -> None:
    """Let the parent keep the snapshot, if its folder can be written."""
    with suppress(OSError):
        series.mark(place, BRANCH)
