"""``python -m tests.ink.make_known_handwriting`` writes `known_handwriting.npz` anew, if the digits are to change."""

from pathlib import Path

import numpy as np

from nnstudio.data.built_in_handwriting import SEED, TEST_COUNT, TRAINING_COUNT
from nnstudio.ink.handwriting import plan

KNOWN = Path(__file__).with_name("known_handwriting.npz")
BATCH = 77


def known_digits():
    """Return the indices, labels and pictures of some digits of the built-in data set."""
    planned = plan(TRAINING_COUNT + TEST_COUNT, SEED)
    batch = planned.batches[BATCH]
    every = slice(None, None, 25)
    return batch.indices[every], planned.labels[batch.indices[every]], batch.draw()[every]


def main():
    indices, labels, pictures = known_digits()
    np.savez_compressed(KNOWN, indices=indices, labels=labels, pictures=pictures)


if __name__ == "__main__":
    main()
