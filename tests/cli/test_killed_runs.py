"""Runs without a window that are killed: whatever is in their folders is whole, and they go on bit for bit."""

import json
import multiprocessing
import random
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
def folder_options(folders, tmp_path):
    return ("--data-dir", str(folders.data), "--runs-dir", str(tmp_path / "runs"), "--quiet")


@pytest.fixture(scope="module")
def processes():
    """Processes that begin with the program imported, as copies of one that has done nothing else."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["nnstudio.cli.main"])
    return context


def kill_at_a_random_moment(processes, words, runs, chance):
    """Train in a separate process, kill it during the run, and return the run's folder."""
    before = set(runs.glob("*")) if runs.exists() else set()
    process = processes.Process(target=main, args=(["train", *words],))
    process.start()
    deadline = time.monotonic() + 60
    while not (new := set(runs.glob("*")) - before if runs.exists() else set()):
        assert process.is_alive(), "it ended before it had a folder"
        assert time.monotonic() < deadline
    process.join(chance.uniform(0, 0.5))  # whole runs take about as long
    process.kill()
    process.join()
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
def test_runs_killed_at_random_moments_are_readable_and_go_on_bit_for_bit(
    processes, folder_options, tmp_path, capsys, seed, kills
):
    words, runs, chance = (*RUN, *LONG, *folder_options), tmp_path / "runs", random.Random(seed)
    assert main(["train", *words, "--json"]) == 0
    whole = json.loads(capsys.readouterr().out)
    expected = np.load(f"{whole['run']}/weights.npy")
    interrupted = 0
    for _ in range(kills):
        folder = kill_at_a_random_moment(processes, words, runs, chance)
        if not (folder / "run.json").exists():  # killed while the folder was made: it is no run yet
            continue
        assert_readable(folder)
        interrupted += not (folder / "result.json").exists()
        assert main(["train", "--resume", str(folder), *folder_options, "--json"]) == 0
        resumed = json.loads(capsys.readouterr().out)
        np.testing.assert_array_equal(np.load(f"{resumed['run']}/weights.npy"), expected)
        assert resumed["validation_loss"] == whole["validation_loss"]
    assert interrupted >= kills // 2
