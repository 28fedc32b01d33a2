"""Draws the batches of the built-in handwriting on every core."""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import ExitStack
from queue import SimpleQueue

from nnstudio.data.dataset import Pictures
from nnstudio.data.drawing_process import DrawingProcess
from nnstudio.ink.handwriting import Batch, Handwriting

MAXIMUM_PROCESSES = 4
"""Each has its own memory for NumPy and the templates."""
GROUP = 4
"""Batches that a process is asked for at once: a tenth of a second of work, so that it seldom waits for the lock."""
WORTH_A_PROCESS = 20
"""The number of batches that this process draws while another one starts."""


def draw_all(planned: Handwriting, keep: Callable[[Batch, Pictures], None]) -> Iterator[int]:
    """Draw all batches in any order, pass each to ``keep``, in some thread, and yield how many digits it had.

    Where the iterator is closed, what has not begun is not drawn.
    """
    batches = planned.batches
    count = min(os.cpu_count() or 1, MAXIMUM_PROCESSES, 1 + len(batches) // WORTH_A_PROCESS)
    size = GROUP if count > 1 else 1
    groups = [range(len(batches))[first : first + size] for first in range(0, len(batches), size)]
    # One thread draws in this process, each of the others waits for a process of its own.
    idle: SimpleQueue[Callable[[Sequence[int]], list[Pictures]]] = SimpleQueue()

    def draw(numbers: Sequence[int]) -> int:
        draw_group = idle.get()
        try:
            for number, pictures in zip(numbers, draw_group(numbers), strict=True):
                keep(batches[number], pictures)
        finally:
            idle.put(draw_group)
        return sum(len(batches[number].indices) for number in numbers)

    with ThreadPoolExecutor(count, "drawing") as pool, ExitStack() as processes:
        idle.put(lambda numbers: [batches[number].draw() for number in numbers])
        for _ in range(count - 1):
            idle.put(processes.enter_context(DrawingProcess(planned)).draw)
        try:
            for drawn in as_completed([pool.submit(draw, numbers) for numbers in groups]):
                yield drawn.result()
        finally:
            # First drop what has not begun, then end the processes, so that no thread waits for one that is starting.
            pool.shutdown(wait=False, cancel_futures=True)
