"""Threads for work that every core may share: NumPy computes most of it without holding the interpreter lock."""

import os
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

MAXIMUM_THREADS = 4
"""More threads would mostly wait for the interpreter lock, which each needs between two calls of NumPy."""
NICENESS = 5
"""How far the threads stand back for the window, where an operating system has priorities of threads."""


@contextmanager
def background_pool() -> Iterator[ThreadPoolExecutor]:
    """Give a thread for each core, with a lower priority than the window's; at the end drop what has not begun."""
    count = min(os.cpu_count() or 1, MAXIMUM_THREADS)
    pool = ThreadPoolExecutor(count, "background", _lower_priority)
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


def _lower_priority() -> None:
    if sys.platform == "linux":  # elsewhere the priority would be the whole process's, for the rest of its life
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)
