"""Which digits a run learns from, and how they are divided."""

from dataclasses import dataclass

import numpy as np

from nnstudio.data.built_in_handwriting import BuiltInHandwriting
from nnstudio.data.dataset import Dataset, DatasetSource, PictureSamples
from nnstudio.data.datasets import DATASETS
from nnstudio.spec.errors import Problem, SettingError
from nnstudio.spec.record import Variant
from nnstudio.spec.setting import Choice, Integer, declare


@dataclass(frozen=True)
class DataSettings:
    """The data set and its parts."""

    dataset: DatasetSource = declare(
        BuiltInHandwriting(),
        Variant(label="Data set", help="Where the digits come from.", registry=DATASETS),
    )
    split: str = declare(
        "standard",
        Choice(
            label="Split",
            help="Standard keeps the data set's own test pictures. Pooled puts all pictures together and draws the "
            "parts anew: 20 % for the test, and 20 % of the rest for validation.",
            options={"standard": "Standard", "pooled": "Pooled 80/20"},
        ),
    )
    validation_count: int = declare(
        10_000,
        Integer(
            label="Validation",
            help="How many training pictures are kept aside to see how well the network does on digits it does not "
            "learn from. 10 000 of MNIST's 60 000 is usual. A pooled split draws its own share.",
            unit="pictures",
            minimum=1,
            maximum=1_000_000,
        ),
    )


POOLED_SHARE = 0.2


@dataclass(frozen=True)
class Parts:
    """What is learned from, what is watched while learning, what judges the result."""

    training: PictureSamples
    validation: PictureSamples
    test: PictureSamples


def divide(dataset: Dataset, settings: DataSettings, rng: np.random.Generator) -> Parts:
    """Draw the parts at random: validation from the training pictures, or all three from all pictures.

    Raises `SettingError` where the validation part would leave nothing to learn from.
    """
    if settings.split == "pooled":
        return _divide_pooled(dataset, rng)
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


def _divide_pooled(dataset: Dataset, rng: np.random.Generator) -> Parts:
    """Put all pictures together and split them 80/20, then the larger part 80/20 again."""
    pictures = np.concatenate([dataset.training_pictures, dataset.test_pictures])
    labels = np.concatenate([dataset.training_labels, dataset.test_labels])
    order = rng.permutation(len(labels))
    test_count = round(len(labels) * POOLED_SHARE)
    validation_count = round((len(labels) - test_count) * POOLED_SHARE)
    test, validation, training = np.split(order, [test_count, test_count + validation_count])
    return Parts(*(PictureSamples(pictures[part], labels[part]) for part in (training, validation, test)))
