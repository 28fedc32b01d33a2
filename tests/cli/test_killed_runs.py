"""Runs without a window that are killed: whatever is in their folders is whole, and they go on bit for bit."""

import json
import random
import signal
import subprocess
import sys
import time

import numpy as np
import pytest

from nnstudio.cli.main import main
from nnstudio.runs.checkpoint import read_checkpoint
from nnstudio.runs.saved_run import open_run

KILLS = {5: 13, 6: 12}
"""How many runs are killed, by the seed of the moments."""
RUN = ("--dataset", "mnist", "--set", "validation_count=100", "--set", "layers=[dense 16 relu, dropout 0.2]")
LONG = ("--set", "optimizer=adam", "--set", "batch_size=4", "--epochs", "3", "--set", "rotation=5")


@pytest.fixture
def places(folders, tmp_path):
    return ("--data-dir", str(folders.data), "--runs-dir", str(tmp_path / "runs"), "--quiet")


def kill_at_a_random_moment(words, runs, chance):
    """Train in a process of its own, kill it within the run, and return the run's folder."""
    before = set(runs.glob("*")) if runs.exists() else set()
    process = subprocess.Popen([sys.executable, "-m", "nnstudio", "train", *words])
    deadline = time.monotonic() + 60
    while not (new := set(runs.glob("*")) - before if runs.exists() else set()):
        assert process.poll() is None, "it ended before it had a folder"
        assert time.monotonic() < deadline
    try:
        process.wait(chance.uniform(0, 0.5))  # whole runs take about as long
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        process.wait()
    return new.pop()


def assert_readable(folder):
    """Read everything that a run writes, as far as it is there."""
    open_run(folder)
    if (folder / "weights-best.npy").exists():
        open_run(folder, "best")
    step = read_checkpoint(folder).facts["step"]
    rows = np.fromfile(folder / "batches.f32", "<f4")
    assert len(rows) % 5 == 0
    assert len(rows) // 5 >= step
    for line in (folder / "evaluations.jsonl").read_text().splitlines() if step else ():
        json.loads(line)


@pytest.mark.parametrize(("seed", "kills"), KILLS.items())
def test_runs_killed_at_random_moments_are_readable_and_go_on_bit_for_bit(places, tmp_path, capsys, seed, kills):
    words, runs, chance = (*RUN, *LONG, *places), tmp_path / "runs", random.Random(seed)
    assert main(["train", *words, "--json"]) == 0
    whole = json.loads(capsys.readouterr().out)
    expected = np.load(f"{whole['run']}/weights.npy")
    interrupted = 0
    for _ in range(kills):
        folder = kill_at_a_random_moment(words, runs, chance)
        if not (folder / "run.json").exists():  # killed while the folder was made: it is no run yet
            continue
        assert_readable(folder)
        interrupted += not (folder / "result.json").exists()
        assert main(["train", "--resume", str(folder), *places, "--json"]) == 0
        resumed = json.loads(capsys.readouterr().out)
        np.testing.assert_array_equal(np.load(f"{resumed['run']}/weights.npy"), expected)
        assert resumed["validation_loss"] == whole["validation_loss"]
    assert interrupted >= kills // 2
