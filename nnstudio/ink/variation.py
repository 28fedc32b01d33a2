"""The user's digits, drawn again and again as the same writer might have: a few drawings become many pictures.

The strokes are varied, not the pixels, by the code of the built-in handwriting, but less: the writer's style must be
preserved. The result is drawn by the same ink code as the pad's.
"""

from collections.abc import Sequence

import numpy as np

from nnstudio.ink.handwriting_variation import Variation, Writing, vary
from nnstudio.ink.recipe import (
    MNIST_RECIPE,
    Images,
    Ink,
    InkRecipe,
    Stroke,
    as_ink,
    finish,
    normalise,
    scale_to_box,
)

HEIGHT = 100.0
"""The longest side of a digit in the units of `Variation`."""

SAME_WRITER = Variation(
    end=0.0,
    drift=1.5,
    warp=4.0,
    wobble=0.6,
    width=0.1,
    taper=0.08,
    slant=(0.0, 0.12),
    turn=0.08,
    pen=(2.3, 0.15),
    pressure=0.05,
)
"""About half as much variation as there is between people; the pen is 2.3 pixels wide, as the pad's is."""


def draw_varied(
    digits: Sequence[Sequence[Stroke]],
    rng: np.random.Generator,
    variation: Variation = SAME_WRITER,
    recipe: InkRecipe = MNIST_RECIPE,
) -> Images:
    """Draw each digit once, varied at random: uint8 (digits, size, size). Each needs at least one point."""
    ink = vary(_writing(as_ink(digits, recipe)), variation, rng)
    return finish(scale_to_box(ink, recipe), recipe)


def _writing(ink: Ink) -> Writing:
    """Scale each digit to `HEIGHT`, centred on 0, and measure the arc length along its strokes."""
    points = normalise(ink, HEIGHT).points
    stroke = np.cumsum(~ink.joined) - 1
    steps = np.zeros(len(points))
    steps[1:] = np.hypot(*(points[1:] - points[:-1]).T)
    steps[~ink.joined] = 0.0
    along = np.cumsum(steps)
    starts = np.flatnonzero(~ink.joined)
    arc = along - along[starts][stroke]
    length = np.maximum.reduceat(arc, starts)[stroke]
    # A tap has length 0: avoid dividing by it.
    return Writing(points, ink.digit, stroke, arc, np.maximum(length, 1e-9))
