"""The data settings: their defaults, their limits, and their effect on the splits."""

from dataclasses import replace

import numpy as np
import pytest

from nnstudio.data.augmentation.settings import AugmentationSettings
from nnstudio.data.built_in_handwriting import BuiltInHandwriting
from nnstudio.data.dataset import Dataset, PictureSamples
from nnstudio.data.settings import DataSettings, mislabel, split_dataset
from nnstudio.data.splits import SPLITS, PooledSplit, SplitByCount, SplitByFraction, draw_samples
from nnstudio.runs.settings import RunSettings
from nnstudio.spec.errors import SettingError
from nnstudio.spec.paths import set_text


def numbered(count=60, test=12):
    """Return pictures whose pixels are their number, of ten classes in turn; the test set continues the count."""
    pictures = np.arange(count + test, dtype=np.uint8)[:, None].repeat(784, axis=1)
    labels = (np.arange(count + test) % 10).astype(np.uint8)
    return Dataset(pictures[:count], labels[:count], pictures[count:], labels[count:])


def draw_splits(seed=0, **changed):
    settings = DataSettings(**{"split": SplitByCount(validation_count=20), **changed})
    return split_dataset(numbered(), settings, np.random.default_rng(seed))


def numbers(samples):
    return samples.pictures[:, 0].tolist()


def test_the_default_is_the_built_in_handwriting_with_10_000_pictures_for_validation():
    assert DataSettings() == DataSettings(
        dataset=BuiltInHandwriting(),
        split=SplitByCount(validation_count=10_000, is_stratified=True),
        subset=0,
        label_noise=0.0,
        augmentation=AugmentationSettings(),
    )
    assert SplitByFraction() == SplitByFraction(validation_fraction=0.2, is_stratified=True)
    assert PooledSplit() == PooledSplit(test_fraction=0.2, validation_fraction=0.2, is_stratified=True)
    assert list(SPLITS) == [SplitByCount, SplitByFraction, PooledSplit]


@pytest.mark.parametrize(
    ("split", "name"),
    [("fraction", "validation_fraction"), ("pooled", "validation_fraction"), ("pooled", "test_fraction")],
)
def test_a_fraction_is_from_1_to_90_percent(split, name):
    settings = set_text(RunSettings(), f"data.split={split}")
    for allowed in (0.01, 0.9):
        assert getattr(set_text(settings, f"{name}={allowed}").data.split, name) == allowed
    for refused in ("0.009", "0.91", "0", "1"):
        with pytest.raises(SettingError, match=rf"data\.split\.{name}: found .*; allowed: a number from 0\.01 to 0\.9"):
            set_text(settings, f"{name}={refused}")


@pytest.mark.parametrize(
    ("name", "allowed", "refused"),
    [
        ("subset", ("all", "10", "1000000"), ("9", "1000001", "-5")),
        ("label_noise", ("off", "0.01", "0.9"), ("0.009", "0.91", "-0.1")),
        ("validation_count", ("1", "1000000"), ("0", "1000001")),
    ],
)
def test_data_settings_have_limits(name, allowed, refused):
    for text in allowed:
        set_text(RunSettings(), f"{name}={text}")
    first = allowed[-2]
    for text in refused:
        with pytest.raises(SettingError, match=f"{name}: found {text}; allowed: .* from {first} to "):
            set_text(RunSettings(), f"{name}={text}")
    assert set_text(RunSettings(), "subset=all").data.subset == 0
    assert set_text(RunSettings(), "label_noise=off").data.label_noise == 0


def test_all_settings_but_augmentation_decide_the_splits():
    changed = DataSettings(
        split=PooledSplit(), subset=50, label_noise=0.1, augmentation=AugmentationSettings(rotation=10.0)
    )
    assert changed.of_splits == replace(changed, augmentation=AugmentationSettings())
    assert changed.augmentation.rotation == 10.0


def test_a_split_data_set_is_three_sets_of_samples():
    splits = draw_splits(label_noise=0.5, subset=10)
    samples = (splits.training, splits.validation, splits.test)
    assert all(isinstance(each, PictureSamples) for each in samples)
    assert [each.count for each in samples] == [10, 20, 12]
    np.testing.assert_array_equal(splits.validation.labels, np.array(numbers(splits.validation)) % 10)
    np.testing.assert_array_equal(splits.test.labels, np.array(numbers(splits.test)) % 10)
    assert numbers(splits.test) == list(range(60, 72))


@pytest.mark.parametrize("subset", [40, 41, 0])
def test_a_subset_as_large_as_the_training_set_changes_nothing(subset):
    assert numbers(draw_splits(subset=subset).training) == numbers(draw_splits().training)


@pytest.mark.parametrize("subset", [1, 10, 39])
def test_a_subset_is_drawn_from_the_training_set_and_changes_no_other_set(subset):
    whole, subset_splits = draw_splits(), draw_splits(subset=subset)
    assert subset_splits.training.count == len(set(numbers(subset_splits.training))) == subset
    assert set(numbers(subset_splits.training)) <= set(numbers(whole.training))
    assert numbers(subset_splits.validation) == numbers(whole.validation)
    np.testing.assert_array_equal(subset_splits.training.labels, np.array(numbers(subset_splits.training)) % 10)


def test_a_subset_is_stratified_only_if_the_split_is():
    for is_stratified in (True, False):
        split = SplitByCount(validation_count=20, is_stratified=is_stratified)
        counts = [
            np.bincount(draw_splits(seed, split=split, subset=10).training.labels, minlength=10) for seed in range(5)
        ]
        assert all((each == 1).all() for each in counts) == is_stratified


def test_label_noise_changes_labels_but_not_which_pictures_are_drawn():
    clean, noisy = draw_splits(subset=30), draw_splits(subset=30, label_noise=0.4)
    assert numbers(noisy.training) == numbers(clean.training)
    assert np.count_nonzero(noisy.training.labels != clean.training.labels) == 12
    np.testing.assert_array_equal(clean.training.labels, np.array(numbers(clean.training)) % 10)


@pytest.mark.parametrize(("fraction", "wrong"), [(0.0, 0), (0.04, 0), (0.06, 1), (0.24, 2), (0.26, 3), (1.0, 10)])
def test_the_number_of_wrong_labels_is_the_fraction_rounded(fraction, wrong):
    labels = np.arange(10, dtype=np.uint8)
    noisy = mislabel(labels, 10, fraction, np.random.default_rng(0))
    assert np.count_nonzero(noisy != labels) == wrong
    assert noisy.max() <= 9
    assert noisy.dtype == np.uint8


@pytest.mark.parametrize("classes", [2, 3, 10, 256, 300])
def test_every_wrong_label_is_one_of_the_other_classes(classes):
    labels = (np.arange(2000) % classes).astype(np.uint8 if classes <= 256 else np.uint16)
    noisy = mislabel(labels, classes, 1.0, np.random.default_rng(1)).astype(int)
    assert (noisy != labels).all()
    assert set(noisy) <= set(range(classes))
    if classes <= 10:
        assert len(np.unique((noisy - labels) % classes)) == classes - 1


def test_with_a_single_class_no_label_can_be_wrong():
    assert mislabel(np.zeros(6, np.uint8), 1, 0.5, np.random.default_rng(0)).tolist() == [0] * 6


def test_wrong_labels_are_drawn_at_random_and_repeat_with_the_seed():
    labels = np.zeros(100, np.uint8)
    one, same, other = (np.flatnonzero(mislabel(labels, 5, 0.1, np.random.default_rng(s))).tolist() for s in (1, 1, 2))
    assert one == same != other
    assert one != list(range(10))


@pytest.mark.parametrize(("pictures", "fraction", "validation"), [(10, 0.1, 1), (10, 0.9, 9), (2, 0.5, 1)])
def test_a_set_of_a_single_picture_is_allowed(pictures, fraction, validation):
    splits = SplitByFraction(validation_fraction=fraction).draw(numbered(pictures), np.random.default_rng(0))
    assert [samples.count for samples in splits] == [pictures - validation, validation, 12]


def test_a_fraction_that_leaves_a_set_empty_is_refused_with_what_was_found_and_what_is_allowed():
    with pytest.raises(SettingError) as refused:
        SplitByFraction(validation_fraction=0.25).draw(numbered(2), np.random.default_rng(0))
    (problem,) = refused.value.problems
    assert (problem.path, problem.found) == ("data.split.validation_fraction", "0.25 of 2 pictures")
    assert problem.allowed == "a fraction that leaves neither set empty"


def test_a_count_that_leaves_nothing_to_learn_from_is_refused_with_what_is_allowed():
    for count in (60, 61):
        with pytest.raises(SettingError) as refused:
            SplitByCount(validation_count=count).draw(numbered(), np.random.default_rng(0))
        (problem,) = refused.value.problems
        assert (problem.path, problem.found) == ("data.split.validation_count", str(count))
        assert problem.allowed == "1 to 59, because the data set has 60 training pictures"


def test_taking_and_drawing_samples_leave_the_given_samples_unchanged():
    whole = PictureSamples(numbered().training_pictures, numbered().training_labels)
    taken = whole.take(np.array([31, 5, 5, 12]))
    assert numbers(taken) == [31, 5, 5, 12]
    assert taken.labels.tolist() == [1, 5, 5, 2]
    drawn, rest = draw_samples(whole, 7, np.random.default_rng(0), is_stratified=False)
    assert drawn.count == 7
    assert sorted(numbers(drawn) + numbers(rest)) == list(range(60))
    assert numbers(whole) == list(range(60))


@pytest.mark.parametrize(
    ("count", "expected"), [(0, [0, 0, 0]), (3, [2, 1, 0]), (5, [3, 2, 0]), (9, [5, 3, 1]), (12, [7, 4, 1])]
)
def test_a_stratified_draw_goes_by_largest_remainders(count, expected):
    labels = np.array([0] * 7 + [4] * 4 + [9], np.uint8)
    samples = PictureSamples(np.zeros((12, 784), np.uint8), labels)
    for seed in range(4):
        drawn, rest = draw_samples(samples, count, np.random.default_rng(seed), is_stratified=True)
        assert np.bincount(drawn.labels, minlength=10)[[0, 4, 9]].tolist() == expected
        assert np.bincount(rest.labels, minlength=10)[[0, 4, 9]].tolist() == [
            7 - expected[0],
            4 - expected[1],
            1 - expected[2],
        ]
