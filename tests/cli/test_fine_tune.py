import json
from pathlib import Path

import numpy as np
import pytest

from nnstudio.cli.main import main
from nnstudio.data.folders import DataFolders
from nnstudio.ink.file import DrawnDigit
from tests.ink_files import write_ink_file


@pytest.fixture
def words(folders, tmp_path):
    return ["--data-dir", str(folders.data), "--runs-dir", str(tmp_path / "runs"), "--json", "--quiet"]


@pytest.fixture
def run(words, capsys):
    """The folder of a run on the small data set."""
    assert main(["train", "--dataset", "mnist", "--set", "validation_count=100", "--epochs", "3", *words]) == 0
    return json.loads(capsys.readouterr().out)["run"]


@pytest.fixture
def ink(tmp_path):
    """Twenty digits of the user, sevens and ones."""
    file = tmp_path / "mine.jsonl"
    rng = np.random.default_rng(0)
    shapes = {1: [[0.5, 0.1], [0.5, 0.9]], 7: [[0.1, 0.1], [0.9, 0.1], [0.3, 0.9]]}
    write_ink_file(
        file,
        [DrawnDigit(label, (500 * np.array(shapes[label]) + rng.normal(0, 5, 2),)) for label in (1, 7) * 10],
    )
    return str(file)


def test_fine_tuning_makes_a_run_that_can_be_evaluated_on_the_same_digits(run, ink, words, capsys):
    assert main(["fine-tune", run, "--ink", ink, *words]) == 0
    result = json.loads(capsys.readouterr().out)
    assert result["run"] != run
    assert result["my_digits_accuracy"] == 1.0 > result["my_digits_accuracy_before"]
    assert (result["learned_digits"], result["my_digits_held_out"]) == (16, 4)
    assert main(["evaluate", result["run"], "--ink", ink, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["accuracy"] == 1.0


def test_the_text_reports_both_accuracies_before_and_after(run, ink, words, capsys):
    assert main(["fine-tune", run, "--ink", ink, *(word for word in words if word != "--json")]) == 0
    out = capsys.readouterr().out
    assert "your digits (4 held out)" in out
    assert "→ 100.00%, test" in out


def test_without_a_file_the_digits_of_the_pad_are_learned_and_a_torn_line_is_reported(
    run, ink, words, capsys, monkeypatch, tmp_path
):
    my_digits = tmp_path / "writable" / "my-digits.jsonl"
    my_digits.parent.mkdir()
    my_digits.write_text(Path(ink).read_text() + '{"label": 4, "strokes": []}\n{"label": 3, "str')
    monkeypatch.setattr(DataFolders, "my_digits", my_digits)
    assert main(["fine-tune", run, *words]) == 0
    out, error = capsys.readouterr()
    assert json.loads(out)["learned_digits"] == 16
    assert "left out: " in error
    assert "line 22" in error


def test_a_missing_file_of_digits_is_named(run, tmp_path, words, capsys):
    assert main(["fine-tune", run, "--ink", str(tmp_path / "none.jsonl"), *words]) == 1
    assert "none.jsonl: cannot be read" in capsys.readouterr().err


def test_a_folder_that_is_not_a_run_is_named(tmp_path, ink, words, capsys):
    assert main(["fine-tune", str(tmp_path), "--ink", ink, *words]) == 1
    assert "run.json: no such file" in capsys.readouterr().err


def test_a_fine_tuned_run_is_not_resumed(run, ink, words, capsys):
    assert main(["fine-tune", run, "--ink", ink, *words]) == 0
    fine_tuned = json.loads(capsys.readouterr().out)["run"]
    assert main(["train", "--resume", fine_tuned, *words]) == 1
    assert "checkpoint.npz: no such file" in capsys.readouterr().err
