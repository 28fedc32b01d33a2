"""Training treats denormal numbers as zero, in every thread and in every process that trains."""

import os
from pathlib import Path

import numpy as np
import pytest
from threadpoolctl import threadpool_info, threadpool_limits

from nnstudio.cli.main import main
from nnstudio.data.folders import DataFolders
from nnstudio.engine.denormals import are_denormals_flushed
from nnstudio.runs.checkpoint import read_checkpoint
from nnstudio.runs.events import RunEnded
from nnstudio.runs.threads import computing
from nnstudio.training.messages import Start, Until
from tests.conftest import small_settings, write_idx
from tests.engine.test_denormals import is_denormal, needs_the_mode
from tests.runs.test_run import events_of, prepared
from tests.training.test_trainer_process import until

ASSIGNMENTS = ("batch_size=1", "epochs=1", "optimizer=momentum", "optimizer.momentum=0.3")
"""One epoch of 290 batches, in which a velocity becomes denormal some 70 batches after its pixel was last inked."""
BEGINS_ITS_THREADS_ANEW = os.name == "posix" and any(
    pool["internal_api"] == "openblas" and pool["threading_layer"] == "pthreads" for pool in threadpool_info()
)


@pytest.fixture
def rarely_active(tmp_path):
    """Folders with pictures in MNIST's format, in each of which a few pixels have ink that no other picture has."""
    for name, count in (("train", 390), ("t10k", 20)):
        pictures = np.zeros((count, 784), np.uint8)
        for pixel in range(2):
            pictures[np.arange(count), (2 * np.arange(count) + pixel) % 784] = 255
        write_idx(tmp_path / "data" / "mnist" / f"{name}-images-idx3-ubyte.gz", pictures.reshape(count, 28, 28))
        write_idx(tmp_path / "data" / "mnist" / f"{name}-labels-idx1-ubyte.gz", np.arange(count) % 10)
    return DataFolders(tmp_path / "data", tmp_path / "cache")


def kept_velocity(run_folder):
    """Return the velocity in a run's checkpoint, shape (parameter_count,)."""
    return read_checkpoint(Path(run_folder)).arrays["optimizer_state_0"]


def products_of_two_threads():
    """Return a product of matrices, all of whose elements are denormal, that two threads have worked out."""
    with threadpool_limits(2, user_api="blas"):
        return np.full((512, 512), 1e-25, np.float32) @ np.full((512, 512), 1e-17, np.float32)


@needs_the_mode
def test_a_run_keeps_no_denormals_and_without_the_mode_it_would(rarely_active, tmp_path):
    settings = small_settings(*ASSIGNMENTS)
    plain = prepared(settings, rarely_active, tmp_path / "plain")
    events_of(plain)
    with computing(settings, (28, 28), 10):
        run = prepared(settings, rarely_active, tmp_path / "runs")
        events_of(run)
    assert is_denormal(kept_velocity(plain.started.folder)).any()
    assert not is_denormal(kept_velocity(run.started.folder)).any()
    for each in (plain, run):
        each.close()


@needs_the_mode
def test_the_mode_ends_with_the_run_and_with_an_exception_out_of_it():
    settings = small_settings()
    with computing(settings, (28, 28), 10):
        assert are_denormals_flushed()
    assert not are_denormals_flushed()
    with pytest.raises(MemoryError), computing(settings, (28, 28), 10):
        raise MemoryError
    assert not are_denormals_flushed()


@needs_the_mode
@pytest.mark.skipif(not BEGINS_ITS_THREADS_ANEW, reason="the threads of this BLAS are out of reach")
def test_matrix_products_of_two_threads_are_in_the_mode_during_a_run_and_no_longer_after_it():
    assert is_denormal(products_of_two_threads()).all()  # its threads are there before the run
    with computing(small_settings("threads=2"), (28, 28), 10):
        assert not products_of_two_threads().view(np.uint32).any()
    assert is_denormal(products_of_two_threads()).all()


@needs_the_mode
@pytest.mark.parametrize("threads", [1, 2])
def test_the_command_and_the_trainers_process_keep_the_same_and_no_denormals(
    rarely_active, tmp_path, warm_trainer, capsys, threads
):
    assignments = (*ASSIGNMENTS, f"threads={threads}")
    settings = small_settings(*assignments)
    trainer = warm_trainer.lend()
    try:
        trainer.send(Start(settings, rarely_active, tmp_path / "runs", Until.END))
        there = until(trainer, RunEnded)[-1].folder
    finally:
        trainer.close()
    words = ["--data-dir", str(rarely_active.data), "--runs-dir", str(tmp_path / "command"), "--quiet"]
    for assignment in ("validation_count=100", "network.layers=[dense 16 relu]", *assignments):
        words += ["--set", assignment]
    assert main(["train", "--dataset", "mnist", *words]) == 0
    (here,) = (tmp_path / "command").iterdir()
    assert not is_denormal(kept_velocity(here)).any()
    np.testing.assert_array_equal(kept_velocity(there).view(np.uint32), kept_velocity(here).view(np.uint32))
    np.testing.assert_array_equal(np.load(there / "weights.npy"), np.load(here / "weights.npy"))
