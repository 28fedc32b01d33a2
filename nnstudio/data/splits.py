"""Ways to split a data set into training, validation and test sets. To add one, write a record and list it below."""

from abc import abstractmethod
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nnstudio.data.dataset import ClassNumbers, Dataset, PictureSamples
from nnstudio.spec.errors import Problem, SettingError
from nnstudio.spec.record import Kind, Registry
from nnstudio.spec.setting import Flag, Integer, Number, declare

STRATIFIED = Flag(
    label="Stratified",
    help="Draws the same fraction of every class, so that no class is rare by chance in the smaller set. On is usual.",
    is_advanced=True,
)

DrawnSplits = tuple[PictureSamples, PictureSamples, PictureSamples]
"""The training, validation and test sets."""


def draw_samples(
    samples: PictureSamples, count: int, rng: np.random.Generator, is_stratified: bool
) -> tuple[PictureSamples, PictureSamples]:
    """Return ``count`` samples drawn at random and all others, both in random order."""
    order = rng.permutation(samples.count)
    is_drawn = _stratified_mask(samples.labels[order], count) if is_stratified else np.arange(len(order)) < count
    return samples.take(order[is_drawn]), samples.take(order[~is_drawn])


def _stratified_mask(labels: ClassNumbers, count: int) -> NDArray[np.bool_]:
    """Mark the first samples of each class, ``count`` in all, in proportion to class sizes (largest remainders)."""
    _, classes, sizes = np.unique(labels, return_inverse=True, return_counts=True)
    fractions = count * sizes / max(1, len(labels))
    quotas = np.floor(fractions).astype(np.int64)
    quotas[np.argsort(quotas - fractions, kind="stable")[: count - quotas.sum()]] += 1
    by_class = np.argsort(classes, kind="stable")
    ranks = np.empty(len(labels), np.int64)
    ranks[by_class] = np.arange(len(labels)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    mask: NDArray[np.bool_] = ranks < quotas[classes]
    return mask


class Split(Kind):
    """A way to split a data set; a frozen record of its settings."""

    is_stratified: bool

    @abstractmethod
    def draw(self, dataset: Dataset, rng: np.random.Generator) -> DrawnSplits:
        """Return the training, validation and test sets; raise `SettingError` if one would be empty."""


@dataclass(frozen=True)
class SplitByCount(Split):
    """Keeps the data set's test set and takes a number of its training pictures for validation."""

    key = "standard"
    label = "Standard"
    hint = "Uses the data set's own test set and sets some training pictures aside for validation."

    validation_count: int = declare(
        10_000,
        Integer(
            label="Validation",
            help="How many training pictures are set aside to see how well the network does on pictures that it does "
            "not learn from. 10 000 of MNIST's 60 000 is usual.",
            unit="pictures",
            minimum=1,
            maximum=1_000_000,
        ),
    )
    is_stratified: bool = declare(True, STRATIFIED)

    def draw(self, dataset: Dataset, rng: np.random.Generator) -> DrawnSplits:
        """Return the three sets."""
        count = len(dataset.training_labels)
        if self.validation_count >= count:
            allowed = f"1 to {count - 1}, because the data set has {count} training pictures"
            raise SettingError(Problem("data.split.validation_count", str(self.validation_count), allowed))
        return _keep_test(dataset, self.validation_count, rng, self.is_stratified)


def _fraction(label: str, help_text: str) -> Number:
    return Number(label=label, help=help_text, minimum=0.01, maximum=0.9)


VALIDATION_FRACTION = _fraction(
    "Validation", "The fraction of the training pictures set aside for validation. 0.1 to 0.2 is usual."
)


@dataclass(frozen=True)
class SplitByFraction(Split):
    """Keeps the data set's test set and takes a fraction of its training pictures for validation."""

    key = "fraction"
    label = "Standard, by fraction"
    hint = "Uses the data set's own test set and sets a fraction of the training pictures aside for validation."

    validation_fraction: float = declare(0.2, VALIDATION_FRACTION)
    is_stratified: bool = declare(True, STRATIFIED)

    def draw(self, dataset: Dataset, rng: np.random.Generator) -> DrawnSplits:
        """Return the three sets."""
        count = _count(len(dataset.training_labels), self.validation_fraction, "data.split.validation_fraction")
        return _keep_test(dataset, count, rng, self.is_stratified)


@dataclass(frozen=True)
class PooledSplit(Split):
    """Pools all pictures, then draws a fraction of them for the test and a fraction of the rest for validation."""

    key = "pooled"
    label = "Pooled"
    hint = "Pools all pictures and draws new sets: first the test set, then the validation set from the rest."

    test_fraction: float = declare(
        0.2, _fraction("Test", "The fraction of all pictures that become the test set. 0.2 is usual.")
    )
    validation_fraction: float = declare(0.2, VALIDATION_FRACTION)
    is_stratified: bool = declare(True, STRATIFIED)

    def draw(self, dataset: Dataset, rng: np.random.Generator) -> DrawnSplits:
        """Return the three sets."""
        pool = PictureSamples(
            np.concatenate([dataset.training_pictures, dataset.test_pictures]),
            np.concatenate([dataset.training_labels, dataset.test_labels]),
        )
        count = _count(pool.count, self.test_fraction, "data.split.test_fraction")
        test, rest = draw_samples(pool, count, rng, self.is_stratified)
        count = _count(rest.count, self.validation_fraction, "data.split.validation_fraction")
        validation, training = draw_samples(rest, count, rng, self.is_stratified)
        return training, validation, test


def _keep_test(dataset: Dataset, validation_count: int, rng: np.random.Generator, is_stratified: bool) -> DrawnSplits:
    pool = PictureSamples(dataset.training_pictures, dataset.training_labels)
    validation, training = draw_samples(pool, validation_count, rng, is_stratified)
    return training, validation, PictureSamples(dataset.test_pictures, dataset.test_labels)


def _count(total: int, fraction: float, path: str) -> int:
    """Return ``fraction`` of ``total``, rounded; raise `SettingError` if that is none or all."""
    count = round(total * fraction)
    if not 0 < count < total:
        raise SettingError(
            Problem(path, f"{fraction:g} of {total} pictures", "a fraction that leaves neither set empty")
        )
    return count


SPLITS: Registry[Split] = Registry("split", SplitByCount, SplitByFraction, PooledSplit)
