"""Every way to divide a data set, by how many pictures of which class come into which part."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from nnstudio.data.dataset import Dataset
from nnstudio.data.splits import SPLITS, PooledSplit, SplitByCount, SplitByFraction
from nnstudio.spec.errors import SettingError

RARE = 10
"""So many classes are rare: 20 pictures of each for training and 20 for the test; class 0 has 800 and none."""
CLASSES = RARE + 1
RARE_LABELS = np.repeat(np.arange(1, CLASSES, dtype=np.uint8), 20)


def numbered(first, labels):
    """Return pictures that carry their number in their first two pixels, and the labels."""
    pictures = np.zeros((len(labels), 784), np.uint8)
    numbers = np.arange(first, first + len(labels))
    pictures[:, 0], pictures[:, 1] = numbers // 256, numbers % 256
    return pictures, np.array(labels, np.uint8)


def numbers_of(part):
    return part.pictures[:, 0].astype(int) * 256 + part.pictures[:, 1]


def dataset_of(training, test):
    return Dataset(*numbered(0, training), *numbered(len(training), test), tuple(map(str, range(CLASSES))))


def uneven():
    """Return 1000 training and 200 test pictures whose classes are not in the same proportion."""
    return dataset_of(np.concatenate([np.zeros(800, np.uint8), RARE_LABELS]), RARE_LABELS)


def draw(split, dataset=None, seed=0):
    """Return the training, validation and test part."""
    return split.draw(dataset or uneven(), np.random.default_rng(seed))


def classes_of(part):
    return np.bincount(part.labels, minlength=CLASSES).tolist()


def sizes(parts):
    return [len(part.labels) for part in parts]


def each(common, rare):
    """Return the counts of a part with ``common`` pictures of class 0 and ``rare`` of each other class."""
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
def test_a_stratified_split_gives_every_part_its_share_of_every_class(split, training, validation, test):
    for seed in range(3):
        assert [classes_of(part) for part in draw(split, seed=seed)] == [training, validation, test]


def furthest_off(part, *others):
    """Return how many pictures the class that is furthest off has more or less than its share of all the parts."""
    pool = np.sum([classes_of(each) for each in (part, *others)], axis=0)
    return np.abs(classes_of(part) - pool * len(part.labels) / pool.sum()).max()


@pytest.mark.parametrize(
    "split",
    [
        SplitByCount(validation_count=250, is_stratified=False),
        SplitByFraction(validation_fraction=0.4, is_stratified=False),
        PooledSplit(test_fraction=0.25, validation_fraction=0.2, is_stratified=False),
    ],
)
def test_a_split_that_is_not_stratified_leaves_the_classes_of_each_drawn_part_to_chance(split):
    several = [draw(split, seed=seed) for seed in range(6)]
    assert max(furthest_off(validation, training) for training, validation, _ in several) > 2
    if isinstance(split, PooledSplit):
        assert max(furthest_off(test, training, validation) for training, validation, test in several) > 2


def test_a_class_with_the_larger_remainder_gets_the_picture_that_is_left_over():
    _, validation, _ = draw(SplitByCount(validation_count=2), dataset_of([0] * 7 + [1] * 3, [0]))
    assert classes_of(validation)[:2] == [1, 1]


@pytest.mark.parametrize("is_stratified", [True, False])
@pytest.mark.parametrize(
    ("split", "expected"),
    [
        (lambda **how: SplitByCount(validation_count=1, **how), [999, 1, 200]),
        (lambda **how: SplitByCount(validation_count=999, **how), [1, 999, 200]),
        (lambda **how: SplitByFraction(validation_fraction=0.1, **how), [900, 100, 200]),
        (lambda **how: SplitByFraction(validation_fraction=0.9, **how), [100, 900, 200]),
        (lambda **how: PooledSplit(test_fraction=0.3, validation_fraction=0.1, **how), [756, 84, 360]),
        (lambda **how: PooledSplit(test_fraction=0.1, validation_fraction=0.3, **how), [756, 324, 120]),
    ],
)
def test_parts_have_the_sizes_that_were_asked_for_stratified_or_not(split, expected, is_stratified):
    assert sizes(draw(split(is_stratified=is_stratified))) == expected


@pytest.mark.parametrize(
    ("split", "expected"),
    [
        (SplitByFraction(validation_fraction=0.27), [7, 3, 4]),
        (SplitByFraction(validation_fraction=0.24), [8, 2, 4]),
        (PooledSplit(test_fraction=0.19, validation_fraction=0.15), [9, 2, 3]),
    ],
)
def test_a_share_that_is_no_whole_number_of_pictures_is_rounded_to_the_nearest(split, expected):
    assert sizes(draw(split, dataset_of([0] * 10, [0] * 4))) == expected


@pytest.mark.parametrize("kind", list(SPLITS))
def test_every_picture_comes_into_one_part_with_its_own_label(kind):
    dataset = uneven()
    parts = draw(SplitByCount(validation_count=250) if kind is SplitByCount else kind(), dataset)
    labels = np.concatenate([dataset.training_labels, dataset.test_labels])
    assert sorted(np.concatenate([numbers_of(part) for part in parts])) == list(range(1200))
    for part in parts:
        np.testing.assert_array_equal(part.labels, labels[numbers_of(part)])


@pytest.mark.parametrize("split", [SplitByCount(validation_count=250), SplitByFraction(validation_fraction=0.4)])
def test_the_standard_splits_keep_the_data_set_s_own_test_part_as_it_is(split):
    dataset = uneven()
    _, _, test = draw(split, dataset)
    np.testing.assert_array_equal(test.pictures, dataset.test_pictures)
    np.testing.assert_array_equal(test.labels, dataset.test_labels)


def test_a_pooled_split_mixes_both_parts_of_the_data_set_into_all_three():
    for part in draw(PooledSplit()):
        of_the_own_test_part = np.count_nonzero(numbers_of(part) >= 1000)
        assert 0 < of_the_own_test_part < len(part.labels)


@pytest.mark.parametrize("is_stratified", [True, False])
@pytest.mark.parametrize("kind", [SplitByFraction, PooledSplit])
def test_the_pictures_of_a_drawn_part_come_in_no_order(kind, is_stratified):
    training, validation, _ = draw(kind(is_stratified=is_stratified))
    for part in (training, validation):
        for values in (numbers_of(part), part.labels):
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
def test_a_share_that_takes_all_or_nothing_is_refused_under_its_own_name(split, path):
    with pytest.raises(SettingError) as refused:
        draw(split, dataset_of([0, 1], [0, 1]) if isinstance(split, PooledSplit) else dataset_of([0] * 4, [0]))
    assert [problem.path for problem in refused.value.problems] == [path]


@given(
    labels=some.lists(some.integers(0, RARE), min_size=20, max_size=200),
    fractions=some.tuples(some.floats(0.1, 0.9), some.floats(0.2, 0.8)),
)
def test_no_class_of_a_stratified_part_is_a_whole_picture_off_its_share(labels, fractions):
    dataset = dataset_of(labels, labels[:5])
    try:
        training, validation, test = draw(PooledSplit(*fractions), dataset)
    except SettingError:
        return
    assert furthest_off(test, training, validation) < 1 + 1e-9
    assert furthest_off(validation, training) < 1 + 1e-9
