"""The check-up before a run: what can be said about settings in seconds, before they are trained for minutes.

It works on copies: nothing is written, and a run with the same settings afterwards is the same run.
"""

from collections.abc import Generator

from nnstudio.data.dataset import PictureSamples, Progress
from nnstudio.data.folders import DataFolders
from nnstudio.data.settings import split_dataset
from nnstudio.engine.network import Network
from nnstudio.engine.random_streams import RandomStreams
from nnstudio.engine.training_settings import TrainingSettings
from nnstudio.inspection.check_up.first_loss import measure_first_loss
from nnstudio.inspection.check_up.gradient_check import check_gradients
from nnstudio.inspection.check_up.one_batch import learn_one_batch
from nnstudio.inspection.check_up.range_test import try_learning_rates
from nnstudio.runs.check_up_findings import findings
from nnstudio.runs.check_up_report import CheckUp, Measurements
from nnstudio.runs.settings import RunSettings
from nnstudio.spec.errors import SettingError
from nnstudio.spec.paths import replace
from nnstudio.spec.record import record_problems


def check_up(settings: RunSettings, folders: DataFolders) -> Generator[Progress, None, CheckUp]:
    """Load the data and check ``settings``; yield progress, return the findings.

    Raises `SettingError` or `DataError` as a run with these settings would.
    """
    if problems := tuple(record_problems(settings)):
        raise SettingError(*problems)
    dataset = yield from settings.data.dataset.load(folders)
    splits = split_dataset(dataset, settings.data, RandomStreams.from_seed(settings.seed).split)
    return (yield from check_network(settings, splits.training, len(dataset.class_names)))


def check_network(settings: RunSettings, samples: PictureSamples, classes: int) -> Generator[Progress, None, CheckUp]:
    """Check the network of ``settings`` on training ``samples`` of ``classes`` classes."""
    network = Network(settings.network, samples.shape, classes)
    training, seed = settings.training, settings.seed
    first_loss = yield from measure_first_loss(network, training, samples, seed)
    gradients = yield from check_gradients(network, training, samples, seed)
    range_test = yield from try_learning_rates(network, training, samples, seed)
    one_batch = yield from learn_one_batch(network, training, samples, seed)
    retried, rate = None, range_test.tenth_of_minimum
    if not one_batch.is_learned and rate is not None:
        retried = yield from learn_one_batch(network, with_rate(training, rate), samples, seed)
    measured = Measurements(settings, first_loss, gradients, range_test, one_batch, retried)
    return CheckUp(measured, findings(measured))


def with_rate(training: TrainingSettings, rate: float) -> TrainingSettings:
    """Return ``training`` with another learning rate."""
    changed = replace(training, "optimizer.learning_rate", rate)
    assert isinstance(changed, TrainingSettings)
    return changed
