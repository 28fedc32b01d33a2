"""How many processor cores the matrix products use."""

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

import numpy as np
from threadpoolctl import threadpool_limits

from nnstudio.engine.arrays import Shape
from nnstudio.engine.blas import new_threads
from nnstudio.engine.denormals import flush_denormals
from nnstudio.engine.network import Network
from nnstudio.runs.settings import RunSettings

LARGE_BATCH = 200_000_000
"""Multiplications per batch from which a second thread saves more time than waking it costs."""


def multiplying_threads(settings: RunSettings, input_shape: Shape, classes: int) -> AbstractContextManager[object]:
    """Return a context in which matrix products use the number of threads that ``settings`` ask for."""
    count = settings.training.threads or automatic_thread_count(settings, input_shape, classes)
    limits: AbstractContextManager[object] = threadpool_limits(count, user_api="blas")
    return limits


@contextmanager
def computing(settings: RunSettings, input_shape: Shape, classes: int, has_one_thread: bool = False) -> Iterator[None]:
    """Set up the process for training a network of these sizes: the number of threads, denormals that count as zero in
    all of them, and no warnings about overflow. With ``has_one_thread`` the settings do not decide the number.

    A run that diverges reports that itself, in a message for the user.
    """
    quiet = np.errstate(over="ignore", invalid="ignore", divide="ignore")
    threads = single_thread() if has_one_thread else multiplying_threads(settings, input_shape, classes)
    with flush_denormals(), new_threads(), threads, quiet:
        yield


def single_thread() -> AbstractContextManager[object]:
    """Return a context for loading and drawing data, whose matrices are too small for more than one thread."""
    limits: AbstractContextManager[object] = threadpool_limits(1, user_api="blas")
    return limits


def automatic_thread_count(settings: RunSettings, input_shape: Shape, classes: int) -> int:
    """Return 1 for small networks and batches, every core for large ones; augmentation takes one core."""
    weights = Network(settings.network, input_shape, classes).layout.weight_count
    batch_size = settings.training.batch_size or 50_000
    cores = (os.cpu_count() or 1) - settings.data.augmentation.is_on
    return max(1, cores) if 3 * weights * batch_size >= LARGE_BATCH else 1
