"""Which digits a run learns from, and how they are divided."""

from dataclasses import dataclass

import numpy as np

from nnstudio.data.built_in_handwriting import BuiltInHandwriting
from nnstudio.data.dataset import Dataset, DatasetSource, PictureSamples
from nnstudio.data.datasets import DATASETS
from nnstudio.spec.errors import Problem, SettingError
from nnstudio.spec.record import Variant
from nnstudio.spec.setting import Integer, declare


@dataclass(frozen=True)
class DataSettings:
    """The data set and its parts."""

    dataset: DatasetSource = declare(
        BuiltInHandwriting(),
        Variant(label="Data set", help="Where the digits come from.", registry=DATASETS),
    )
    validation_count: int = declare(
        10_000,
        Integer(
            label="Validation",
            help="How many training pictures are kept aside to see how well the network does on digits it does not "
            "learn from. 10 000 of MNIST's 60 000 is usual.",
            unit="pictures",
            minimum=1,
            maximum=1_000_000,
        ),
    )


@dataclass(frozen=True)
class Parts:
    """What is learned from, what is watched while learning, what judges the result."""

    training: PictureSamples
    validation: PictureSamples
    test: PictureSamples


def divide(dataset: Dataset, settings: DataSettings, rng: np.random.Generator) -> Parts:
    """Draw the validation part at random from the training pictures; the test pictures stay as they are.

    Raises `SettingError` where the validation part would leave nothing to learn from.
    """
    count = len(dataset.training_labels)
    if settings.validation_count >= count:
        allowed = f"1 to {count - 1}, as the data set has {count} training pictures"
        raise SettingError(Problem("data.validation_count", str(settings.validation_count), allowed))
    order = rng.permutation(count)
    validation, training = np.split(order, [settings.validation_count])
    pictures, labels = dataset.training_pictures, dataset.training_labels
    return Parts(
        PictureSamples(pictures[training], labels[training]),
        PictureSamples(pictures[validation], labels[validation]),
        PictureSamples(dataset.test_pictures, dataset.test_labels),
    )
