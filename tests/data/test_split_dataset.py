import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from nnstudio.data.dataset import Dataset
from nnstudio.data.settings import DataSettings, mislabel, split_dataset
from nnstudio.data.splits import PooledSplit, SplitByCount, SplitByFraction
from nnstudio.spec.errors import SettingError


def small_dataset(count=50):
    pictures = np.arange(count, dtype=np.uint8)[:, None].repeat(784, axis=1)
    return Dataset(pictures, np.arange(count, dtype=np.uint8) % 10, pictures[:10], np.zeros(10, np.uint8))


def test_training_and_validation_parts_share_no_picture_and_lose_none():
    parts = split_dataset(
        small_dataset(), DataSettings(split=SplitByCount(validation_count=20)), np.random.default_rng(0)
    )
    assert (parts.training.count, parts.validation.count, parts.test.count) == (30, 20, 10)
    numbers = np.concatenate([parts.training.pictures[:, 0], parts.validation.pictures[:, 0]])
    assert sorted(numbers.tolist()) == list(range(50))


def test_a_validation_part_that_leaves_nothing_to_learn_from_is_refused():
    with pytest.raises(SettingError, match=r"data.split.validation_count: found 50; allowed: 1 to 49"):
        split_dataset(small_dataset(), DataSettings(split=SplitByCount(validation_count=50)), np.random.default_rng(0))


def test_a_pooled_split_draws_all_three_parts_from_all_pictures():
    parts = split_dataset(small_dataset(), DataSettings(split=PooledSplit()), np.random.default_rng(0))
    assert (parts.test.count, parts.validation.count, parts.training.count) == (12, 10, 38)
    together = np.concatenate([parts.training.pictures, parts.validation.pictures, parts.test.pictures])[:, 0]
    assert sorted(together.tolist()) == sorted([*range(50), *range(10)])


def uneven_dataset():
    """Return 1000 pictures, of which 900 are of class 0 and 10 each of ten others."""
    labels = np.array([0] * 900 + [number for number in range(1, 11) for _ in range(10)], np.uint8)
    pictures = np.zeros((1000, 784), np.uint8)
    return Dataset(pictures, labels, pictures[:10], labels[:10], tuple(map(str, range(11))))


def test_a_stratified_split_draws_the_same_share_of_every_class():
    settings = DataSettings(split=SplitByFraction(validation_fraction=0.3))
    parts = split_dataset(uneven_dataset(), settings, np.random.default_rng(0))
    assert np.bincount(parts.validation.labels).tolist() == [270] + [3] * 10
    assert np.bincount(parts.training.labels).tolist() == [630] + [7] * 10


def test_a_split_that_is_not_stratified_leaves_the_classes_to_chance():
    counts = set()
    for seed in range(5):
        settings = DataSettings(split=SplitByFraction(validation_fraction=0.3, is_stratified=False))
        parts = split_dataset(uneven_dataset(), settings, np.random.default_rng(seed))
        assert parts.validation.count == 300
        counts.add(tuple(np.bincount(parts.validation.labels)))
    assert len(counts) > 1


@given(
    labels=some.lists(some.integers(0, 5), min_size=2, max_size=200),
    data=some.data(),
    is_stratified=some.booleans(),
)
def test_a_split_loses_no_picture_and_draws_exactly_as_many_as_asked_for(labels, data, is_stratified):
    count = data.draw(some.integers(1, len(labels) - 1))
    pictures = np.arange(len(labels), dtype=np.uint8)[:, None].repeat(784, axis=1)
    dataset = Dataset(pictures, np.array(labels, np.uint8), pictures, np.array(labels, np.uint8))
    settings = DataSettings(split=SplitByCount(validation_count=count, is_stratified=is_stratified))
    parts = split_dataset(dataset, settings, np.random.default_rng(0))
    assert parts.validation.count == count
    numbers = np.concatenate([parts.training.pictures[:, 0], parts.validation.pictures[:, 0]])
    assert sorted(numbers.tolist()) == list(range(len(labels)))
    np.testing.assert_array_equal(parts.training.labels, np.array(labels)[parts.training.pictures[:, 0]])


@pytest.mark.parametrize("split", [SplitByFraction(validation_fraction=0.01), PooledSplit(test_fraction=0.01)])
def test_a_share_that_leaves_a_part_without_pictures_is_refused(split):
    with pytest.raises(SettingError, match=r"found 0.01 of .* allowed: a fraction that leaves both parts a picture"):
        split_dataset(small_dataset(count=20), DataSettings(split=split), np.random.default_rng(0))


def test_the_same_seed_draws_the_same_parts_and_another_seed_draws_others():
    settings = DataSettings(split=SplitByCount(validation_count=20), subset=10, label_noise=0.5)
    one, same, other = (split_dataset(small_dataset(), settings, np.random.default_rng(seed)) for seed in (1, 1, 2))
    np.testing.assert_array_equal(one.training.pictures, same.training.pictures)
    np.testing.assert_array_equal(one.training.labels, same.training.labels)
    assert not np.array_equal(one.training.pictures, other.training.pictures)


def test_a_subset_keeps_the_classes_in_proportion_and_leaves_validation_and_test_whole():
    settings = DataSettings(split=SplitByFraction(validation_fraction=0.3), subset=70)
    parts = split_dataset(uneven_dataset(), settings, np.random.default_rng(0))
    assert sorted(np.bincount(parts.training.labels, minlength=11)) == [0] * 3 + [1] * 7 + [63]
    assert (parts.training.count, parts.validation.count, parts.test.count) == (70, 300, 10)


def test_a_subset_larger_than_the_training_part_takes_all_of_it():
    settings = DataSettings(split=SplitByCount(validation_count=20), subset=1000)
    assert split_dataset(small_dataset(), settings, np.random.default_rng(0)).training.count == 30


def test_label_noise_gives_that_share_of_the_training_pictures_a_wrong_label_and_no_other():
    settings = DataSettings(split=SplitByCount(validation_count=20), label_noise=0.4)
    parts = split_dataset(small_dataset(), settings, np.random.default_rng(0))
    truth = parts.training.pictures[:, 0] % 10
    assert np.count_nonzero(parts.training.labels != truth) == 12
    np.testing.assert_array_equal(parts.validation.labels, parts.validation.pictures[:, 0] % 10)


def test_wrong_labels_are_spread_over_all_other_classes():
    labels = np.zeros(9000, np.uint8)
    noisy = mislabel(labels, 10, 1.0, np.random.default_rng(0))
    assert (np.bincount(noisy, minlength=10)[1:] > 800).all()
    assert not (noisy == 0).any()
    assert not labels.any(), "the labels given were changed"
