"""Which digits a run learns from, and how they are divided and prepared."""

from dataclasses import dataclass, replace

import numpy as np

from nnstudio.data.augmentation.settings import AugmentationSettings
from nnstudio.data.built_in_handwriting import BuiltInHandwriting
from nnstudio.data.dataset import ClassNumbers, Dataset, DatasetSource, PictureSamples
from nnstudio.data.datasets import DATASETS
from nnstudio.data.splits import SPLITS, Split, SplitByCount
from nnstudio.spec.record import Nested, OneOf
from nnstudio.spec.setting import Integer, Number, declare


@dataclass(frozen=True)
class DataSettings:
    """The data set, its parts and what is done to the part that is learned from."""

    dataset: DatasetSource = declare(
        BuiltInHandwriting(),
        OneOf(label="Data set", help="Where the digits come from.", registry=DATASETS),
    )
    split: Split = declare(
        SplitByCount(),
        OneOf(
            label="Split",
            help="How the pictures are divided into those that are learned from, those that are watched while "
            "learning (validation), and those that judge the result (test).",
            registry=SPLITS,
        ),
    )
    subset: int = declare(
        0,
        Integer(
            label="Subset",
            help="Learns from only so many of the training pictures. With a few hundred the network learns them by "
            "heart and fails on others: overfitting. All is usual.",
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
            help="Gives this fraction of the training pictures a wrong label, drawn at random, to see what a network "
            "makes of mistakes in its data. Validation and test keep their labels. Off is usual.",
            minimum=0.01,
            maximum=0.9,
            zero_means="off",
        ),
    )
    augmentation: AugmentationSettings = declare(
        AugmentationSettings(),
        Nested(
            label="Augmentation",
            help="How much the pictures are changed that the network learns from, anew in each epoch and by chance. "
            "More variety helps against overfitting. A change counts from the next batch on.",
            record=AugmentationSettings,
        ),
    )

    @property
    def of_splits(self) -> "DataSettings":
        """These settings as far as they decide the parts: without augmentation, which changes pictures on their way."""
        return replace(self, augmentation=AugmentationSettings())


@dataclass(frozen=True)
class Splits:
    """What is learned from, what is watched while learning, what judges the result."""

    training: PictureSamples
    validation: PictureSamples
    test: PictureSamples


def split_dataset(dataset: Dataset, settings: DataSettings, rng: np.random.Generator) -> Splits:
    """Draw the parts, all at random from ``rng``: the split, the subset, then the wrong labels.

    Raises `SettingError` where a part would be empty.
    """
    training, validation, test = settings.split.draw(dataset, rng)
    if 0 < settings.subset < len(training.labels):
        training, _ = training.draw(settings.subset, rng, settings.split.is_stratified)
    labels = training.labels
    if settings.label_noise:
        labels = mislabel(labels, len(dataset.class_names), settings.label_noise, rng)
    return Splits(
        PictureSamples(training.pictures, labels),
        PictureSamples(validation.pictures, validation.labels),
        PictureSamples(test.pictures, test.labels),
    )


def mislabel(labels: ClassNumbers, classes: int, fraction: float, rng: np.random.Generator) -> ClassNumbers:
    """Return ``labels``, shape (count,), with ``fraction`` of them replaced by another of the ``classes`` classes."""
    wrong = rng.permutation(len(labels))[: round(fraction * len(labels))]
    steps = rng.integers(1, max(2, classes), len(wrong))
    noisy = labels.copy()
    noisy[wrong] = (labels[wrong] + steps) % classes
    return noisy
