"""The built-in handwriting: any number of digits, without a download.

Each digit is one of several hand-drawn templates (`resources/handwriting`), varied at random and drawn by the same
ink code as the pad's. None of it was fitted to a data set.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from nnstudio.ink.handwriting_variation import DEFAULT_VARIATION, Variation, concatenate, vary, write
from nnstudio.ink.recipe import MNIST_RECIPE, Ink, centre, rasterise, scale_to_box, to_bytes
from nnstudio.ink.stroke_template import Template, built_in_templates

CHUNK = 500
"""Digits generated at a time: few enough to show progress and to cancel within a fraction of a second."""

Bytes = NDArray[np.uint8]


def generate(
    count: int, rng: np.random.Generator, variation: Variation = DEFAULT_VARIATION
) -> Iterator[tuple[Bytes, Bytes]]:
    """Generate `count` digits in chunks of at most 500: images uint8 (n, 28, 28), labels uint8 (n,).

    Classes are balanced over all chunks (to within one digit) and shuffled; the same state of `rng`
    gives the same digits. Raises ValueError if `count` is negative.
    """
    if count < 0:
        raise ValueError(f"the number of digits is 0 or more, not {count}")
    labels = rng.permutation(np.arange(count) % 10).astype(np.uint8)
    for first in range(0, count, CHUNK):
        chunk = labels[first : first + CHUNK]
        yield _pictures(chunk, variation, rng), chunk


def _pictures(labels: Bytes, variation: Variation, rng: np.random.Generator) -> Bytes:
    templates = built_in_templates()
    chosen = _choose(labels, templates, rng)
    # Digits of one template are written together, then put back in the order of the labels.
    order = np.argsort(chosen, kind="stable")
    which, counts = np.unique(chosen, return_counts=True)
    writings = [write(templates[i], int(n), variation, rng) for i, n in zip(which, counts, strict=True)]
    ink = vary(concatenate(writings), variation, rng)
    pictures = np.empty((len(labels), MNIST_RECIPE.size, MNIST_RECIPE.size), dtype=np.uint8)
    pictures[order] = _draw(ink, rng.uniform(*variation.box, ink.count))
    return pictures


def _choose(labels: Bytes, templates: tuple[Template, ...], rng: np.random.Generator) -> NDArray[np.intp]:
    """Draw a template for each label by frequency; return indices into `templates`, which are sorted by digit."""
    digits = np.array([template.digit for template in templates])
    cumulative = np.cumsum([template.frequency for template in templates])
    # The frequencies of a digit add up to 1, so digit d takes the interval from d to d + 1; remove rounding errors.
    cumulative[np.flatnonzero(np.append(digits[1:] != digits[:-1], True))] = np.arange(1, 11)
    return np.searchsorted(cumulative, labels + rng.random(len(labels)), side="right")


def _draw(ink: Ink, box: NDArray[np.float64]) -> Bytes:
    return to_bytes(rasterise(centre(scale_to_box(ink, MNIST_RECIPE, box), MNIST_RECIPE), MNIST_RECIPE))
