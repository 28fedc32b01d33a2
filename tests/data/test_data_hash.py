"""Runs that recorded the same hash learned from the same pictures."""

from dataclasses import replace

import numpy as np

from nnstudio.data.data_hash import DataHash
from nnstudio.data.dataset import Dataset

PICTURES, LABELS = np.arange(24, dtype=np.uint8).reshape(6, 2, 2), np.array([0, 1, 0, 1, 0, 1], np.uint8)
DATASET = Dataset(PICTURES[:4], LABELS[:4], PICTURES[4:], LABELS[4:], ("cat", "dog"))


def hash_of(**changes):
    return DataHash(replace(DATASET, **changes)).text


def test_the_same_pictures_have_the_same_hash_wherever_they_lie_in_memory():
    assert hash_of() == hash_of(training_pictures=np.asfortranarray(PICTURES[:4]))
    assert len(hash_of()) == 64


def test_every_part_of_the_data_counts():
    changed = PICTURES[:4].copy()
    changed[3, 1, 1] ^= 1
    others = [
        hash_of(training_pictures=changed),
        hash_of(training_pictures=PICTURES[:4].reshape(4, 1, 4)),
        hash_of(training_labels=LABELS[1:5]),
        hash_of(test_pictures=PICTURES[3:5]),
        hash_of(test_labels=LABELS[:2][::-1]),
        hash_of(class_names=("cat", "Hund")),
    ]
    assert len({hash_of(), *others}) == 7
