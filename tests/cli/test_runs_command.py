"""The kept runs at a terminal: listing, showing, comparing, tagging and deleting them."""

import json

import pytest

from nnstudio.cli.main import main
from nnstudio.runs.run_metadata import read_metadata
from tests.conftest import small_settings
from tests.runs.store.made_runs import begin_run, make_run


@pytest.fixture
def runs(tmp_path, monkeypatch):
    folder = tmp_path / "runs"
    for seed, accuracy in ((0, 0.8), (1, 0.9)):
        settings = small_settings("layers=[dense 3 relu]", f"seed={seed}")
        make_run(folder, f"run-{seed}", settings, accuracy, minutes=seed)
    monkeypatch.setenv("NNSTUDIO_RUNS_DIR", str(folder))
    return folder


@pytest.fixture
def answer(runs, capsys):
    """Run a command with --json and return what its last line says."""

    def answer(*words):
        assert main(["runs", *words, "--json"]) == 0
        return json.loads(capsys.readouterr().out.splitlines()[-1])

    return answer


def said(capsys, *words):
    code = main(["runs", *words])
    output = capsys.readouterr()
    return code, output.out, output.err


def test_runs_are_listed_with_and_without_the_word_list(runs, capsys):
    code, text, _ = said(capsys, "list")
    assert code == 0
    assert [line.split()[:2] for line in text.splitlines()[1:]] == [["seed", "0"], ["seed", "1"]]
    assert "90.00%" in text
    assert said(capsys)[1] == text


def test_a_run_that_trains_is_listed_as_such(runs, answer):
    writer = begin_run(runs, "live", small_settings("layers=[dense 3 relu]", "seed=7"), minutes=9)
    assert [run["state"] for run in answer("list")] == ["finished", "finished", "training"]
    writer.close()


def test_the_list_of_an_empty_folder_is_empty(tmp_path, capsys):
    assert main(["runs", "list", "--json", "--runs-dir", str(tmp_path / "none")]) == 0
    assert json.loads(capsys.readouterr().out) == []
    assert said(capsys, "list", "--runs-dir", str(tmp_path / "none"))[:2] == (0, "")


def test_a_list_can_be_searched_and_filtered(runs, answer):
    answer("tag", "run-1", "--add", "good", "--star")
    answer("tag", "run-0", "--hide")
    assert [run["name"] for run in answer("list")] == ["seed 1"]
    assert len(answer("list", "--all")) == 2
    assert len(answer("list", "--all", "--search", "seed 0")) == 1
    assert len(answer("list", "--all", "--tag", "good")) == 1
    assert len(answer("list", "--all", "--starred")) == 1
    assert answer("list", "--tag", "bad") == []


@pytest.mark.parametrize("name", ["run-1", "seed 1"])
def test_a_run_is_shown_by_its_folder_or_its_name(answer, name):
    shown = answer("show", name)
    assert (shown["best_validation_accuracy"], shown["network"]) == (0.9, "3")
    assert (shown["settings"]["seed"], shown["settings"]["training.batch_size"]) == ("1", "20")


def test_a_run_is_shown_by_the_path_of_its_folder_as_a_table_too(runs, capsys):
    code, text, _ = said(capsys, "show", str(runs / "run-0"))
    assert code == 0
    assert "training.optimizer.learning_rate" in text


def test_an_unknown_run_is_one_clear_error(runs, capsys):
    code, _, error = said(capsys, "show", "nine")
    assert (code, error) == (1, f"nnstudio: {runs}: no run 'nine'. Expected: one that nnstudio runs lists.\n")


def test_a_name_that_two_runs_have_is_one_clear_error(runs, answer, capsys):
    answer("tag", "run-0", "--name", "twin")
    answer("tag", "run-1", "--name", "twin")
    code, _, error = said(capsys, "show", "twin")
    assert code == 1
    assert "a folder: run-0, run-1" in error


def test_runs_are_compared(answer, capsys):
    content = answer("compare", "run-0", "run-1")
    assert content["differences"] == {"seed": ["0", "1"]}
    assert content["over_seeds"][0]["test_accuracy_mean"] == pytest.approx(0.84)
    code, text, _ = said(capsys, "compare", "run-0", "run-1")
    assert code == 0
    assert "2 seeds" in text


def test_tags_are_added_and_removed_and_a_run_named(runs, answer, capsys):
    answer("tag", "run-0", "run-1", "--add", "a", "--add", "b")
    (run,) = answer("tag", "run-0", "--remove", "a", "--name", "mine", "--notes", "fine", "--star")
    assert (run["name"], run["tags"], run["notes"], run["starred"]) == ("mine", ["b"], "fine", True)
    assert read_metadata(runs / "run-1").tags == ("a", "b")
    assert said(capsys, "tag", "mine")[1] == "mine: b\n"
    assert said(capsys, "tag", "run-0", "run-1", "--name", "x")[0] == 2


def test_a_run_is_deleted_and_restored(runs, answer, capsys):
    assert answer("delete", "seed 1") == {"deleted": [str(runs / "run-1")]}
    assert len(answer("list")) == 1
    assert said(capsys, "delete", "--restore", "run-1")[1] == "restored run-1\n"
    assert len(answer("list")) == 2
    answer("delete", "run-1")
    assert answer("delete", "--empty") == {"removed_for_good": 1}
    assert said(capsys, "delete")[0] == 2


@pytest.mark.parametrize("key", ["../runs", "/tmp", ".deleted", "never"])
def test_nothing_else_is_ever_moved(runs, capsys, key):
    code, _, error = said(capsys, "delete", "--restore", key)
    assert code == 1
    assert error.startswith("nnstudio: ")
    assert sorted(path.name for path in runs.iterdir() if not path.name.startswith(".")) == ["run-0", "run-1"]


def test_a_run_that_trains_is_not_deleted(runs, capsys):
    writer = begin_run(runs, "live", small_settings("layers=[dense 3 relu]"), minutes=9)
    code, _, error = said(capsys, "delete", "live")
    assert (code, "it is being trained" in error) == (1, True)
    writer.close()
