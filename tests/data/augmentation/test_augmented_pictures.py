"""Epochs of augmented pictures, as training reads them."""

import threading

import numpy as np
import pytest

from nnstudio.data.augmentation import AugmentationSettings, AugmentedPictures
from nnstudio.data.augmentation.block_maker import BLOCK, WARPS, BlockMaker
from nnstudio.data.dataset import PictureSamples
from nnstudio.engine.denormals import are_denormals_flushed
from tests.engine.test_denormals import needs_the_mode

TURNED = AugmentationSettings(rotation=20, elastic_strength=1.0)
COUNT = 2 * BLOCK + 100


@pytest.fixture(scope="module")
def plain():
    rng = np.random.default_rng(0)
    pictures = np.zeros((COUNT, 28, 28), np.uint8)
    pictures[:, 8:20, 8:20] = rng.integers(1, 256, (COUNT, 12, 12))
    return PictureSamples(pictures, (np.arange(COUNT) % 10).astype(np.uint8))


def augmented(plain, settings=TURNED, seed=5):
    return AugmentedPictures(plain, settings, np.random.SeedSequence(seed))


def order_of(epoch, count=COUNT):
    return np.random.default_rng(epoch).permutation(count)


def read(samples, order, batch, start=0):
    """Return inputs and labels of every batch of the order from ``start`` on."""
    inputs, labels = [], []
    for first in range(start, len(order), batch):
        numbers = order[first : first + batch]
        some, classes = np.empty((len(numbers), 784), np.float32), np.empty(len(numbers), np.int64)
        samples.reader(some, classes).read(numbers)
        inputs.append(some)
        labels.append(classes)
    return np.concatenate(inputs), np.concatenate(labels)


def test_outside_of_an_epoch_the_samples_are_plain(plain):
    pictures = augmented(plain)
    assert (pictures.count, pictures.shape) == (COUNT, (28, 28))
    inputs, _ = read(pictures, np.arange(50), 50)
    np.testing.assert_allclose(inputs * 255, plain.pictures[:50].reshape(50, -1), atol=1e-4)


def test_without_augmentation_an_epoch_is_the_plain_samples_themselves(plain):
    assert augmented(plain, AugmentationSettings()).in_epoch(1, order_of(1)) is plain


@pytest.mark.parametrize("batch", [1500, 64, BLOCK, COUNT])
def test_an_epoch_is_the_same_whatever_the_batch_size(plain, batch):
    order = order_of(1)
    expected, _ = read(augmented(plain).in_epoch(1, order), order, 128)
    inputs, labels = read(augmented(plain).in_epoch(1, order), order, batch)
    np.testing.assert_array_equal(inputs, expected)
    np.testing.assert_array_equal(labels, plain.labels[order])
    assert 0 <= inputs.min() < inputs.max() <= 1


def test_single_pictures_can_be_read(plain):
    few = PictureSamples(plain.pictures[:40], plain.labels[:40])
    order = order_of(1, 40)
    one_by_one, _ = read(augmented(few).in_epoch(1, order), order, 1)
    together, _ = read(augmented(few).in_epoch(1, order), order, 40)
    np.testing.assert_array_equal(one_by_one, together)


@pytest.mark.parametrize("count", [1, 2, WARPS - 1, WARPS + 1, BLOCK - 1, BLOCK, BLOCK + 1])
def test_any_number_of_pictures_keep_their_labels_and_ink(plain, count):
    few = PictureSamples(plain.pictures[:count], plain.labels[:count])
    order = order_of(2, count)
    shift = AugmentationSettings(shift=1e-6)  # on, but nothing moves: each picture must have the right index
    inputs, labels = read(augmented(few, shift).in_epoch(1, order), order, 100)
    np.testing.assert_array_equal(np.rint(inputs * 255), few.pictures[order].reshape(count, -1))
    np.testing.assert_array_equal(labels, few.labels[order])


@pytest.mark.parametrize("start", [1, 64, BLOCK - 1, BLOCK, COUNT - 1])
def test_reading_can_begin_anywhere_in_the_epoch(plain, start):
    order = order_of(3)
    whole, _ = read(augmented(plain).in_epoch(7, order), order, 64)
    rest, _ = read(augmented(plain).in_epoch(7, order), order, 64, start)
    np.testing.assert_array_equal(rest, whole[start:])


def test_epochs_and_seeds_differ_from_each_other(plain):
    order = order_of(1)
    first, _ = read(augmented(plain).in_epoch(1, order), order, 500)
    second, _ = read(augmented(plain).in_epoch(2, order), order, 500)
    other, _ = read(augmented(plain, seed=6).in_epoch(1, order), order, 500)
    for changed in (second, other):
        assert (changed != first).any(axis=1).all()


def test_an_epoch_is_the_same_whether_or_not_others_came_before(plain):
    pictures, orders = augmented(plain), [order_of(1), order_of(2)]
    one_after_the_other = [read(pictures.in_epoch(n, order), order, 64)[0] for n, order in enumerate(orders)]
    for n, order in enumerate(orders):
        np.testing.assert_array_equal(one_after_the_other[n], read(augmented(plain).in_epoch(n, order), order, 64)[0])


def test_pictures_of_one_batch_have_different_warps(plain):
    same = PictureSamples(np.repeat(plain.pictures[:1], BLOCK, axis=0), plain.labels[:BLOCK])
    order = np.arange(BLOCK)
    inputs, _ = read(augmented(same).in_epoch(1, order), order, BLOCK)
    for start in (0, 50, BLOCK - WARPS):
        assert len(np.unique(inputs[start : start + WARPS], axis=0)) == WARPS


def test_new_settings_apply_from_the_next_request_and_do_not_depend_on_the_past(plain):
    order, start = order_of(1), 640
    pictures = augmented(plain)
    read(pictures.in_epoch(1, order), order[:start], 64)
    finer = AugmentationSettings(thickness=1)
    pictures.change(finer)
    changed, _ = read(pictures.in_epoch(1, order), order, 64, start)
    fresh, _ = read(augmented(plain, finer).in_epoch(1, order), order, 64, start)
    np.testing.assert_array_equal(changed, fresh)
    pictures.change(AugmentationSettings())
    assert pictures.in_epoch(1, order) is plain


def test_requesting_the_same_epoch_again_continues_it(plain):
    pictures, order = augmented(plain), order_of(1)
    assert pictures.in_epoch(1, order) is pictures.in_epoch(1, order)


def test_no_thread_remains_when_reading_stops(plain):
    order = order_of(1)
    read(augmented(plain).in_epoch(1, order), order[:64], 64)
    for thread in threading.enumerate():
        if thread.name == "augmentation":
            thread.join(timeout=5)
            assert not thread.is_alive()


def test_a_failure_while_making_pictures_reaches_the_reader(plain):
    maker = BlockMaker(plain.pictures)
    maker.begin(
        np.arange(10), AugmentationSettings(elastic_strength=1, elastic_smoothness="soft"), np.random.default_rng()
    )
    with pytest.raises(TypeError):
        maker.finish()


class WatchingGenerator(np.random.Generator):
    """A random generator that records whether denormals count as zero in the thread that uses it."""

    def random(self, *args):
        self.has_seen_the_mode = are_denormals_flushed()
        return super().random(*args)


@needs_the_mode
def test_pictures_are_made_while_denormals_count_as_zero(plain):
    maker, rng = BlockMaker(plain.pictures), WatchingGenerator(np.random.PCG64(1))
    maker.begin(np.arange(10), AugmentationSettings(elastic_strength=1), rng)
    maker.finish()
    assert rng.has_seen_the_mode
    assert not are_denormals_flushed()
