"""From one seed, a separate stream of random numbers for each purpose.

Separate streams keep runs comparable: switching dropout on does not change the initial weights or the order of the
batches.
"""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class RandomStreams:
    """One generator per purpose; augmentation gets a SeedSequence, as each block is seeded on its own."""

    split: np.random.Generator
    initial_weights: np.random.Generator
    shuffling: np.random.Generator
    dropout: np.random.Generator
    augmentation: np.random.SeedSequence

    @classmethod
    def from_seed(cls, seed: int) -> "RandomStreams":
        """Return the streams of ``seed``. A purpose added last leaves the earlier streams unchanged."""
        *children, augmentation = np.random.SeedSequence(seed).spawn(5)
        split, weights, shuffling, dropout = (np.random.Generator(np.random.PCG64(child)) for child in children)
        return cls(split, weights, shuffling, dropout, augmentation)
