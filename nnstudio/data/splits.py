"""How the pictures of a data set are divided into parts. To add a way: a record here and a line below."""

from abc import abstractmethod
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nnstudio.data.dataset import ClassNumbers, Dataset, Pictures
from nnstudio.spec.errors import Problem, SettingError
from nnstudio.spec.record import Kind, Registry
from nnstudio.spec.setting import Flag, Integer, Number, declare

STRATIFIED = Flag(
    label="Stratified",
    help="Draws the same fraction of every class, so that no class is rare by chance in the smaller part. On is usual.",
)


@dataclass(frozen=True)
class Part:
    """Pictures, shape (count, height, width), with their labels, shape (count,)."""

    pictures: Pictures
    labels: ClassNumbers

    def take(self, numbers: NDArray[np.int64]) -> "Part":
        """Return the pictures ``numbers`` alone."""
        return Part(self.pictures[numbers], self.labels[numbers])

    def draw(self, count: int, rng: np.random.Generator, is_stratified: bool) -> tuple["Part", "Part"]:
        """Return ``count`` pictures drawn at random and all others, both in random order."""
        order = rng.permutation(len(self.labels))
        chosen = _by_class(self.labels[order], count) if is_stratified else np.arange(len(order)) < count
        return self.take(order[chosen]), self.take(order[~chosen])


def _by_class(labels: ClassNumbers, count: int) -> NDArray[np.bool_]:
    """Mark the first of each class, ``count`` in all, in proportion to how many the class has (largest remainders)."""
    _, classes, sizes = np.unique(labels, return_inverse=True, return_counts=True)
    fractions = count * sizes / max(1, len(labels))
    quotas = np.floor(fractions).astype(np.int64)
    quotas[np.argsort(quotas - fractions, kind="stable")[: count - quotas.sum()]] += 1
    by_class = np.argsort(classes, kind="stable")
    ranks = np.empty(len(labels), np.int64)
    ranks[by_class] = np.arange(len(labels)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    marks: NDArray[np.bool_] = ranks < quotas[classes]
    return marks


class Split(Kind):
    """A way to divide; a frozen record of its settings."""

    is_stratified: bool

    @abstractmethod
    def draw(self, dataset: Dataset, rng: np.random.Generator) -> tuple[Part, Part, Part]:
        """Return the training, validation and test part; raise `SettingError` where one would be empty."""


@dataclass(frozen=True)
class SplitByCount(Split):
    """The data set's own test part; some of its training pictures, so many, for validation."""

    key = "standard"
    label = "Standard"
    hint = "Keeps the data set's own test pictures, and keeps some training pictures aside for validation."

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
    is_stratified: bool = declare(True, STRATIFIED)

    def draw(self, dataset: Dataset, rng: np.random.Generator) -> tuple[Part, Part, Part]:
        """Return the three parts."""
        count = len(dataset.training_labels)
        if self.validation_count >= count:
            allowed = f"1 to {count - 1}, as the data set has {count} training pictures"
            raise SettingError(Problem("data.split.validation_count", str(self.validation_count), allowed))
        return _keep_test(dataset, self.validation_count, rng, self.is_stratified)


def _fraction(label: str, help_text: str) -> Number:
    return Number(label=label, help=help_text, minimum=0.01, maximum=0.9)


VALIDATION_FRACTION = _fraction(
    "Validation", "The fraction of the training pictures kept aside for validation. 0.1 to 0.2 is usual."
)


@dataclass(frozen=True)
class SplitByFraction(Split):
    """The data set's own test part; a fraction of its training pictures for validation."""

    key = "fraction"
    label = "Standard, by fraction"
    hint = "Keeps the data set's own test pictures, and keeps a fraction of the training pictures aside for validation."

    validation_fraction: float = declare(0.2, VALIDATION_FRACTION)
    is_stratified: bool = declare(True, STRATIFIED)

    def draw(self, dataset: Dataset, rng: np.random.Generator) -> tuple[Part, Part, Part]:
        """Return the three parts."""
        count = _count(len(dataset.training_labels), self.validation_fraction, "data.split.validation_fraction")
        return _keep_test(dataset, count, rng, self.is_stratified)


@dataclass(frozen=True)
class PooledSplit(Split):
    """All pictures together, then drawn anew: a fraction for the test, and a fraction of the rest for validation."""

    key = "pooled"
    label = "Pooled"
    hint = "Puts all pictures together and draws the parts anew: first the test part, then validation from the rest."

    test_fraction: float = declare(
        0.2, _fraction("Test", "The fraction of all pictures that judges the result. 0.2 is usual.")
    )
    validation_fraction: float = declare(0.2, VALIDATION_FRACTION)
    is_stratified: bool = declare(True, STRATIFIED)

    def draw(self, dataset: Dataset, rng: np.random.Generator) -> tuple[Part, Part, Part]:
        """Return the three parts."""
        together = Part(
            np.concatenate([dataset.training_pictures, dataset.test_pictures]),
            np.concatenate([dataset.training_labels, dataset.test_labels]),
        )
        count = _count(len(together.labels), self.test_fraction, "data.split.test_fraction")
        test, rest = together.draw(count, rng, self.is_stratified)
        count = _count(len(rest.labels), self.validation_fraction, "data.split.validation_fraction")
        validation, training = rest.draw(count, rng, self.is_stratified)
        return training, validation, test


def _keep_test(
    dataset: Dataset, validation_count: int, rng: np.random.Generator, is_stratified: bool
) -> tuple[Part, Part, Part]:
    pool = Part(dataset.training_pictures, dataset.training_labels)
    validation, training = pool.draw(validation_count, rng, is_stratified)
    return training, validation, Part(dataset.test_pictures, dataset.test_labels)


def _count(total: int, fraction: float, path: str) -> int:
    """Return how many ``fraction`` of ``total`` is; raise `SettingError` where that leaves one side empty."""
    count = round(total * fraction)
    if not 0 < count < total:
        raise SettingError(
            Problem(path, f"{fraction:g} of {total} pictures", "a fraction that leaves both parts a picture")
        )
    return count


SPLITS: Registry[Split] = Registry("split", SplitByCount, SplitByFraction, PooledSplit)
