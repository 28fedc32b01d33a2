"""From settings to a run: the data is loaded, the network created and the folder made."""

import shutil
import time
from collections.abc import Callable, Generator
from datetime import datetime
from pathlib import Path

from nnstudio.data.dataset import Progress
from nnstudio.data.folders import DataFolders
from nnstudio.data.my_digits import MyDigitsSamples
from nnstudio.data.settings import split_dataset
from nnstudio.engine.arrays import Floats
from nnstudio.engine.random_streams import RandomStreams
from nnstudio.engine.training_state import TrainingState
from nnstudio.runs.folder import RunFolderError, create_run_folder
from nnstudio.runs.run import Run
from nnstudio.runs.settings import RunSettings
from nnstudio.spec.errors import Problem, SettingError
from nnstudio.spec.record import record_problems


def prepare(
    settings: RunSettings,
    folders: DataFolders,
    runs: Path,
    state: TrainingState | None = None,
    clock: Callable[[], float] = time.perf_counter,
    parameters: Floats | None = None,
) -> Generator[Progress, None, Run]:
    """Check the settings, load the data and create the run's folder; yield progress, return the `Run`.

    With the ``state`` of an earlier run of the same settings, the run continues from there. With ``parameters``, shape
    (parameter_count,), it begins from these weights instead of random ones, with everything else as at a beginning.
    Raises `SettingError`, `DataError` or `RunFolderError`; nothing is left behind then.
    """
    run = yield from load_run(settings, folders, clock)
    if state is not None:
        run.restore(state)
    if parameters is not None:
        if (count := run.parameters().size) != parameters.size:
            found = f"a data set for which the network has {count} parameters"
            raise SettingError(
                Problem("data.dataset", found, f"one for which it has {parameters.size}, as the weights")
            )
        run.begin_from(parameters)
    folder = create_run_folder(runs, settings, datetime.now())
    try:
        run.open(folder)
    except RunFolderError:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return run


def load_run(settings: RunSettings, folders: DataFolders, clock: Callable[[], float]) -> Generator[Progress, None, Run]:
    """Check the settings and load the data; yield progress, return the `Run`, which has no folder yet.

    Raises `SettingError` or `DataError`.
    """
    if problems := tuple(record_problems(settings)):
        raise SettingError(*problems)
    dataset = yield from settings.data.dataset.load(folders)
    streams = RandomStreams.from_seed(settings.seed)
    splits = split_dataset(dataset, settings.data, streams.split)
    my_digits = MyDigitsSamples(folders.my_digits) if dataset.is_drawable else lambda: None
    return Run(settings, dataset, splits, streams, my_digits, clock)
