import json
from pathlib import Path

import numpy as np
import pytest

from nnstudio.cli.main import main


@pytest.fixture
def run(folders, tmp_path, capsys):
    """The folder of a run on the small data set."""
    words = ["--data-dir", str(folders.data), "--runs-dir", str(tmp_path / "runs"), "--json", "--quiet"]
    assert main(["train", "--dataset", "mnist", "--set", "validation_count=100", "--epochs", "3", *words]) == 0
    return json.loads(capsys.readouterr().out)


def evaluate(run, folders, capsys, *words):
    code = main(["evaluate", run["run"], "--data-dir", str(folders.data), "--json", *words])
    out, error = capsys.readouterr()
    return code, json.loads(out) if code == 0 else error


def test_evaluating_a_run_on_its_own_data_gives_its_test_accuracy(run, folders, capsys):
    code, result = evaluate(run, folders, capsys)
    assert code == 0
    assert result["accuracy"] == pytest.approx(run["test_accuracy"])
    assert result["count"] == 100
    assert np.array(result["confusion"]).shape == (10, 10)
    assert sum(row["count"] for row in result["per_class"].values()) == 100


def test_the_table_reads_like_the_json(run, folders, capsys):
    assert main(["evaluate", run["run"], "--data-dir", str(folders.data)]) == 0
    out = capsys.readouterr().out
    assert f"accuracy {run['test_accuracy']:.2%} of 100" in out


def test_strokes_are_evaluated_as_on_the_pad(run, folders, capsys, tmp_path):
    file = tmp_path / "digits.jsonl"
    file.write_text('{"label": 1, "writer": 0, "strokes": [[[250, 100], [250, 400]]]}\n' * 3)
    code, result = evaluate(run, folders, capsys, "--ink", str(file))
    assert code == 0
    assert result["count"] == 3
    assert result["accuracy"] in (0.0, 1.0)


def test_each_prediction_is_printed_before_the_summary(run, folders, capsys, tmp_path):
    file = tmp_path / "digits.jsonl"
    file.write_text(
        '{"label": 1, "strokes": [[[250, 100], [250, 400]]]}\n{"label": 0, "strokes": [[[0, 0], [9, 0]]]}\n'
    )
    assert main(["evaluate", run["run"], "--data-dir", str(folders.data), "--ink", str(file), "--each", "--json"]) == 0
    *digits, summary = map(json.loads, capsys.readouterr().out.splitlines())
    assert [digit["label"] for digit in digits] == [1, 0]
    assert all(sum(digit["probabilities"]) == pytest.approx(1, abs=1e-5) for digit in digits)
    assert summary["accuracy"] == np.mean([digit["read"] == digit["label"] for digit in digits])


def test_drawings_of_no_digit_are_counted_as_flagged_but_not_as_read(run, folders, capsys, tmp_path):
    file = tmp_path / "drawings.jsonl"
    bar = '{"label": 1, "strokes": [[[250, 100], [250, 400]]]}\n'
    file.write_text(bar + '{"label": "dots", "strokes": [[[0, 0], [1, 0]], [[90, 90], [91, 90]], [[0, 90]]]}\n')
    _, result = evaluate(run, folders, capsys, "--ink", str(file))
    assert (result["count"], result["drawings"], result["flagged"]) == (1, 2, 1)
    _, result = evaluate(run, folders, capsys, "--ink", str(file), "--significance", "1")
    assert result["flagged_fraction"] == 1.0


def test_a_run_without_its_novelty_file_flags_nothing_and_says_so(run, folders, capsys):
    Path(run["run"], "novelty.npz").unlink()
    _, result = evaluate(run, folders, capsys)
    assert result["flagged"] is None
    assert main(["evaluate", run["run"], "--data-dir", str(folders.data)]) == 0
    assert "flagged: unknown" in capsys.readouterr().out


def test_a_strictness_out_of_range_is_refused(run, folders, capsys):
    with pytest.raises(SystemExit):
        evaluate(run, folders, capsys, "--significance", "2")
    assert "allowed is a number from 0 to 1" in capsys.readouterr().err


def test_a_folder_that_is_not_a_run_is_named(folders, capsys, tmp_path):
    code, error = evaluate({"run": str(tmp_path)}, folders, capsys)
    assert code == 1
    assert f"{tmp_path}/run.json: no such file" in error


@pytest.mark.parametrize(
    "content", [b"", b"\x93NUMPY\x01\x00", b"\x93NUMPY\x01\x00\x76\x00" + b"x" * 200, b"a" * 10_000_000]
)
def test_damaged_weights_are_refused_by_name(run, folders, capsys, content):
    with Path(run["run"], "weights.npy").open("wb") as file:
        file.write(content)
    code, error = evaluate(run, folders, capsys)
    assert code == 1
    assert "weights.npy" in error
    assert "single-precision numbers" in error


def test_weights_of_another_network_are_refused(run, folders, capsys):
    np.save(f"{run['run']}/weights.npy", np.zeros(10, np.float32))
    code, error = evaluate(run, folders, capsys)
    assert code == 1
    assert "float32 of shape (10,)" in error


def test_a_damaged_description_is_refused_by_name(run, folders, capsys):
    with Path(run["run"], "run.json").open("w") as file:
        file.write('{"settings": {"seed": "x"}}')
    code, error = evaluate(run, folders, capsys)
    assert code == 1
    assert "run.json: not a run's description" in error


def test_the_best_weights_of_a_run_can_be_evaluated_too(run, folders, capsys):
    code, result = evaluate(run, folders, capsys, "--weights", "best")
    assert code == 0
    assert result["accuracy"] > 0.5


def test_a_run_of_a_pooled_split_is_evaluated_on_its_test_set(folders, tmp_path, capsys):
    words = ["--data-dir", str(folders.data), "--runs-dir", str(tmp_path / "runs"), "--json", "--quiet"]
    assert main(["train", "--dataset", "mnist", "--set", "split=pooled", "--epochs", "2", *words]) == 0
    run = json.loads(capsys.readouterr().out)
    _, result = evaluate(run, folders, capsys)
    assert result["count"] == 140  # a fifth of all 700
    assert result["accuracy"] == pytest.approx(run["test_accuracy"])


def test_a_network_of_other_classes_is_not_asked_about_digits(run, folders, capsys):
    file = Path(run["run"], "run.json")
    description = json.loads(file.read_text())
    file.write_text(json.dumps(description | {"class_names": list("abcdefghij")}))
    code, error = evaluate(run, folders, capsys, "--dataset", "mnist")
    assert code == 2
    assert "the classes of the pictures: found 0, 1, 2" in error
