"""The Experiments view makes an experiment, carries it out, and shows its results."""

import json

import pytest
from PySide6.QtGui import QGuiApplication

from nnstudio.runs.experiments.experiment_file import read_experiment
from nnstudio.runs.experiments.record import record_of
from nnstudio.session.checked_runs import CheckedRuns
from nnstudio.session.experiment_task import ExperimentTask
from nnstudio.session.workspace import Workspace
from nnstudio.ui.experiments.experiments_view import KEY, ExperimentsView
from nnstudio.ui.experiments.grid_editor import split_values
from nnstudio.ui.file_writer import FileWriter
from nnstudio.ui.requests import Requests
from tests.conftest import small_settings
from tests.ui.window import show_in_window


class Shown:
    """The view in a window of its own, with what it listens to."""

    def __init__(self, qtbot, folders, runs, themes):
        self.workspace, self.checked = Workspace(small_settings("epochs=1")), CheckedRuns()
        self.task, self.requests = ExperimentTask(folders, runs, 1), Requests()
        self.window = show_in_window(qtbot, _blank(), 1000, 700)
        self.writer = FileWriter(self.window, folders)
        parts = (self.task, self.workspace, self.checked, self.writer, self.requests, themes)
        self.view = ExperimentsView(*parts)
        self.window = show_in_window(qtbot, self.view, 1000, 700)

    def vary(self, *axes, seeds="1"):
        for number, (path, values) in enumerate(axes):
            setting = self.view.editor.settings[number]
            setting.setCurrentIndex(setting.findData(path))
            self.view.editor.values[number].setText(values)
        self.view.editor.seeds.setText(seeds)
        self.view.editor.seeds.textEdited.emit(seeds)

    def press(self, key):
        assert self.view.buttons[key].isEnabled(), self.view.buttons[key].toolTip()
        self.view.buttons[key].click()


def _blank():
    from PySide6.QtWidgets import QWidget

    return QWidget()


@pytest.fixture
def shown(qtbot, folders, tmp_path, themes):
    (tmp_path / "runs").mkdir()
    shown = Shown(qtbot, folders, tmp_path / "runs", themes)
    yield shown
    shown.task.close()
    shown.writer.close()


def finished_run(folder, accuracy):
    """Make what a finished run leaves for the table of an experiment."""
    folder.mkdir()
    names = ("train", "validation", "test")
    measured = {f"best_{name}_accuracy": accuracy for name in names} | {
        "best_test_loss": 0.5,
        "epochs": 1,
        "seconds": 2,
    }
    (folder / "run.json").write_text("{}")
    (folder / "result.json").write_text(json.dumps(measured))
    line = {"position": 1, "validation_loss": 1 - accuracy, "validation_accuracy": accuracy}
    lines = [line | {"position": position} for position in (0, 1, 2)]
    (folder / "evaluations.jsonl").write_text("".join(json.dumps(each) + "\n" for each in lines))
    return folder


@pytest.fixture
def done(shown):
    """The view with an experiment of two by two points, all done, the last of them best."""
    content = {"grid": {"training.batch_size": ["10", "20"], "training.penalties.l2": ["0.01", "0.04"]}, "seeds": [1]}
    record = record_of(read_experiment(content, KEY, shown.workspace.settings), shown.task._runs)
    for trial in record.experiment.trials:
        record.began(trial, finished_run(record.path.parent / f"run{trial.index}", 0.9 + trial.index / 100))
    shown.vary(("training.batch_size", "10, 20"), ("training.penalties.l2", "0.01, 0.04"))
    return shown


def test_it_says_how_many_runs_there_are_and_about_how_long_they_take(shown, wait_until):
    shown.vary(("training.batch_size", "10, 20, 40"), ("training.penalties.l2", "0.01, 0.04"), seeds="1, 2")
    assert shown.view.text.startswith("12 runs, 1 at a time")
    wait_until(lambda: "at most about" in shown.view.text)


@pytest.mark.parametrize(
    ("path", "values", "problem"),
    [
        ("training.batch_size", "many", "batch_size"),
        ("training.batch_size", "", "a list of at least one value"),
        ("training.batch_size", "10, 10", "each value once"),
    ],
)
def test_what_is_wrong_with_the_values_is_said_and_nothing_can_begin(shown, path, values, problem):
    shown.vary((path, values))
    assert problem in shown.view.problem
    assert not shown.view.buttons["start"].isEnabled()
    assert "correct the values first" in shown.view.buttons["start"].toolTip()


def test_seeds_that_are_no_numbers_are_refused(shown):
    shown.vary(("training.batch_size", "10"), seeds="one")
    assert "seeds: found" in shown.view.problem


def test_the_results_are_shown_with_a_heat_map_as_soon_as_they_are_there(done):
    view = done.view
    assert [row[:4] for row in view.table.texts] == [
        ["10", "0.01", "90.00", "90.00"],
        ["10", "0.04", "91.00", "91.00"],
        ["20", "0.01", "92.00", "92.00"],
        ["20", "0.04", "93.00", "93.00"],
    ]
    assert view.table.item(3, 3).font().bold()
    assert not view.table.item(0, 3).font().bold()
    assert [cell.partition("\u202f")[0] for row in view.heat_map.texts for cell in row] == [
        "90.00",
        "91.00",
        "92.00",
        "93.00",
    ]
    shades = [view.heat_map.item(row, column).background().color().alphaF() for row in (0, 1) for column in (0, 1)]
    assert shades == sorted(shades)
    assert view.buttons["start"].toolTip().endswith("all its runs are done")


def test_each_combination_has_its_curve(done, wait_until):
    wait_until(lambda: len(done.view.plot.names) == 4)
    assert done.view.plot.names[3] == "batch size 20, L2 0.04"
    done.view.column.setCurrentIndex(1)
    assert len(done.view.plot.names) == 4


def test_one_setting_has_no_heat_map(done):
    done.vary(("training.batch_size", "10, 20"))
    done.view.editor.settings[1].setCurrentIndex(0)
    assert not done.view.pages.isTabEnabled(1)
    assert "only where two settings vary" in done.view.pages.tabToolTip(1)


def test_the_table_is_copied_as_markdown(done):
    done.press("copy")
    assert QGuiApplication.clipboard().text().startswith("| Batch size | L2 | Train % |")


def test_its_runs_are_compared_in_the_runs_view(done, qtbot):
    with qtbot.waitSignal(done.requests.view_wanted) as wanted:
        done.press("compare")
    assert wanted.args == ["Runs"]
    assert done.checked.keys == ("run0", "run1", "run2", "run3")


def test_an_experiment_runs_to_its_end_and_its_table_appears(shown, wait_until):
    shown.vary(("training.batch_size", "50, 100"))
    shown.press("start")
    assert not shown.view.editor.isEnabled()
    wait_until(lambda: not shown.task.is_active)
    assert len(shown.view.table.texts) == 2
    assert "2 done" in shown.view.text
    assert all(row[-1] == "1" for row in shown.view.table.texts)


def test_it_is_paused_goes_on_and_is_cancelled(shown, wait_until):
    shown.workspace.set("training.epochs", 0)
    shown.vary(("training.batch_size", "50"))
    shown.press("start")
    wait_until(lambda: shown.task.is_active and shown.task._run is not None)
    shown.press("pause")
    wait_until(lambda: "paused" in shown.view.text)
    shown.press("pause")
    assert "paused" not in shown.view.text
    shown.press("cancel")
    wait_until(lambda: not shown.task.is_active)
    assert shown.view.buttons["start"].isEnabled()


def test_a_run_that_fails_is_named(shown, wait_until):
    shown.vary(("data.split.validation_count", "5000"))
    shown.press("start")
    wait_until(lambda: not shown.task.is_active)
    assert "A run has failed" in shown.view.problem


@pytest.mark.parametrize("index", range(1, 6))
def test_every_ready_experiment_can_be_chosen(shown, index):
    shown.view.choice.setCurrentIndex(index)
    assert shown.view.problem == ""
    assert not shown.view.editor.isVisible()
    assert " runs, 1 at a time" in shown.view.text


def test_commas_within_brackets_do_not_separate_values():
    assert split_values("[dense 8, dense 4], [], sgd 0.1 ,") == ["[dense 8, dense 4]", "[]", "sgd 0.1"]
