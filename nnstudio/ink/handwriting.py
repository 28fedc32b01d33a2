"""The built-in handwriting: any number of digits, without a download.

Each digit is one of several hand-drawn templates (`resources/handwriting`), varied at random and drawn by the same
ink code as the pad's. None of it was fitted to a data set.

A seed first decides what all digits are and which template each one follows, which takes no time. They are then drawn
in batches, each with random numbers of its own, so that a digit is the same whoever draws its batch, and when.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nnstudio.ink.handwriting_variation import DEFAULT_VARIATION, Variation, concatenate, vary, write
from nnstudio.ink.recipe import MNIST_RECIPE, finish, scale_to_box
from nnstudio.ink.stroke_template import Template, built_in_templates

BATCH = 500
"""Digits drawn together: enough to hide the overhead of NumPy's calls, few enough for a processor's cache, and drawn
within some hundredths of a second, after which a caller may stop."""

Bytes = NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class Batch:
    """Digits that are drawn together, sorted by template.

    indices (n,) intp: their positions among all digits; templates (n,) intp: indices into `built_in_templates`
    """

    indices: NDArray[np.intp]
    templates: NDArray[np.intp]
    seeds: np.random.SeedSequence
    variation: Variation

    def draw(self) -> Bytes:
        """Return the pictures, uint8 (n, 28, 28), the same at every call and in every thread or process."""
        rng = np.random.default_rng(self.seeds)
        known = built_in_templates()
        which, counts = np.unique(self.templates, return_counts=True)
        writings = [write(known[i], int(n), self.variation, rng) for i, n in zip(which, counts, strict=True)]
        ink = vary(concatenate(writings), self.variation, rng)
        return finish(scale_to_box(ink))


@dataclass(frozen=True, eq=False)
class Handwriting:
    """Digits that are decided but not drawn: their labels, uint8 (count,), and the batches to draw, in any order."""

    seed: int
    labels: Bytes
    batches: tuple[Batch, ...]


def plan(count: int, seed: int, variation: Variation = DEFAULT_VARIATION) -> Handwriting:
    """Decide what `count` digits are; classes are balanced to within one digit and shuffled.

    Raises ValueError if `count` is negative.
    """
    if count < 0:
        raise ValueError(f"the number of digits is 0 or more, not {count}")
    seeds = np.random.SeedSequence(seed)
    rng = np.random.default_rng(seeds)
    labels = rng.permutation(np.arange(count) % 10).astype(np.uint8)
    templates = _choose(labels, built_in_templates(), rng)
    # Digits of one template are written together, which makes the calls of NumPy few and long.
    order = np.argsort(templates, kind="stable")
    parts = np.split(order, range(BATCH, count, BATCH)) if count else []
    batches = (
        Batch(part, templates[part], own, variation) for part, own in zip(parts, seeds.spawn(len(parts)), strict=True)
    )
    return Handwriting(seed, labels, tuple(batches))


def generate(count: int, seed: int, variation: Variation = DEFAULT_VARIATION) -> tuple[Bytes, Bytes]:
    """Draw `count` digits, one batch after the other: pictures uint8 (count, 28, 28), labels uint8 (count,)."""
    planned = plan(count, seed, variation)
    pictures = np.empty((count, MNIST_RECIPE.size, MNIST_RECIPE.size), dtype=np.uint8)
    for batch in planned.batches:
        pictures[batch.indices] = batch.draw()
    return pictures, planned.labels


def _choose(labels: Bytes, templates: tuple[Template, ...], rng: np.random.Generator) -> NDArray[np.intp]:
    """Draw a template for each label by frequency; return indices into `templates`, which are sorted by digit."""
    digits = np.array([template.digit for template in templates])
    cumulative = np.cumsum([template.frequency for template in templates])
    # The frequencies of a digit add up to 1, so digit d takes the interval from d to d + 1; remove rounding errors.
    cumulative[np.flatnonzero(np.append(digits[1:] != digits[:-1], True))] = np.arange(1, 11)
    return np.searchsorted(cumulative, labels + rng.random(len(labels)), side="right")
