"""What a training really reads, epoch by epoch, where its pictures are augmented."""

import json

import numpy as np
import pytest

from nnstudio.data.augmentation import AugmentationSettings, AugmentedPictures
from nnstudio.data.dataset import PictureSamples
from nnstudio.engine.events import BatchFinished
from nnstudio.engine.layers import Dense
from nnstudio.engine.network import Network, NetworkSettings
from nnstudio.engine.optimizers import Sgd
from nnstudio.engine.random_streams import RandomStreams
from nnstudio.engine.training import Training
from nnstudio.engine.training_settings import TrainingSettings
from nnstudio.engine.training_state import TrainingState

COUNT = 50
"""Pictures; a batch has one of them."""
TURNED = AugmentationSettings(rotation=30, elastic_strength=1.0)
PLAIN = AugmentationSettings()


class Watched:
    """Samples that record everything that is read from them in an epoch, and otherwise behave as usual."""

    def __init__(self, samples, seen):
        self._samples, self.seen = samples, seen

    @property
    def count(self):
        return self._samples.count

    @property
    def shape(self):
        return self._samples.shape

    def reader(self, inputs, labels):
        return self._samples.reader(inputs, labels)

    def in_epoch(self, number, order):
        return WatchedEpoch(self._samples.in_epoch(number, order), self.seen)


class WatchedEpoch(Watched):
    def reader(self, inputs, labels):
        return WatchedReader(self._samples.reader(inputs, labels), inputs, labels, self.seen)


class WatchedReader:
    def __init__(self, reader, inputs, labels, seen):
        self._reader, self._inputs, self._labels, self._seen = reader, inputs, labels, seen

    def read(self, numbers):
        self._reader.read(numbers)
        self._seen += zip(numbers.tolist(), self._inputs.copy(), self._labels.tolist(), strict=True)


def same_pictures():
    """Return pictures that are all the same, so that only augmentation makes one differ from another."""
    rng = np.random.default_rng(0)
    picture = np.zeros((28, 28), np.uint8)
    picture[6:22, 6:22] = rng.integers(1, 256, (16, 16))
    return PictureSamples(np.tile(picture.reshape(1, 28, 28), (COUNT, 1, 1)), (np.arange(COUNT) % 10).astype(np.uint8))


def new_training(augmentation, epochs=3, seed=3):
    """Return a training, what it will have read, and its samples, which can be changed."""
    seen, streams = [], RandomStreams.from_seed(seed)
    pictures = AugmentedPictures(same_pictures(), augmentation, streams.augmentation)
    settings = TrainingSettings(optimizer=Sgd(0.1), batch_size=1, epochs=epochs)
    network = Network(NetworkSettings((Dense(8),)), input_shape=(28, 28), classes=10)
    return Training(network, settings, Watched(pictures, seen), same_pictures(), streams), seen, pictures


def read_by_epoch(seen):
    """Return the numbers, pictures and labels of what was read, shape (epochs, COUNT, …)."""
    assert len(seen) % COUNT == 0
    numbers, inputs, labels = (np.array(part) for part in zip(*seen, strict=True))
    return numbers.reshape(-1, COUNT), inputs.reshape(-1, COUNT, 784), labels.reshape(-1, COUNT)


def test_every_epoch_reads_pictures_that_no_epoch_before_has_read():
    training, seen, _ = new_training(TURNED)
    list(training.events())
    _, inputs, _ = read_by_epoch(seen)
    assert len(inputs) == 3
    for one, other in ((0, 1), (1, 2), (0, 2)):
        assert (inputs[one] != inputs[other]).any(axis=1).all()  # at each index of the epoch
    assert len(np.unique(inputs.reshape(-1, 784), axis=0)) == 3 * COUNT


def test_every_epoch_reads_each_sample_once_with_its_label_and_in_an_order_of_its_own():
    training, seen, _ = new_training(TURNED)
    list(training.events())
    numbers, _, labels = read_by_epoch(seen)
    np.testing.assert_array_equal(np.sort(numbers, axis=1), np.tile(np.arange(COUNT), (3, 1)))
    np.testing.assert_array_equal(labels, numbers % 10)
    assert len(np.unique(numbers, axis=0)) == 3


def test_without_augmentation_every_epoch_reads_the_plain_pictures():
    training, seen, _ = new_training(PLAIN)
    list(training.events())
    _, inputs, _ = read_by_epoch(seen)
    plain = same_pictures().pictures[0].ravel() * np.float32(1 / 255)
    np.testing.assert_array_equal(inputs, np.tile(plain, (3, COUNT, 1)))


@pytest.mark.parametrize("batches", [1, 20, 50, 51, 120])
def test_a_resumed_training_reads_what_is_left_of_its_epoch_and_then_the_next(batches):
    whole, expected, _ = new_training(TURNED)
    list(whole.events())
    first, before, _ = new_training(TURNED)
    for event in first.events():
        if isinstance(event, BatchFinished) and event.step == batches:
            break
    state = first.state()
    second, after, _ = new_training(TURNED)
    second.restore(TrainingState(state.arrays, json.loads(json.dumps(state.facts))))
    list(second.events())
    for found, wanted in zip(read_by_epoch(before + after), read_by_epoch(expected), strict=True):
        np.testing.assert_array_equal(found, wanted)


def test_augmentation_that_is_switched_on_and_off_counts_from_the_next_batch_on():
    training, seen, pictures = new_training(PLAIN)
    for event in training.events():
        if isinstance(event, BatchFinished) and event.step in (20, 90):
            pictures.change(TURNED if event.step == 20 else PLAIN)
            training.change(training.network, training.settings)
    plain = same_pictures().pictures[0].ravel() * np.float32(1 / 255)
    is_plain = [bool((inputs == plain).all()) for _, inputs, _ in seen]
    assert is_plain == [True] * 20 + [False] * 70 + [True] * 60


def test_another_seed_reads_other_pictures_and_the_same_seed_the_same():
    predictions = []
    for seed in (3, 3, 4):
        training, seen, _ = new_training(TURNED, epochs=2, seed=seed)
        list(training.events())
        predictions.append(read_by_epoch(seen)[1])
    np.testing.assert_array_equal(predictions[0], predictions[1])
    assert (predictions[0] != predictions[2]).any(axis=2).all()
