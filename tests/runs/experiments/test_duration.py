"""About how long an experiment takes is known before it begins."""

from nnstudio.runs.experiments.duration import SECONDS_PER_RUN, estimated_seconds
from nnstudio.runs.experiments.experiment_file import read_experiment
from nnstudio.steps import finish
from tests.conftest import small_settings


def estimate(folders, content, workers=1, epochs="1"):
    experiment = read_experiment(content, "mine", small_settings(f"epochs={epochs}"))
    return finish(estimated_seconds(experiment, folders, workers))


def test_it_grows_with_the_runs_and_shrinks_with_the_workers(folders):
    assert SECONDS_PER_RUN < estimate(folders, {"seeds": [1]}) < 10 * SECONDS_PER_RUN
    many = estimate(folders, {"seeds": list(range(100))})
    assert many > 90 * SECONDS_PER_RUN
    assert estimate(folders, {"seeds": list(range(100))}, workers=4) < many / 2


def test_more_epochs_take_longer_and_endless_ones_are_not_estimated(folders):
    assert estimate(folders, {}, epochs="10000") > 2 * estimate(folders, {}, epochs="1")
    assert estimate(folders, {"grid": {"training.epochs": ["3", "endless"]}}) is None
