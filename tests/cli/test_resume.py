import json
from pathlib import Path

import numpy as np
import pytest

from nnstudio.cli.main import main


@pytest.fixture
def train(folders, tmp_path, capsys):
    """Train on the small data set and return the exit code with the result, or with what was complained of."""

    def run(*words):
        folder_options = ("--data-dir", str(folders.data), "--runs-dir", str(tmp_path / "runs"), "--json", "--quiet")
        code = main(["train", *words, *folder_options])
        out, error = capsys.readouterr()
        return code, json.loads(out) if code == 0 else error

    return run


SMALL = ("--dataset", "mnist", "--set", "validation_count=100", "--set", "optimizer=adam")
DROPOUT = ("--set", "layers=[dense 16 relu, batch_norm, dropout 0.3]")


def weights_of(result):
    return np.load(Path(result["run"]) / "weights.npy")


def test_two_epochs_and_two_resumed_are_four_epochs_bit_for_bit(train):
    _, whole = train(*SMALL, *DROPOUT, "--epochs", "4")
    _, first = train(*SMALL, *DROPOUT, "--epochs", "2")
    code, second = train("--resume", first["run"], "--epochs", "4")
    assert code == 0
    assert (second["epochs"], second["batches"]) == (4, whole["batches"])
    assert second["validation_loss"] == whole["validation_loss"]
    np.testing.assert_array_equal(weights_of(second), weights_of(whole))


def test_another_network_cannot_go_on_from_a_checkpoint(train):
    _, first = train(*SMALL, "--epochs", "1")
    code, error = train("--resume", first["run"], "--epochs", "2", "--set", "layers=[dense 7 relu]")
    assert code == 2
    assert "--resume: found" in error
    assert "the same network" in error


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04" + b"x" * 100, b"x" * 5000])
def test_a_damaged_checkpoint_is_named(train, content):
    _, first = train(*SMALL, "--epochs", "1")
    (Path(first["run"]) / "checkpoint.npz").write_bytes(content)
    code, error = train("--resume", first["run"])
    assert code == 1
    assert "checkpoint.npz: cannot be read" in error


def test_a_folder_without_a_checkpoint_is_named(train, tmp_path):
    code, error = train("--resume", str(tmp_path))
    assert code == 1
    assert f"{tmp_path}/checkpoint.npz: no such file" in error
