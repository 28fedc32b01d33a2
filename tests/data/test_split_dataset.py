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


def test_training_and_validation_sets_share_no_picture_and_lose_none():
    splits = split_dataset(
        small_dataset(), DataSettings(split=SplitByCount(validation_count=20)), np.random.default_rng(0)
    )
    assert (splits.training.count, splits.validation.count, splits.test.count) == (30, 20, 10)
    numbers = np.concatenate([splits.training.pictures[:, 0], splits.validation.pictures[:, 0]])
    assert sorted(numbers.tolist()) == list(range(50))


def test_a_validation_set_that_leaves_nothing_to_learn_from_is_refused():
    with pytest.raises(SettingError, match=r"data.split.validation_count: found 50; allowed: 1 to 49"):
        split_dataset(small_dataset(), DataSettings(split=SplitByCount(validation_count=50)), np.random.default_rng(0))


def test_a_pooled_split_draws_all_three_sets_from_all_pictures():
    splits = split_dataset(small_dataset(), DataSettings(split=PooledSplit()), np.random.default_rng(0))
    assert (splits.test.count, splits.validation.count, splits.training.count) == (12, 10, 38)
    pooled = np.concatenate([splits.training.pictures, splits.validation.pictures, splits.test.pictures])[:, 0]
    assert sorted(pooled.tolist()) == sorted([*range(50), *range(10)])


def uneven_dataset():
    """Return 1000 pictures: 900 of class 0 and 10 of each of ten others."""
    labels = np.array([0] * 900 + [number for number in range(1, 11) for _ in range(10)], np.uint8)
    pictures = np.zeros((1000, 784), np.uint8)
    return Dataset(pictures, labels, pictures[:10], labels[:10], tuple(map(str, range(11))))


def test_a_stratified_split_draws_the_same_fraction_of_every_class():
    settings = DataSettings(split=SplitByFraction(validation_fraction=0.3))
    splits = split_dataset(uneven_dataset(), settings, np.random.default_rng(0))
    assert np.bincount(splits.validation.labels).tolist() == [270] + [3] * 10
    assert np.bincount(splits.training.labels).tolist() == [630] + [7] * 10


def test_a_split_that_is_not_stratified_leaves_the_classes_to_chance():
    counts = set()
    for seed in range(5):
        settings = DataSettings(split=SplitByFraction(validation_fraction=0.3, is_stratified=False))
        splits = split_dataset(uneven_dataset(), settings, np.random.default_rng(seed))
        assert splits.validation.count == 300
        counts.add(tuple(np.bincount(splits.validation.labels)))
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
    splits = split_dataset(dataset, settings, np.random.default_rng(0))
    assert splits.validation.count == count
    numbers = np.concatenate([splits.training.pictures[:, 0], splits.validation.pictures[:, 0]])
    assert sorted(numbers.tolist()) == list(range(len(labels)))
    np.testing.assert_array_equal(splits.training.labels, np.array(labels)[splits.training.pictures[:, 0]])


@pytest.mark.parametrize("split", [SplitByFraction(validation_fraction=0.01), PooledSplit(test_fraction=0.01)])
def test_a_fraction_that_leaves_a_set_empty_is_refused(split):
    with pytest.raises(SettingError, match=r"found 0.01 of .* allowed: a fraction that leaves neither set empty"):
        split_dataset(small_dataset(count=20), DataSettings(split=split), np.random.default_rng(0))


def test_the_same_seed_draws_the_same_splits_and_another_seed_others():
    settings = DataSettings(split=SplitByCount(validation_count=20), subset=10, label_noise=0.5)
    one, same, other = (split_dataset(small_dataset(), settings, np.random.default_rng(seed)) for seed in (1, 1, 2))
    np.testing.assert_array_equal(one.training.pictures, same.training.pictures)
    np.testing.assert_array_equal(one.training.labels, same.training.labels)
    assert not np.array_equal(one.training.pictures, other.training.pictures)


def test_a_subset_keeps_the_proportions_of_classes_and_leaves_validation_and_test_sets_whole():
    settings = DataSettings(split=SplitByFraction(validation_fraction=0.3), subset=70)
    splits = split_dataset(uneven_dataset(), settings, np.random.default_rng(0))
    assert sorted(np.bincount(splits.training.labels, minlength=11)) == [0] * 3 + [1] * 7 + [63]
    assert (splits.training.count, splits.validation.count, splits.test.count) == (70, 300, 10)


def test_a_subset_larger_than_the_training_set_takes_all_of_it():
    settings = DataSettings(split=SplitByCount(validation_count=20), subset=1000)
    assert split_dataset(small_dataset(), settings, np.random.default_rng(0)).training.count == 30


def test_label_noise_mislabels_that_fraction_of_the_training_set_and_nothing_else():
    settings = DataSettings(split=SplitByCount(validation_count=20), label_noise=0.4)
    splits = split_dataset(small_dataset(), settings, np.random.default_rng(0))
    truth = splits.training.pictures[:, 0] % 10
    assert np.count_nonzero(splits.training.labels != truth) == 12
    np.testing.assert_array_equal(splits.validation.labels, splits.validation.pictures[:, 0] % 10)


def test_wrong_labels_are_spread_over_all_other_classes():
    labels = np.zeros(9000, np.uint8)
    noisy = mislabel(labels, 10, 1.0, np.random.default_rng(0))
    assert (np.bincount(noisy, minlength=10)[1:] > 800).all()
    assert not (noisy == 0).any()
    assert not labels.any(), "the caller's labels were changed"
