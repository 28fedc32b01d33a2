"""One seed, a separate stream of random numbers for each purpose.

Separate streams keep runs comparable: switching dropout on does not change the first weights or the order of the
batches.
"""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class RandomStreams:
    """A generator for each thing that is drawn at random; a seed for what is drawn from one place to another."""

    split: np.random.Generator
    initial_weights: np.random.Generator
    shuffling: np.random.Generator
    dropout: np.random.Generator
    augmentation: np.random.SeedSequence

    @classmethod
    def from_seed(cls, seed: int) -> "RandomStreams":
        """Return the streams that ``seed`` stands for. A purpose added last leaves the earlier streams as they are."""
        *children, augmentation = np.random.SeedSequence(seed).spawn(5)
        split, weights, shuffling, dropout = (np.random.Generator(np.random.PCG64(child)) for child in children)
        return cls(split, weights, shuffling, dropout, augmentation)
