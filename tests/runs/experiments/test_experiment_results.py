"""The results of an experiment as a table in several formats, and its record on disk."""

import csv
import io
import json

import pytest

from nnstudio.runs.experiments.experiment_file import read_experiment
from nnstudio.runs.experiments.record import Outcome, TrialState, find_records, read_record, record_of
from nnstudio.runs.experiments.result_table import TABLE_FORMATS
from nnstudio.runs.experiments.results import MEASURES, ExperimentResults
from nnstudio.runs.folder import RunFolderError
from nnstudio.runs.saved_run import SavedRunError
from nnstudio.runs.store.comparison import Spread
from tests.conftest import small_settings

GRID = {"label": "Mine", "grid": {"batch_size": [10, 20]}, "seeds": [1, 2]}
EXPERIMENT = read_experiment(GRID, "mine", small_settings())


def result(accuracy):
    names = ("train_accuracy", "validation_accuracy", "test_accuracy")
    measured = {f"best_{name}": accuracy + offset for name, offset in zip(names, (0.02, 0.0, -0.01), strict=True)}
    return measured | {"best_test_loss": 1 - accuracy, "epochs": 3, "seconds": 1.5, "reason": "finished"}


@pytest.fixture
def results(tmp_path):
    """Batch size 10: 90 % and 92 %; batch size 20: 80 %, and one run that failed."""
    found = [result(0.90), result(0.80), result(0.92), None]
    outcomes = [
        Outcome(trial, tmp_path / "run" if each else None, each, "" if each else "no memory")
        for trial, each in zip(EXPERIMENT.trials, found, strict=True)
    ]
    return ExperimentResults.of(EXPERIMENT, outcomes)


def test_measures_are_means_over_seeds_with_the_sample_deviation(results):
    first, second = results.points
    assert first.spreads["validation_accuracy"] == Spread(pytest.approx(0.91), pytest.approx(0.0141421, abs=1e-6), 2)
    assert first.spreads["gap"].mean == pytest.approx(0.02)
    assert second.spreads["validation_accuracy"].mean == 0.80
    assert second.spreads["validation_accuracy"].count == 1
    assert results.best() is first


def test_the_text_marks_the_best_and_names_what_failed(results):
    lines = TABLE_FORMATS["text"](results).splitlines()
    assert lines[0].split()[:3] == ["Batch", "size", "Train"]
    assert "91.00 ± 1.41*" in lines[1]
    assert lines[2].split()[1:4] == ["82.00", "80.00", "79.00"]
    assert "Best by validation accuracy: batch size 10: 91.00% ± 1.41%, test 90.00% ± 1.41%." in lines
    assert lines[-1] == "Failed: batch size 20, seed 2: no memory"


def test_csv_has_means_deviations_and_the_number_of_runs(results):
    rows = list(csv.DictReader(io.StringIO(TABLE_FORMATS["csv"](results))))
    assert [row["Batch size"] for row in rows] == ["10", "20"]
    assert float(rows[0]["test_accuracy"]) == pytest.approx(0.90)
    assert float(rows[0]["test_accuracy_sd"]) == pytest.approx(0.0141421, abs=1e-6)
    assert [row["runs"] for row in rows] == ["2", "1"]


def test_markdown_and_latex_have_a_row_for_each_point(results):
    markdown = TABLE_FORMATS["markdown"](results).splitlines()
    assert len(markdown) == 4
    assert "**91.00 ± 1.41**" in markdown[2]
    latex = TABLE_FORMATS["latex"](results)
    assert r"\textbf{91.00 $\pm$ 1.41}" in latex
    assert r"Train \%" in latex
    assert latex.count(r"\\") == 3


def test_names_that_mean_something_in_latex_or_markdown_are_escaped(tmp_path):
    named = read_experiment({"variants": [{"label": "a_b & 5%|c"}, {"label": "d"}]}, "mine", small_settings())
    outcomes = [Outcome(trial, tmp_path, result(0.5)) for trial in named.trials]
    results = ExperimentResults.of(named, outcomes)
    assert r"a\_b \& 5\%|c" in TABLE_FORMATS["latex"](results)
    assert r"a_b & 5%\|c" in TABLE_FORMATS["markdown"](results)


def test_json_has_every_run_and_the_best_point(results):
    content = json.loads(TABLE_FORMATS["json"](results))
    assert content["best"] == 0
    assert [[run["state"] for run in point["runs"]] for point in content["points"]] == [
        ["done"] * 2,
        ["done", "failed"],
    ]
    assert content["points"][0]["mean"]["test_accuracy"] == pytest.approx(0.90)


@pytest.mark.parametrize("key", TABLE_FORMATS)
def test_an_experiment_without_results_has_a_table_too(key):
    outcomes = [Outcome(trial, None, None) for trial in EXPERIMENT.trials]
    assert TABLE_FORMATS[key](ExperimentResults.of(EXPERIMENT, outcomes))


def test_a_run_that_diverged_has_no_mean_of_what_is_not_known(tmp_path):
    diverged = dict.fromkeys(result(0.5)) | {"epochs": 1, "reason": "diverged"}
    outcomes = [Outcome(trial, tmp_path, diverged) for trial in EXPERIMENT.trials]
    point = ExperimentResults.of(EXPERIMENT, outcomes).points[0]
    assert set(point.spreads) == {"epochs"}
    assert set(point.spreads) < {measure.key for measure in MEASURES}


def run_folder(parent, name, result=None):
    folder = parent / name
    folder.mkdir()
    (folder / "run.json").write_text("{}")
    if result is not None:
        (folder / "result.json").write_text(json.dumps(result))
    return folder


def test_a_record_remembers_which_run_is_which_trial(tmp_path):
    record, trials = record_of(EXPERIMENT, tmp_path), EXPERIMENT.trials
    record.began(trials[0], run_folder(tmp_path, "a", result(0.9)))
    record.began(trials[1], run_folder(tmp_path, "b"))
    record.failed(trials[2], "no memory")
    states = [outcome.state for outcome in record_of(EXPERIMENT, tmp_path).outcomes()]
    assert states == [TrialState.DONE, TrialState.INTERRUPTED, TrialState.FAILED, TrialState.WAITING]
    (path,) = find_records(tmp_path)
    assert read_record(path).experiment == EXPERIMENT
    assert [outcome.state for outcome in record_of(EXPERIMENT, tmp_path, anew=True).outcomes()] == ["waiting"] * 4


def test_a_trial_whose_folder_is_gone_waits_again(tmp_path):
    record = record_of(EXPERIMENT, tmp_path)
    record.began(EXPERIMENT.trials[0], tmp_path / "gone")
    assert record.outcomes()[0].state is TrialState.WAITING


def test_only_one_process_carries_out_an_experiment(tmp_path):
    first, second = record_of(EXPERIMENT, tmp_path), record_of(EXPERIMENT, tmp_path)
    first.acquire()
    with pytest.raises(RunFolderError, match="another process carries out this experiment"):
        second.acquire()
    first.release()
    second.acquire()
    second.release()


@pytest.mark.parametrize(
    "content", ["", "{", "[]", '{"experiment": {}}', '{"experiment": 3, "folders": {}}', "[" * 99999]
)
def test_a_damaged_record_is_refused_by_name(tmp_path, content):
    path = tmp_path / "mine.experiment.json"
    path.write_text(content)
    with pytest.raises(SavedRunError, match=r"mine\.experiment\.json"):
        read_record(path)


def test_a_record_that_leads_out_of_its_folder_is_refused(tmp_path):
    record = record_of(EXPERIMENT, tmp_path)
    record.began(EXPERIMENT.trials[0], tmp_path / "a")
    content = json.loads(record.path.read_text())
    record.path.write_text(json.dumps(content | {"folders": {"0": "../elsewhere"}}))
    with pytest.raises(SavedRunError, match="the folder"):
        read_record(record.path)
