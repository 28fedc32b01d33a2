"""``nnstudio experiment``: one table of many runs."""

import json

import pytest

from nnstudio.cli.main import main


@pytest.fixture
def words(folders, tmp_path):
    return ("--data-dir", str(folders.data), "--runs-dir", str(tmp_path / "runs"), "--quiet")


def test_an_experiment_prints_its_table_and_then_one_line_of_json(words, capsys, tmp_path):
    usual = ("--dataset", "mnist", "--set", "validation_count=100", "--epochs", "1", *words)
    assert main(["experiment", "three-regularizers", *usual, "--format", "markdown", "--json"]) == 0
    *table, line = capsys.readouterr().out.splitlines()
    assert [row.split(" | ")[0] for row in table[2:]] == ["| baseline-20-7-5", "| batch-norm-20-7-5", "| l2-20-7-5"]
    content = json.loads(line)
    assert [len(point["weights"]) for point in content["points"]] == [4, 4, 4]
    assert content["record"].startswith(str(tmp_path / "runs"))
    assert main(["experiment", "three-regularizers", *usual]) == 0  # all is done: only the table
    out = capsys.readouterr().out
    assert "Best by validation accuracy" in out
    assert "layer 4 near zero" in out
    assert len([folder for folder in (tmp_path / "runs").iterdir() if folder.is_dir()]) == 3


def test_a_file_with_a_fault_is_named(words, capsys, tmp_path):
    (tmp_path / "mine.json").write_text('{"grid": {"batch_size": [0.5]}}')
    assert main(["experiment", str(tmp_path / "mine.json"), *words]) == 2
    assert "mine.json: training.batch_size: found 0.5" in capsys.readouterr().err


def test_a_run_that_fails_is_named_and_gives_exit_code_1(words, capsys, tmp_path):
    (tmp_path / "mine.json").write_text('{"set": {"validation_count": 50000}}')
    assert main(["experiment", str(tmp_path / "mine.json"), "--dataset", "mnist", *words]) == 1
    assert "Failed: mine" in capsys.readouterr().out


def test_the_number_of_workers_is_checked(words, capsys):
    with pytest.raises(SystemExit):
        main(["experiment", "three-regularizers", "--workers", "0", *words])
    assert "allowed is a whole number from 1 to 256" in capsys.readouterr().err
