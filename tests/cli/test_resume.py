import json
from pathlib import Path

import numpy as np
import pytest

from nnstudio.cli.main import main
from nnstudio.runs.checkpoint import read_checkpoint, write_checkpoint
from nnstudio.runs.events import LiveSettingsChanged
from nnstudio.runs.folder import RunWriter
from nnstudio.runs.saved_run import open_run
from nnstudio.spec.paths import set_text


@pytest.fixture
def train(folders, tmp_path, capsys):
    """Train on the small data set and return the exit code with the result, or with what was complained of."""

    def run(*words):
        folder_options = ("--data-dir", str(folders.data), "--runs-dir", str(tmp_path / "runs"), "--json", "--quiet")
        code = main(["train", *words, *folder_options])
        out, error = capsys.readouterr()
        return code, json.loads(out) if code == 0 else error

    return run


@pytest.fixture
def resume(folders, capsys):
    """Resume a run in its folder and return the exit code with the result, or with what was complained of."""

    def run(*words):
        code = main(["resume", *words, "--data-dir", str(folders.data), "--json", "--quiet"])
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


def changed_live(run, step, assignment):
    """Note in the folder of ``run`` that the window changed a setting at ``step``, as its trainer does."""
    settings = set_text(open_run(Path(run)).settings, assignment)
    writer = RunWriter(Path(run))
    writer.live_settings(LiveSettingsChanged(settings, step))
    writer.close()


def rates_of(result):
    return np.fromfile(Path(result["run"]) / "batches.f32", "<f4").reshape(-1, 5)[:, 3]


def test_a_run_goes_on_with_the_live_settings_as_they_were_at_its_checkpoint(train):
    _, first = train(*SMALL, "--epochs", "1")
    for step, rate in ((3, 0.25), (first["batches"], 0.125), (first["batches"] + 1, 0.5)):
        changed_live(first["run"], step, f"learning_rate={rate}")
    code, second = train("--resume", first["run"], "--epochs", "2")
    assert code == 0
    assert set(rates_of(second)) == {0.125}
    assert open_run(Path(second["run"])).settings.training.optimizer.learning_rate == 0.125


def test_what_the_command_line_sets_wins_over_what_was_changed_live(train):
    _, first = train(*SMALL, "--epochs", "1")
    changed_live(first["run"], 3, "learning_rate=0.25")
    _, second = train("--resume", first["run"], "--epochs", "2", "--set", "learning_rate=0.0625")
    assert set(rates_of(second)) == {0.0625}


def test_a_change_that_a_kill_cut_short_is_passed_over(train):
    _, first = train(*SMALL, "--epochs", "1")
    changed_live(first["run"], 3, "learning_rate=0.25")
    with (Path(first["run"]) / "events.jsonl").open("a") as file:
        file.write('{"step": 4, "sett')
    _, second = train("--resume", first["run"], "--epochs", "2")
    assert set(rates_of(second)) == {0.25}


@pytest.mark.parametrize("line", ["{}", "[]", '{"step": 1, "settings": {"data": 3}}', "nonsense"])
def test_a_damaged_change_is_named(train, line):
    _, first = train(*SMALL, "--epochs", "1")
    (Path(first["run"]) / "events.jsonl").write_text(f"{line}\n")
    code, error = train("--resume", first["run"], "--epochs", "2")
    assert code == 1
    assert "events.jsonl: line 1 is not a change of settings" in error


def test_a_checkpoint_that_does_not_say_its_step_is_refused(train):
    _, first = train(*SMALL, "--epochs", "1")
    state = read_checkpoint(Path(first["run"]))
    del state.facts["step"]
    with (Path(first["run"]) / "checkpoint.npz").open("wb") as file:
        write_checkpoint(file, state)
    code, error = train("--resume", first["run"])
    assert code == 1
    assert "checkpoint.npz: cannot be read (KeyError('step'))" in error


def test_a_run_that_is_over_goes_on_in_its_own_folder_with_more_epochs(train, resume):
    _, whole = train(*SMALL, *DROPOUT, "--epochs", "3")
    _, first = train(*SMALL, *DROPOUT, "--epochs", "1")
    code, second = resume(first["run"], "--epochs", "3")
    assert (code, second["run"], second["epochs"]) == (0, first["run"], 3)
    np.testing.assert_array_equal(weights_of(second), weights_of(whole))


def test_a_run_that_was_interrupted_goes_on_to_its_end(train, resume):
    _, whole = train(*SMALL, *DROPOUT, "--epochs", "2")
    expected = weights_of(whole)
    (Path(whole["run"]) / "result.json").unlink()
    code, again = resume(whole["run"])
    assert (code, again["epochs"], again["reason"]) == (0, 2, "finished")
    np.testing.assert_array_equal(weights_of(again), expected)


def test_a_run_that_is_over_needs_more_epochs_to_go_on(train, resume):
    _, first = train(*SMALL, "--epochs", "1")
    code, error = resume(first["run"])
    assert code == 2
    assert "found a run that is over" in error
    assert "more epochs by --epochs" in error
    code, error = resume(first["run"], "--epochs", "many")
    assert code == 2
    assert "training.epochs" in error


def test_a_run_that_cannot_be_opened_is_named(resume, tmp_path):
    code, error = resume(str(tmp_path))
    assert code == 1
    assert "run.json: no such file" in error
