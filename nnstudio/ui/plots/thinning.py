"""A long curve thinned to the pixels of a plot, at a cost that does not grow with its length."""

import itertools
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from nnstudio.runs.history import Series

Numbers = NDArray[np.float32]
Indices = NDArray[np.intp]

FACTOR = 16
"""Blocks of one level in a block of the next."""
LEVELS = 5
FEWEST_BLOCKS = 4
"""A bucket of fewer blocks is reduced from smaller ones: a block may belong to two buckets, and so blurs their edge."""


def _as_they_are(numbers: Numbers) -> Numbers:
    return numbers


def _finite(numbers: Numbers) -> Numbers:
    return np.where(np.isfinite(numbers), numbers, np.float32(0))


def _is_finite(numbers: Numbers) -> Numbers:
    return np.isfinite(numbers).astype(np.float32)


class Pyramid:
    """A growing series reduced by ``ufunc``, such as `numpy.minimum`, over blocks of 16 numbers, blocks of 16 blocks …

    The reduction of any stretch of it then takes a few hundred operations. Numbers are first ``prepared``.
    """

    def __init__(self, ufunc: np.ufunc, prepared: Callable[[Numbers], Numbers] = _as_they_are) -> None:
        self._ufunc = ufunc
        self._prepared = prepared
        self._numbers = np.empty(0, np.float32)
        self._levels = [Series() for _ in range(LEVELS)]

    def follow(self, numbers: Numbers) -> None:
        """Add what is new of ``numbers``, the whole series from its start, shape (count,)."""
        self._numbers = numbers
        for number, level in enumerate(self._levels):
            below = numbers if number == 0 else self._levels[number - 1].values
            new = below[len(level) * FACTOR : len(below) // FACTOR * FACTOR]
            if not len(new):
                break
            blocks = (self._prepared(new) if number == 0 else new).reshape(-1, FACTOR)
            level.extend(self._ufunc.reduce(blocks, axis=1))

    def reduced(self, bounds: Indices) -> Numbers:
        """Return the reduction of each bucket from one of ``bounds`` to the next, shape (bounds - 1,).

        Bounds must rise. Of wide buckets, a bit of the next one may count too.
        """
        widths = np.diff(bounds)
        levels = (np.log2(np.maximum(widths // FEWEST_BLOCKS, 1)) / np.log2(FACTOR)).astype(int).clip(0, LEVELS)
        result = np.empty(len(widths), np.float32)
        edges = [0, *(np.flatnonzero(np.diff(levels)) + 1).tolist(), len(widths)]
        for start, end in itertools.pairwise(edges):
            if end > start:
                result[start:end] = self._at_level(int(levels[start]), bounds[start : end + 1])
        return result

    def _at_level(self, level: int, bounds: Indices) -> Numbers:
        size = FACTOR**level
        blocks = self._levels[level - 1].values if level else self._numbers
        ends = bounds[1:]
        pairs = np.empty((len(ends), 2), np.intp)  # of blocks: the first of a bucket, and that after its last
        pairs[:, 0], pairs[:, 1] = bounds[:-1] // size, np.minimum(-(-ends // size), len(blocks))
        first, last = int(pairs[0, 0]), int(pairs[-1, 1])
        stretch = blocks[first:last]
        result = self._ufunc.reduceat(stretch if level else self._prepared(stretch), (pairs - first).ravel()[:-1])[::2]
        complete = len(blocks) * size
        for number in np.flatnonzero(ends > complete):  # what fills no block yet: at most one block
            rest = self._prepared(self._numbers[complete : ends[number]])
            result[number] = self._ufunc(result[number], self._ufunc.reduce(rest))
        return result


class Extremes:
    """The smallest and the largest number of each stretch of a series, so that no spike is lost."""

    def __init__(self) -> None:
        self._numbers = np.empty(0, np.float32)
        self._low, self._high = Pyramid(np.minimum), Pyramid(np.maximum)

    def follow(self, numbers: Numbers) -> None:
        """Add what is new of ``numbers``, the whole series from its start, shape (count,)."""
        self._numbers = numbers
        for pyramid in (self._low, self._high):
            pyramid.follow(numbers)

    def of(self, bounds: Indices) -> tuple[Indices, Numbers]:
        """Return indices and numbers of two points for each bucket from one of ``bounds`` to the next.

        They stand at the bucket's ends, in the order that a line through the bucket has. Both are NaN if a number is.
        """
        starts, ends = bounds[:-1], bounds[1:] - 1
        low, high = self._low.reduced(bounds), self._high.reduced(bounds)
        is_falling = self._numbers[starts] > self._numbers[ends]
        pairs = np.where(is_falling[:, None], np.stack([high, low], axis=1), np.stack([low, high], axis=1))
        return np.stack([starts, ends], axis=1).ravel(), pairs.ravel()


class Means:
    """The mean of the finite numbers of each stretch of a series; so a smoothed curve is a line at any length."""

    def __init__(self) -> None:
        self._numbers = np.empty(0, np.float32)
        self._sums, self._counts = Pyramid(np.add, _finite), Pyramid(np.add, _is_finite)

    def follow(self, numbers: Numbers) -> None:
        """Add what is new of ``numbers``, the whole series from its start, shape (count,)."""
        self._numbers = numbers
        for pyramid in (self._sums, self._counts):
            pyramid.follow(numbers)

    def of(self, bounds: Indices) -> tuple[Indices, Numbers]:
        """Return an index in the middle and the mean of each bucket from one of ``bounds`` to the next.

        The first and the last number are points of their own. The mean of a bucket without finite numbers is NaN.
        """
        counts = self._counts.reduced(bounds)
        means = np.where(counts > 0, self._sums.reduced(bounds) / np.maximum(counts, 1), np.float32(np.nan))
        ends = bounds[[0, -1]] - [0, 1]
        indices = np.concatenate([ends[:1], (bounds[:-1] + bounds[1:]) // 2, ends[1:]])
        numbers = self._numbers[ends]
        return indices, np.concatenate([numbers[:1], means, numbers[1:]]).astype(np.float32)


def bucket_bounds(edges: Indices, count: int) -> Indices:
    """Return the bounds of buckets between ``edges``, numbers of batches of ``count``, which rise; without empty ones.

    One number beyond each end belongs to them, so that lines reach the ends of the plot.
    """
    first, last = max(0, int(edges[0]) - 1), min(count, int(edges[-1]) + 1)
    inner = edges[(edges > first) & (edges < last)]
    return np.unique(np.concatenate([[first], inner, [last]])).astype(np.intp) if last > first else edges[:0]
