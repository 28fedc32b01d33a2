"""Training allocates no array per batch: all it needs is allocated with the workspace."""

import tracemalloc

import pytest

from nnstudio.engine.events import BatchFinished
from nnstudio.engine.layers import ActivationLayer, BatchNorm, Dense, Dropout
from nnstudio.engine.optimizers import OPTIMIZERS
from nnstudio.engine.penalties import PenaltySettings
from nnstudio.engine.training_settings import TrainingSettings
from tests.engine.test_training import new_training

SMALLEST_ARRAY = 2_000
"""Bytes; a batch of this test's network holds several arrays larger than this, its events and views are smaller."""


@pytest.mark.parametrize("kind", OPTIMIZERS, ids=lambda kind: kind.key)
def test_no_array_is_allocated_per_batch(kind):
    penalties = PenaltySettings(l1=1e-5, l2=1e-4, weight_decay=0.01)
    settings = TrainingSettings(optimizer=kind(), batch_size=50, epochs=0, penalties=penalties)
    layers = (Dense(64), BatchNorm(), Dropout(0.2), Dense(48), ActivationLayer())
    assert largest_allocation(new_training(settings, layers=layers, count=5000)) < SMALLEST_ARRAY


def test_no_array_is_allocated_per_sample():
    training = new_training(TrainingSettings(batch_size=1, epochs=0), layers=(Dense(64), Dense(48)), count=5000)
    assert largest_allocation(training) < SMALLEST_ARRAY


def largest_allocation(training):
    """Return the maximum of the bytes allocated during one of twenty batches."""
    events = training.events()
    for event in events:
        if isinstance(event, BatchFinished) and event.step == 5:
            break
    tracemalloc.start()
    try:
        peaks = []
        for _ in range(20):
            tracemalloc.reset_peak()
            before = tracemalloc.get_traced_memory()[0]
            next(events)
            peaks.append(tracemalloc.get_traced_memory()[1] - before)
    finally:
        tracemalloc.stop()
    return max(peaks)
