"""The settings of a run's data: the data set, its split, the subset, label noise and augmentation."""

from dataclasses import dataclass, replace

import numpy as np

from nnstudio.data.augmentation.settings import AugmentationSettings
from nnstudio.data.built_in_handwriting import BuiltInHandwriting
from nnstudio.data.dataset import ClassNumbers, Dataset, DatasetSource, PictureSamples
from nnstudio.data.datasets import DATASETS
from nnstudio.data.imported import Imported
from nnstudio.data.splits import SPLITS, Split, SplitByCount, SplitByFraction, draw_samples
from nnstudio.spec.record import Nested, OneOf
from nnstudio.spec.setting import Integer, Number, declare


@dataclass(frozen=True)
class DataSettings:
    """The data set, how it is split, and what is done to the training set."""

    dataset: DatasetSource = declare(
        BuiltInHandwriting(),
        OneOf(label="Data set", help="The pictures that the network learns from.", registry=DATASETS),
    )
    split: Split = declare(
        SplitByCount(),
        OneOf(
            label="Split",
            help="How the pictures are split: the network learns from the training set, the validation set shows its "
            "progress meanwhile, and the test set judges the result.",
            is_advanced=True,
            registry=SPLITS,
        ),
    )
    subset: int = declare(
        0,
        Integer(
            label="Subset",
            help="Trains on only this many of the training pictures. With a few hundred the network learns them by "
            "heart and fails on others: overfitting. All is usual.",
            is_advanced=True,
            minimum=10,
            maximum=1_000_000,
            steps=(100, 300, 1000, 3000, 10_000, 30_000),
            zero_means="all",
        ),
    )
    label_noise: float = declare(
        0.0,
        Number(
            label="Label noise",
            help="Gives this fraction of the training pictures a wrong label, drawn at random, to show how a network "
            "copes with mistakes in its data. The validation and test sets keep their labels. Off is usual.",
            is_advanced=True,
            minimum=0.01,
            maximum=0.9,
            zero_means="off",
        ),
    )
    augmentation: AugmentationSettings = declare(
        AugmentationSettings(),
        Nested(
            label="Augmentation",
            help="How much the training pictures are changed, at random and differently in each epoch. More variety "
            "helps against overfitting. A new setting takes effect with the next batch.",
            is_advanced=True,
            record=AugmentationSettings,
        ),
    )

    def with_dataset(self, source: DatasetSource) -> "DataSettings":
        """Return these settings with another data set.

        A split that is usual for the former data set becomes the one that is usual for ``source``, as does a count,
        which might exceed the pictures of an imported one.
        """
        may_exceed = isinstance(source, Imported) and isinstance(self.split, SplitByCount)
        is_replaced = may_exceed or self.split == _usual_split(self.dataset)
        split = _usual_split(source) if is_replaced else self.split
        return replace(self, dataset=source, split=split)

    @property
    def of_splits(self) -> "DataSettings":
        """The settings that decide the splits: all but augmentation, which changes pictures as they are read."""
        return replace(self, augmentation=AugmentationSettings())


@dataclass(frozen=True)
class Splits:
    """The training, validation and test sets of a run."""

    training: PictureSamples
    validation: PictureSamples
    test: PictureSamples


def _usual_split(source: DatasetSource) -> Split:
    """Return a split that fits ``source``: a fraction fits an imported data set of any size."""
    return SplitByFraction() if isinstance(source, Imported) else SplitByCount()


def split_dataset(dataset: Dataset, settings: DataSettings, rng: np.random.Generator) -> Splits:
    """Draw the split, the subset, then the wrong labels, all at random from ``rng``.

    Raises `SettingError` if one of the sets would be empty.
    """
    training, validation, test = settings.split.draw(dataset, rng)
    if 0 < settings.subset < training.count:
        training, _ = draw_samples(training, settings.subset, rng, settings.split.is_stratified)
    if settings.label_noise:
        labels = mislabel(training.labels, len(dataset.class_names), settings.label_noise, rng)
        training = replace(training, labels=labels)
    return Splits(training, validation, test)


def mislabel(labels: ClassNumbers, classes: int, fraction: float, rng: np.random.Generator) -> ClassNumbers:
    """Return a copy of ``labels``, shape (count,), in which ``fraction`` of them are another of the ``classes``."""
    wrong = rng.permutation(len(labels))[: round(fraction * len(labels))]
    steps = rng.integers(1, max(2, classes), len(wrong))
    noisy = labels.copy()
    noisy[wrong] = (labels[wrong] + steps) % classes
    return noisy
