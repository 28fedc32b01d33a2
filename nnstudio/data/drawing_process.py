"""A process that draws batches of the built-in handwriting for the one that started it.

Threads would hardly be faster than one: a batch is a thousand short calls of NumPy, for each of which a thread waits
for the interpreter lock. Run as a program, this module is that process: with the same count and seed it plans the same
batches, reads the numbers of those to draw, one a line, and writes their pixels.

It is asked for several at once, and the pipe holds them, so that it does not wait for the lock in the other process.
"""

import contextlib
import math
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from types import TracebackType
from typing import BinaryIO, TextIO

import numpy as np

from nnstudio.data.dataset import PICTURE_SHAPE, Pictures
from nnstudio.ink.handwriting import Handwriting, plan

NICENESS = 19
"""How far the process stands back for the window, where an operating system has priorities."""

PIPE_BYTES = 1 << 20
"""Room for two batches where the size of a pipe can be chosen, on Linux."""


class DrawingProcess:
    """Draws batches of ``planned`` in a process of its own, or in this one if that process fails."""

    def __init__(self, planned: Handwriting) -> None:
        self._planned = planned
        paths = os.pathsep.join(filter(None, sys.path))  # as this process finds its modules, so must the other
        # One core each; more threads for its small matrix products would only get into the way of the others.
        environment = os.environ | {"PYTHONPATH": paths, "OPENBLAS_NUM_THREADS": "1"}
        self._process: subprocess.Popen[bytes] | None = None
        with contextlib.suppress(OSError):
            self._process = subprocess.Popen(
                [sys.executable, "-m", __name__, str(len(planned.labels)), str(planned.seed)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                pipesize=PIPE_BYTES,
                stderr=subprocess.DEVNULL,
                env=environment,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )

    def __enter__(self) -> "DrawingProcess":
        """Do nothing: the process has been started."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Kill the process, which has nothing to lose, and wait for its end."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()

    @property
    def process_id(self) -> int | None:
        """The operating system's number of the process, or None if it could not be started."""
        return self._process.pid if self._process else None

    def draw(self, numbers: Sequence[int]) -> list[Pictures]:
        """Return the pictures of the batches ``numbers``, uint8 (n, 28, 28) each."""
        sizes = [len(self._planned.batches[number].indices) for number in numbers]
        size = sum(sizes) * math.prod(PICTURE_SHAPE)
        drawn = np.frombuffer(self._ask(numbers, size), np.uint8)
        if drawn.size != size:
            return [self._planned.batches[number].draw() for number in numbers]
        return np.split(drawn.reshape(-1, *PICTURE_SHAPE), np.cumsum(sizes)[:-1])

    def _ask(self, numbers: Sequence[int], size: int) -> bytes:
        """Return what the process answers, ``size`` bytes, or fewer if it is gone."""
        if self._process is None or self._process.stdin is None or self._process.stdout is None:
            return b""
        try:
            self._process.stdin.write(b"".join(b"%d\n" % number for number in numbers))
            self._process.stdin.flush()
        except OSError:
            return b""
        return self._process.stdout.read(size)


def serve(planned: Handwriting, requests: TextIO, answers: BinaryIO) -> None:
    """Draw the batches whose numbers are read from ``requests`` until there are no more, or nobody reads them."""
    with contextlib.suppress(BrokenPipeError):
        for line in requests:
            answers.write(planned.batches[int(line)].draw().tobytes())
            answers.flush()


if __name__ == "__main__":
    # Ctrl+C in a terminal reaches every process of the group; the one that asks decides when to end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform != "win32":
        os.nice(NICENESS)
    serve(plan(int(sys.argv[1]), int(sys.argv[2])), sys.stdin, sys.stdout.buffer)
