"""Every split of a data set: how many pictures of each class each set gets."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from nnstudio.data.dataset import Dataset
from nnstudio.data.splits import SPLITS, PooledSplit, SplitByCount, SplitByFraction
from nnstudio.spec.errors import SettingError

RARE = 10
"""The number of rare classes, with 20 pictures each for training and 20 for the test; class 0 has 800 and none."""
CLASSES = RARE + 1
RARE_LABELS = np.repeat(np.arange(1, CLASSES, dtype=np.uint8), 20)


def numbered(first, labels):
    """Return pictures with their number in their first two pixels, and their labels."""
    pictures = np.zeros((len(labels), 784), np.uint8)
    numbers = np.arange(first, first + len(labels))
    pictures[:, 0], pictures[:, 1] = numbers // 256, numbers % 256
    return pictures, np.array(labels, np.uint8)


def numbers_of(samples):
    return samples.pictures[:, 0].astype(int) * 256 + samples.pictures[:, 1]


def dataset_of(training, test):
    return Dataset(*numbered(0, training), *numbered(len(training), test), tuple(map(str, range(CLASSES))))


def uneven():
    """Return 1000 training and 200 test pictures with different proportions of classes."""
    return dataset_of(np.concatenate([np.zeros(800, np.uint8), RARE_LABELS]), RARE_LABELS)


def draw(split, dataset=None, seed=0):
    """Return the training, validation and test sets."""
    return split.draw(dataset or uneven(), np.random.default_rng(seed))


def classes_of(samples):
    return np.bincount(samples.labels, minlength=CLASSES).tolist()


def sizes(splits):
    return [samples.count for samples in splits]


def each(common, rare):
    """Return the counts of a set with ``common`` pictures of class 0 and ``rare`` of each other class."""
    return [common] + [rare] * RARE


@pytest.mark.parametrize(
    ("split", "training", "validation", "test"),
    [
        (SplitByCount(validation_count=250), each(600, 15), each(200, 5), each(0, 20)),
        (SplitByFraction(validation_fraction=0.4), each(480, 12), each(320, 8), each(0, 20)),
        (PooledSplit(test_fraction=0.25, validation_fraction=0.2), each(480, 24), each(120, 6), each(200, 10)),
        (PooledSplit(test_fraction=0.1, validation_fraction=0.5), each(360, 18), each(360, 18), each(80, 4)),
    ],
)
def test_a_stratified_split_gives_every_set_its_fraction_of_every_class(split, training, validation, test):
    for seed in range(3):
        assert [classes_of(samples) for samples in draw(split, seed=seed)] == [training, validation, test]


def largest_deviation(samples, *others):
    """Return the largest deviation of a class, in pictures, from its expected count in ``samples``."""
    pool = np.sum([classes_of(each) for each in (samples, *others)], axis=0)
    return np.abs(classes_of(samples) - pool * samples.count / pool.sum()).max()


@pytest.mark.parametrize(
    "split",
    [
        SplitByCount(validation_count=250, is_stratified=False),
        SplitByFraction(validation_fraction=0.4, is_stratified=False),
        PooledSplit(test_fraction=0.25, validation_fraction=0.2, is_stratified=False),
    ],
)
def test_a_split_that_is_not_stratified_leaves_the_classes_of_each_drawn_set_to_chance(split):
    several = [draw(split, seed=seed) for seed in range(6)]
    assert max(largest_deviation(validation, training) for training, validation, _ in several) > 2
    if isinstance(split, PooledSplit):
        assert max(largest_deviation(test, training, validation) for training, validation, test in several) > 2


def test_a_class_with_the_larger_remainder_gets_the_remaining_picture():
    _, validation, _ = draw(SplitByCount(validation_count=2), dataset_of([0] * 7 + [1] * 3, [0]))
    assert classes_of(validation)[:2] == [1, 1]


@pytest.mark.parametrize("is_stratified", [True, False])
@pytest.mark.parametrize(
    ("split", "expected"),
    [
        (lambda **stratified: SplitByCount(validation_count=1, **stratified), [999, 1, 200]),
        (lambda **stratified: SplitByCount(validation_count=999, **stratified), [1, 999, 200]),
        (lambda **stratified: SplitByFraction(validation_fraction=0.1, **stratified), [900, 100, 200]),
        (lambda **stratified: SplitByFraction(validation_fraction=0.9, **stratified), [100, 900, 200]),
        (lambda **stratified: PooledSplit(test_fraction=0.3, validation_fraction=0.1, **stratified), [756, 84, 360]),
        (lambda **stratified: PooledSplit(test_fraction=0.1, validation_fraction=0.3, **stratified), [756, 324, 120]),
    ],
)
def test_sets_have_the_requested_sizes_stratified_or_not(split, expected, is_stratified):
    assert sizes(draw(split(is_stratified=is_stratified))) == expected


@pytest.mark.parametrize(
    ("split", "expected"),
    [
        (SplitByFraction(validation_fraction=0.27), [7, 3, 4]),
        (SplitByFraction(validation_fraction=0.24), [8, 2, 4]),
        (PooledSplit(test_fraction=0.19, validation_fraction=0.15), [9, 2, 3]),
    ],
)
def test_a_fraction_that_is_not_a_whole_number_of_pictures_is_rounded(split, expected):
    assert sizes(draw(split, dataset_of([0] * 10, [0] * 4))) == expected


@pytest.mark.parametrize("kind", list(SPLITS))
def test_every_picture_is_in_exactly_one_set_with_its_label(kind):
    dataset = uneven()
    splits = draw(SplitByCount(validation_count=250) if kind is SplitByCount else kind(), dataset)
    labels = np.concatenate([dataset.training_labels, dataset.test_labels])
    assert sorted(np.concatenate([numbers_of(samples) for samples in splits])) == list(range(1200))
    for samples in splits:
        np.testing.assert_array_equal(samples.labels, labels[numbers_of(samples)])


@pytest.mark.parametrize("split", [SplitByCount(validation_count=250), SplitByFraction(validation_fraction=0.4)])
def test_the_standard_splits_keep_the_test_set_of_the_data_set(split):
    dataset = uneven()
    _, _, test = draw(split, dataset)
    np.testing.assert_array_equal(test.pictures, dataset.test_pictures)
    np.testing.assert_array_equal(test.labels, dataset.test_labels)


def test_a_pooled_split_mixes_training_and_test_pictures_into_all_three_sets():
    for samples in draw(PooledSplit()):
        test_pictures = np.count_nonzero(numbers_of(samples) >= 1000)
        assert 0 < test_pictures < samples.count


@pytest.mark.parametrize("is_stratified", [True, False])
@pytest.mark.parametrize("kind", [SplitByFraction, PooledSplit])
def test_the_pictures_of_a_drawn_set_are_in_random_order(kind, is_stratified):
    training, validation, _ = draw(kind(is_stratified=is_stratified))
    for samples in (training, validation):
        for values in (numbers_of(samples), samples.labels):
            rising = np.count_nonzero(np.diff(values.astype(int)) > 0)
            falling = np.count_nonzero(np.diff(values.astype(int)) < 0)
            assert abs(rising - falling) < 0.3 * (rising + falling)


@pytest.mark.parametrize(
    ("split", "path"),
    [
        (SplitByFraction(validation_fraction=0.9), "data.split.validation_fraction"),
        (PooledSplit(test_fraction=0.9), "data.split.test_fraction"),
        (PooledSplit(test_fraction=0.7, validation_fraction=0.2), "data.split.validation_fraction"),
    ],
)
def test_a_fraction_that_takes_all_or_nothing_is_refused_by_its_path(split, path):
    with pytest.raises(SettingError) as refused:
        draw(split, dataset_of([0, 1], [0, 1]) if isinstance(split, PooledSplit) else dataset_of([0] * 4, [0]))
    assert [problem.path for problem in refused.value.problems] == [path]


@given(
    labels=some.lists(some.integers(0, RARE), min_size=20, max_size=200),
    fractions=some.tuples(some.floats(0.1, 0.9), some.floats(0.2, 0.8)),
)
def test_every_class_of_a_stratified_set_is_within_one_picture_of_its_expected_count(labels, fractions):
    dataset = dataset_of(labels, labels[:5])
    try:
        training, validation, test = draw(PooledSplit(*fractions), dataset)
    except SettingError:
        return
    assert largest_deviation(test, training, validation) < 1 + 1e-9
    assert largest_deviation(validation, training) < 1 + 1e-9
