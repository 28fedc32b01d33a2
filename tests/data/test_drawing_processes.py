"""The built-in handwriting is drawn by several processes, and is the same as if one had drawn it."""

import os
import select
import signal
import subprocess
import sys
import textwrap

import numpy as np
import pytest

from nnstudio.data.drawing_pool import WORTH_A_PROCESS, draw_all
from nnstudio.data.drawing_process import DrawingProcess
from nnstudio.ink.handwriting import generate, plan

COUNT, SEED = 500 * WORTH_A_PROCESS, 3


def is_alive(process_id):
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    return True


def test_digits_drawn_by_several_processes_are_those_that_one_draws(monkeypatch):
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    planned = plan(COUNT, SEED)
    pictures = np.zeros((COUNT, 28, 28), np.uint8)

    def keep(batch, drawn):
        pictures[batch.indices] = drawn

    assert sum(draw_all(planned, keep)) == COUNT
    assert (pictures == generate(COUNT, SEED)[0]).all()


def test_a_process_draws_what_this_one_would():
    planned = plan(600, SEED)
    with DrawingProcess(planned) as process:
        for numbers in ([1, 0], [1]):
            drawn = process.draw(numbers)
            for number, pictures in zip(numbers, drawn, strict=True):
                assert (pictures == planned.batches[number].draw()).all()


def test_a_process_that_was_killed_is_done_without():
    planned = plan(600, SEED)
    with DrawingProcess(planned) as process:
        os.kill(process.process_id, signal.SIGKILL)
        assert (process.draw([0])[0] == planned.batches[0].draw()).all()


def test_a_process_that_cannot_be_started_is_done_without(monkeypatch):
    monkeypatch.setattr(sys, "executable", "/no/such/python")
    planned = plan(600, SEED)
    with DrawingProcess(planned) as process:
        assert process.process_id is None
        assert (process.draw([0])[0] == planned.batches[0].draw()).all()


def test_the_process_ends_with_its_block():
    with DrawingProcess(plan(10, SEED)) as process:
        assert is_alive(process.process_id)
    assert not is_alive(process.process_id)


def test_drawing_that_is_given_up_goes_no_further(monkeypatch):
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    drawn = []
    drawing = draw_all(plan(2 * COUNT, SEED), lambda batch, pictures: drawn.append(batch))
    next(drawing)
    drawing.close()
    assert len(drawn) < WORTH_A_PROCESS


ASKER = """
    import time
    from nnstudio.data.drawing_process import DrawingProcess
    from nnstudio.ink.handwriting import plan
    process = DrawingProcess(plan(10, 1))
    print(process.process_id, flush=True)
    time.sleep(600)
"""


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="only Linux tells when another one's process has ended")
def test_the_process_ends_when_the_one_that_started_it_is_killed():
    command = [sys.executable, "-c", textwrap.dedent(ASKER)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as asker:
        watched = os.pidfd_open(int(asker.stdout.readline()))
        asker.kill()
    ended, _, _ = select.select([watched], [], [], 120)  # it runs only where nothing else does
    os.close(watched)
    assert ended
