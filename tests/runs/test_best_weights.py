"""The best weights of a run whose best evaluation is not its last, and what is saved with them."""

import json
from dataclasses import replace

import numpy as np
import pytest

from nnstudio.data.folders import DataFolders
from nnstudio.data.settings import split_dataset
from nnstudio.engine.evaluation import metrics
from nnstudio.engine.events import Evaluated
from nnstudio.engine.random_streams import RandomStreams
from nnstudio.engine.stopping import EarlyStopping
from nnstudio.inspection.novelty_file import FILES, read_novelty_detector
from nnstudio.runs.events import NoveltyDetectorFitted, RunEndReason
from nnstudio.runs.recorded_run import read_recorded_run
from nnstudio.runs.result_text import result_text
from nnstudio.runs.saved_run import open_run
from nnstudio.spec.paths import set_text
from nnstudio.steps import finish
from tests.conftest import small_settings
from tests.runs.test_run import events_of, prepared

BEST = 2
"""The epoch after which the learning rate becomes harmful."""
SETTINGS = small_settings("optimizer=sgd 0.1", "epochs=4")


def spoiled_run(settings, folders, runs):
    """Run with a learning rate that makes the network worse after epoch `BEST`; return the run and its events."""
    run = prepared(settings, folders, runs)
    reported = []
    while run.ended is None:
        events = run.advance()
        reported += events
        if any(isinstance(event, Evaluated) and event.epoch == BEST for event in events):
            reported += run.change(set_text(settings, "learning_rate=10"))
    return run, reported


@pytest.fixture(scope="module")
def data(_small_mnist_folder, tmp_path_factory):
    return DataFolders(_small_mnist_folder, tmp_path_factory.mktemp("cache"))


@pytest.fixture(scope="module")
def spoiled(data, tmp_path_factory):
    """A run that has its best weights in the middle, and its events."""
    return spoiled_run(SETTINGS, data, tmp_path_factory.mktemp("runs"))


@pytest.fixture(scope="module")
def ended_at_its_best(data, tmp_path_factory):
    """The folder of the same run, ended where the other has its best weights: its last are its best."""
    run = prepared(set_text(SETTINGS, f"epochs={BEST}"), data, tmp_path_factory.mktemp("runs"))
    events_of(run)
    return run.started.folder


def loss_of(saved, folders):
    """Return the loss on the validation set of the run, loaded and split anew."""
    dataset = finish(saved.settings.data.dataset.load(folders))
    validation = split_dataset(
        dataset, saved.settings.data, RandomStreams.from_seed(saved.settings.seed).split
    ).validation
    return metrics(saved.network, saved.parameters, saved.settings.training.loss, validation).loss


def recorded_losses(folder):
    lines = (folder / "evaluations.jsonl").read_text().splitlines()
    return [json.loads(line)["validation_loss"] for line in lines]


def test_the_best_weights_have_the_smallest_recorded_validation_loss_and_the_last_the_last(spoiled, data):
    folder = spoiled[0].started.folder
    losses = recorded_losses(folder)
    assert len(losses) == 5
    assert losses.index(min(losses)) == BEST
    assert loss_of(open_run(folder, "best"), data) == min(losses)
    assert loss_of(open_run(folder, "last"), data) == losses[-1] > 2 * min(losses)


def test_the_best_weights_are_those_of_a_run_that_ended_with_them(spoiled, ended_at_its_best):
    folder = spoiled[0].started.folder
    expected = open_run(ended_at_its_best, "last").parameters
    np.testing.assert_array_equal(open_run(ended_at_its_best, "best").parameters, expected)
    np.testing.assert_array_equal(open_run(folder, "best").parameters, expected)
    assert (open_run(folder, "last").parameters != expected).any()


def test_the_end_reports_the_position_of_the_best_and_the_metrics_of_the_last(spoiled):
    run, reported = spoiled
    evaluations = [event for event in reported if isinstance(event, Evaluated)]
    assert run.ended.best.epoch == BEST
    assert run.ended.last.validation == evaluations[-1].validation
    assert run.ended.last.training == evaluations[-1].training
    result = json.loads((run.started.folder / "result.json").read_text())
    assert (result["best_epoch"], result["validation_loss"]) == (BEST, recorded_losses(run.started.folder)[-1])


def arrays_of(folder, weights):
    with np.load(folder / FILES[weights]) as archive:
        return dict(archive)


def test_the_best_network_s_detector_is_that_of_a_run_that_ended_with_it(spoiled, ended_at_its_best):
    best, last = (arrays_of(spoiled[0].started.folder, weights) for weights in ("best", "last"))
    for expected in (arrays_of(ended_at_its_best, weights) for weights in ("last", "best")):
        assert best.keys() == expected.keys()
        for name in expected:
            np.testing.assert_array_equal(best[name], expected[name], err_msg=name)
    assert best["calibration_scores"].shape == last["calibration_scores"].shape
    assert (best["calibration_scores"] != last["calibration_scores"]).any()


def test_the_reported_detector_is_that_of_the_last_network(spoiled):
    run, reported = spoiled
    fitted = [event.detector for event in reported if isinstance(event, NoveltyDetectorFitted)]
    saved = open_run(run.started.folder)
    np.testing.assert_array_equal(
        fitted[0].calibration_scores, read_novelty_detector(saved.folder, saved.network, "last").calibration_scores
    )


def test_the_best_weights_are_in_the_folder_as_soon_as_they_are_reported(data, tmp_path):
    run = prepared(SETTINGS, data, tmp_path)
    best = []
    while run.epoch < 3:
        for event in run.advance():
            if isinstance(event, Evaluated):
                best.append(open_run(run.started.folder, "best").parameters)
                np.testing.assert_array_equal(best[-1], run.parameters())
    run.close()
    assert len(best) == 3
    assert (best[0] != best[-1]).any()


def test_the_best_weights_are_tested_too(spoiled, data):
    run = spoiled[0]
    saved, result = open_run(run.started.folder, "best"), run.ended.best
    dataset = finish(saved.settings.data.dataset.load(data))
    test = split_dataset(dataset, saved.settings.data, RandomStreams.from_seed(saved.settings.seed).split).test
    assert result.test == metrics(saved.network, saved.parameters, saved.settings.training.loss, test)
    assert result.test.loss < run.ended.last.test.loss
    assert result.validation.loss == min(recorded_losses(run.started.folder))
    assert (result.epoch, result.step) == (BEST, 25 * BEST)


def test_a_run_that_is_stopped_in_an_epoch_keeps_the_best_weights_of_before(data, tmp_path, ended_at_its_best):
    run = prepared(SETTINGS, data, tmp_path)
    while run.step < 25 * BEST + 3:
        run.advance()
    run.end(RunEndReason.STOPPED)
    run.close()
    best, last = (open_run(run.started.folder, weights).parameters for weights in ("best", "last"))
    np.testing.assert_array_equal(best, open_run(ended_at_its_best).parameters)
    np.testing.assert_array_equal(last, run.parameters())
    assert (best != last).any()


def test_a_run_that_restores_its_best_ends_with_it_and_reports_its_metrics(data, tmp_path, ended_at_its_best):
    settings = replace(SETTINGS, training=replace(SETTINGS.training, restores_best=True))
    run, reported = spoiled_run(settings, data, tmp_path)
    folder = run.started.folder
    np.testing.assert_array_equal(open_run(folder, "last").parameters, open_run(ended_at_its_best).parameters)
    evaluations = [event for event in reported if isinstance(event, Evaluated)]
    assert run.ended.last.validation == evaluations[BEST].validation
    assert run.ended.last.training == evaluations[BEST].training
    assert loss_of(open_run(folder, "last"), data) == min(recorded_losses(folder)) < recorded_losses(folder)[-1]
    best, last = (arrays_of(folder, weights) for weights in ("best", "last"))
    np.testing.assert_array_equal(best["calibration_scores"], last["calibration_scores"])


def test_restored_weights_are_called_the_best_and_not_the_last(data, tmp_path):
    settings = replace(SETTINGS, training=replace(SETTINGS.training, restores_best=True))
    ended = spoiled_run(settings, data, tmp_path)[0].ended
    assert list(ended.results) == ["best"]
    assert "best weights by loss, epoch 2\n" in result_text(ended)
    assert "last weights" not in result_text(ended)


def test_a_run_that_monitors_the_accuracy_says_so_wherever_its_best_is_named(data, tmp_path):
    settings = replace(
        SETTINGS, training=replace(SETTINGS.training, stopping=EarlyStopping("accuracy", patience=50), epochs=2)
    )
    run = prepared(settings, data, tmp_path)
    events_of(run)
    recorded = read_recorded_run(open_run(run.started.folder))
    assert run.ended.best_by == recorded.ended.best_by == recorded.history.best_by == "accuracy"
    assert recorded.history.best_evaluation.position == run.ended.best.epoch
    assert "best weights by accuracy" in result_text(run.ended)


def test_a_result_from_before_it_was_recorded_has_its_best_by_the_loss(data, tmp_path):
    settings = replace(
        SETTINGS, training=replace(SETTINGS.training, stopping=EarlyStopping("accuracy", patience=50), epochs=1)
    )
    run = prepared(settings, data, tmp_path)
    events_of(run)
    file = run.started.folder / "result.json"
    older = json.loads(file.read_text())
    del older["best_by"]
    file.write_text(json.dumps(older))
    recorded = read_recorded_run(open_run(run.started.folder))
    assert recorded.ended.best_by == recorded.history.best_by == "loss"
