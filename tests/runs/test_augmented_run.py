"""Runs whose pictures are augmented: repeated, resumed and changed during the run."""

import json
import threading
import tracemalloc

import numpy as np
import pytest

from nnstudio.data.augmentation import AugmentationSettings, AugmentedPictures
from nnstudio.data.folders import DataFolders
from nnstudio.engine.events import BatchFinished, Evaluated
from nnstudio.engine.layers import Dense, Dropout
from nnstudio.engine.network import Network, NetworkSettings
from nnstudio.engine.optimizers import Adam
from nnstudio.engine.random_streams import RandomStreams
from nnstudio.engine.training import Training
from nnstudio.engine.training_settings import TrainingSettings
from nnstudio.engine.training_state import TrainingState
from nnstudio.runs.checkpoint import read_checkpoint
from nnstudio.runs.events import LiveSettingsChanged, RunEndReason
from nnstudio.runs.preparation import prepare
from nnstudio.spec.paths import set_text
from nnstudio.steps import finish
from tests.conftest import small_settings, write_small_mnist
from tests.data.augmentation.test_augmented_pictures import TURNED, plain
from tests.runs.test_run import events_of, prepared

__all__ = ["plain"]  # the fixture
LARGEST = 2_000
"""Bytes; a batch of this file's network holds several arrays larger than this."""


def training_on(pictures, epochs=2, seed=3, augmentation=TURNED):
    network = Network(NetworkSettings((Dense(8), Dropout(0.2))), input_shape=(28, 28), classes=10)
    settings = TrainingSettings(optimizer=Adam(0.01), batch_size=50, epochs=epochs)
    streams = RandomStreams.from_seed(seed)
    samples = AugmentedPictures(pictures, augmentation, streams.augmentation)
    return Training(network, settings, samples, pictures, streams)


def reported(events):
    return [event for event in events if isinstance(event, BatchFinished | Evaluated)]


def test_a_training_and_its_evaluations_repeat_bit_for_bit(plain):
    first, second = reported(training_on(plain).events()), reported(training_on(plain).events())
    assert first == second
    assert first != reported(training_on(plain, augmentation=AugmentationSettings(shift=1)).events())


@pytest.mark.parametrize("batches", [1, 41, 60, 84, 100])
def test_a_resumed_training_goes_on_bit_for_bit_in_the_middle_of_an_epoch(plain, batches):
    expected = reported(training_on(plain).events())
    first, before = training_on(plain), []
    for event in first.events():
        before.append(event)
        if isinstance(event, BatchFinished) and event.step == batches:
            break
    state = first.state()
    second = training_on(plain)
    second.restore(TrainingState(state.arrays, json.loads(json.dumps(state.facts))))
    assert reported(before) + reported(second.events()) == expected


def test_metrics_are_of_the_plain_pictures(plain):
    evaluations = [event for event in training_on(plain, epochs=1).events() if isinstance(event, Evaluated)]
    assert all(event.training == event.validation for event in evaluations)  # both were given the same pictures


def test_the_streams_of_other_purposes_are_what_they_were_before_there_was_augmentation():
    streams = RandomStreams.from_seed(11)
    before = [np.random.Generator(np.random.PCG64(child)) for child in np.random.SeedSequence(11).spawn(4)]
    now = (streams.split, streams.initial_weights, streams.shuffling, streams.dropout)
    assert [stream.random() for stream in now] == [stream.random() for stream in before]


def test_no_array_is_allocated_per_batch(plain):
    events = training_on(plain).events()
    steps = (event for event in events if isinstance(event, BatchFinished))
    peaks = []
    for _ in range(5):
        next(steps)
    for thread in threading.enumerate():
        if thread.name == "augmentation":
            thread.join()  # it makes the next block, which takes memory of its own
    tracemalloc.start()
    try:
        for _ in range(20):  # within one block, whose successor is made by now
            tracemalloc.reset_peak()
            before = tracemalloc.get_traced_memory()[0]
            next(steps)
            peaks.append(tracemalloc.get_traced_memory()[1] - before)
    finally:
        tracemalloc.stop()
    assert np.median(peaks) < LARGEST


@pytest.fixture
def augmented_settings():
    return small_settings("data.augmentation.rotation=10", "elastic_strength=1")


def test_a_run_is_augmented_by_its_settings_alone(augmented_settings, settings, folders, tmp_path):
    weights = []
    for chosen in (augmented_settings, augmented_settings, settings):
        run = prepared(chosen, folders, tmp_path)
        events_of(run)
        weights.append(run.parameters())
    np.testing.assert_array_equal(weights[0], weights[1])
    assert (weights[0] != weights[2]).any()
    stored = json.loads((run.started.folder / "run.json").read_text())
    assert stored["settings"]["data"]["augmentation"]["rotation"] == 0


def test_a_stopped_run_goes_on_from_its_checkpoint_bit_for_bit(augmented_settings, folders, tmp_path):
    whole = prepared(augmented_settings, folders, tmp_path)
    events_of(whole)
    first = prepared(augmented_settings, folders, tmp_path)
    while first.step < 33:
        first.advance()
    first.end(RunEndReason.STOPPED)
    state = read_checkpoint(first.started.folder)
    first.close()
    second = finish(prepare(augmented_settings, folders, tmp_path, state))
    events_of(second)
    np.testing.assert_array_equal(second.parameters(), whole.parameters())


def test_augmentation_changes_while_a_run_goes_from_the_next_batch_on(settings, folders, tmp_path):
    changed, plain_run = (prepared(settings, folders, tmp_path) for _ in range(2))
    for run in (changed, plain_run):
        while run.step < 7:
            run.advance()
    events = changed.change(set_text(settings, "data.augmentation.rotation=90"))
    assert isinstance(events[-1], LiveSettingsChanged)
    assert events[-1].settings.data.augmentation.rotation == 90
    np.testing.assert_array_equal(changed.parameters(), plain_run.parameters())
    for run in (changed, plain_run):
        while run.step < 8:
            run.advance()
    assert (changed.parameters() != plain_run.parameters()).any()
    for run in (changed, plain_run):
        run.close()


def test_a_change_of_the_learning_rate_leaves_the_epoch_of_augmented_pictures_as_it_is(tmp_path):
    write_small_mnist(tmp_path, training=2600)
    folders = DataFolders(tmp_path, tmp_path)
    settings = small_settings("data.augmentation.rotation=30", "epochs=1", "optimizer=sgd 0.1")
    whole, changed = (prepared(settings, folders, tmp_path / "runs") for _ in range(2))
    while changed.step < 40:
        changed.advance()
    changed.change(set_text(settings, "learning_rate=0.2"))
    changed.change(settings)
    for run in (whole, changed):
        events_of(run)
    np.testing.assert_array_equal(whole.parameters(), changed.parameters())
