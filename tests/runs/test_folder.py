"""A run's folder: its name, each of its files, and the error if it cannot be written."""

import errno
import json
import platform
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

import nnstudio
from nnstudio.engine.events import BatchFinished, Evaluated, Metrics
from nnstudio.engine.training_state import TrainingState
from nnstudio.runs.checkpoint import read_checkpoint
from nnstudio.runs.events import BatchesFinished, LiveSettingsChanged, Origin, Paused, RunStarted
from nnstudio.runs.folder import RunFolderError, RunWriter, copy_run, create_run_folder, runs_folder
from nnstudio.runs.settings import RunSettings
from nnstudio.spec.record import record_to_json
from tests.conftest import small_settings
from tests.runs.test_run_events import ENDED, PLAIN

NOW = datetime(2024, 3, 5, 7, 8, 9, tzinfo=UTC)
WEIGHTS = np.array([1.5, -2, 0.25], np.float32)
EVALUATED = Evaluated(2, 50, 2.5, Metrics(0.11, 0.91, 500), Metrics(0.22, 0.82, 100), 0.033, ends_epoch=False)


def group_of(count):
    rows = np.arange(4.0 * count).reshape(4, count).T
    batches = [BatchFinished(1 + index, 1, *numbers) for index, numbers in enumerate(rows)]
    return BatchesFinished.of(batches, seconds=7.5, batches_per_second=100.0)


@pytest.fixture
def writer(tmp_path):
    """A writer with its own folder."""
    folder = tmp_path / "größe"
    folder.mkdir()
    writer = RunWriter(folder)
    yield writer
    writer.close()


def started(folder, origin=None):
    return RunStarted(small_settings(), folder, (28, 28), ("ä", "b"), 321, 500, 100, 90, origin, "00ff")


def lines_of(writer, name):
    return [json.loads(line) for line in (writer.folder / name).read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize(
    ("layers", "name"),
    [
        ("[]", "softmax"),
        ("[dense 16 relu]", "16"),
        ("[dense 30 relu, dropout 0.5, dense 20 tanh]", "30-dropout-20"),
    ],
)
def test_a_folder_is_named_after_the_time_the_data_set_and_the_layers(tmp_path, layers, name):
    settings = small_settings(f"layers={layers}")
    folder = create_run_folder(tmp_path / "deep" / "runs", settings, NOW)
    assert folder == tmp_path / "deep" / "runs" / f"20240305-070809-mnist-{name}"
    assert list(folder.iterdir()) == []


def test_runs_of_one_name_are_numbered_from_two_on(tmp_path):
    names = [create_run_folder(tmp_path, small_settings(), NOW).name for _ in range(3)]
    first = "20240305-070809-mnist-16"
    assert names == [first, f"{first}-2", f"{first}-3"]


def test_after_a_thousand_runs_of_one_name_it_says_so(tmp_path):
    first = tmp_path / "20240305-070809-mnist-16"
    for name in (first.name, *(f"{first.name}-{number}" for number in range(2, 999))):
        (tmp_path / name).mkdir()
    assert create_run_folder(tmp_path, small_settings(), NOW).name == f"{first.name}-999"
    with pytest.raises(RunFolderError) as raised:
        create_run_folder(tmp_path, small_settings(), NOW)
    assert f"(a thousand runs are named {first.name})" in str(raised.value)


def test_an_error_says_which_folder_why_and_how_to_fix_it():
    for error, reason in (
        (OSError(28, "No space left on device"), "No space left on device"),
        (OSError("it is full"), "it is full"),
    ):
        raised = RunFolderError(Path("/runs/mine"), error)
        assert raised.folder == Path("/runs/mine")
        assert str(raised) == (
            f"/runs/mine: cannot be written ({reason}). Free or unlock it, or name another folder for runs with "
            "--runs-dir or NNSTUDIO_RUNS_DIR."
        )


def test_the_runs_folder_is_in_the_home_folder_where_it_is_named_so_and_absolute(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    assert runs_folder("~/mine") == tmp_path / "mine"
    assert runs_folder("here/../there") == tmp_path / "there"
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    assert runs_folder() == runs_folder("") == tmp_path / "data" / "nnstudio" / "runs"


def test_a_run_is_described_by_its_settings_its_sizes_and_the_versions(writer):
    before = datetime.now().astimezone().replace(microsecond=0)
    writer.started(started(writer.folder))
    text = (writer.folder / "run.json").read_text(encoding="utf-8")
    content = json.loads(text)
    began = datetime.fromisoformat(content.pop("started"))
    assert before <= began <= datetime.now().astimezone()
    assert content == {
        "format": 2,
        "nnstudio": nnstudio.__version__,
        "numpy": np.__version__,
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "settings": record_to_json(small_settings()),
        "input_shape": [28, 28],
        "class_names": ["ä", "b"],
        "parameters": 321,
        "training_pictures": 500,
        "validation_pictures": 100,
        "test_pictures": 90,
        "data_sha256": "00ff",
        "batch_columns": ["position", "loss", "accuracy", "learning_rate", "seconds"],
    }
    assert text.startswith('{\n  "format": 2,\n')
    assert text.endswith("\n}\n")
    assert '"ä"' in text


def test_the_description_of_a_fine_tuned_run_says_where_it_came_from(writer):
    origin = Origin("base", 24, 6, my_digits_before=Metrics(0.9, 0.4, 6), test_before=Metrics(0.1, 0.95, 100))
    writer.started(started(writer.folder, origin))
    content = json.loads((writer.folder / "run.json").read_text(encoding="utf-8"))
    assert content | origin.summary() == content


def test_batches_are_rows_of_five_numbers_one_group_after_the_other(writer):
    writer.batches(group_of(2))
    writer.batches(group_of(3))
    rows = np.fromfile(writer.folder / "batches.f32", "<f4").reshape(-1, 5)
    first = [[0, 2, 4, 6, 7.5], [1, 3, 5, 7, 7.5]]
    np.testing.assert_array_equal(rows, [*first, [0, 3, 6, 9, 7.5], [1, 4, 7, 10, 7.5], [2, 5, 8, 11, 7.5]])


def test_a_folder_that_has_batches_already_keeps_them(writer):
    writer.batches(group_of(2))
    writer.close()
    again = RunWriter(writer.folder)
    again.batches(group_of(1))
    again.close()
    assert (writer.folder / "batches.f32").stat().st_size == 3 * 5 * 4


def test_an_evaluation_is_a_line_with_each_number_under_its_name_and_the_weights_of_that_moment(writer):
    expected = {
        "epoch": 2,
        "position": 2.5,
        "step": 50,
        "seconds": 1.235,
        "train_loss": 0.11,
        "train_accuracy": 0.91,
        "validation_loss": 0.22,
        "validation_accuracy": 0.82,
        "penalty": 0.033,
    }
    writer.evaluation(EVALUATED, 1.23456, WEIGHTS)
    my_digits = Evaluated(
        3, 60, 3, Metrics(np.nan, 0, 1), Metrics(np.inf, 0, 1), np.nan, True, Metrics(np.inf, 0.25, 8)
    )
    writer.evaluation(my_digits, 2.0, WEIGHTS + 1)
    first, second = lines_of(writer, "evaluations.jsonl")
    assert first == expected
    not_finite = dict.fromkeys(("train_loss", "validation_loss", "my_digits_loss", "penalty"))
    right = {"train_accuracy": 0, "validation_accuracy": 0, "my_digits_accuracy": 0.25, "my_digits_count": 8}
    assert second == {"epoch": 3, "position": 3, "step": 60, "seconds": 2.0} | not_finite | right
    np.testing.assert_array_equal(np.load(writer.folder / "weights.npy"), WEIGHTS + 1)


def test_the_loss_on_the_user_s_digits_is_in_the_line(writer):
    writer.evaluation(Evaluated(**{**vars(EVALUATED), "extra": Metrics(0.5, 0.25, 8)}), 1.0, WEIGHTS)
    (line,) = lines_of(writer, "evaluations.jsonl")
    assert (line["my_digits_loss"], line["my_digits_accuracy"], line["my_digits_count"]) == (0.5, 0.25, 8)


def test_each_change_of_live_settings_is_a_line(writer):
    settings = [RunSettings(seed=seed) for seed in (1, 2)]
    for step, each in enumerate(settings, 5):
        writer.live_settings(LiveSettingsChanged(each, step))
    assert lines_of(writer, "events.jsonl") == [
        {"step": 5, "settings": record_to_json(settings[0])},
        {"step": 6, "settings": record_to_json(settings[1])},
    ]


def test_weights_and_best_weights_and_the_checkpoint_are_replaced_each_in_its_own_file(writer):
    for add in (0, 1):
        writer.weights(WEIGHTS + add)
        writer.best_weights(WEIGHTS + add + 10)
        writer.checkpoint(TrainingState({"a": WEIGHTS + add + 20}, {"step": add}))
    np.testing.assert_array_equal(np.load(writer.folder / "weights.npy"), WEIGHTS + 1)
    np.testing.assert_array_equal(np.load(writer.folder / "weights-best.npy"), WEIGHTS + 11)
    state = read_checkpoint(writer.folder)
    np.testing.assert_array_equal(state.arrays["a"], WEIGHTS + 21)
    assert state.facts == {"step": 1}
    names = {"batches.f32", "lock", "weights.npy", "weights-best.npy", "checkpoint.npz"}
    assert {file.name for file in writer.folder.iterdir()} == names


def test_the_end_is_in_the_folder_and_nothing_can_be_added_after_it(writer):
    writer.ended(ENDED)
    assert json.loads((writer.folder / "result.json").read_text(encoding="utf-8")) == PLAIN
    with pytest.raises(ValueError, match="closed"):
        writer.batches(group_of(1))


def test_a_file_system_without_locks_refuses_no_run_and_a_held_lock_does(tmp_path, monkeypatch):
    def unsupported(_file):
        raise OSError(errno.ENOLCK, "No locks available")

    writer = RunWriter(tmp_path)
    with pytest.raises(RunFolderError, match="another process is training this run"):
        RunWriter(tmp_path)
    writer.close()
    monkeypatch.setattr("nnstudio.file_lock._lock", unsupported)
    writer = RunWriter(tmp_path)
    writer.batches(group_of(2))
    writer.close()
    assert (tmp_path / "batches.f32").stat().st_size == 2 * 5 * 4


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(RunFolderError, match="No such file or directory") as raised:
        RunWriter(tmp_path / "gone")
    assert raised.value.folder == tmp_path / "gone"


@pytest.mark.parametrize(
    "write",
    [
        lambda writer: writer.started(started(writer.folder)),
        lambda writer: writer.batches(group_of(1)),
        lambda writer: writer.evaluation(EVALUATED, 1.0, WEIGHTS),
        lambda writer: writer.best_weights(WEIGHTS),
        lambda writer: writer.checkpoint(TrainingState({"a": WEIGHTS}, {"step": 1})),
        lambda writer: writer.live_settings(LiveSettingsChanged(small_settings(), 5)),
        lambda writer: writer.pause(Paused(5)),
        lambda writer: writer.ended(ENDED),
    ],
    ids=["started", "batches", "evaluation", "best", "checkpoint", "settings", "pause", "ended"],
)
def test_whatever_cannot_be_written_waits_until_the_folder_is_back(writer, tmp_path, write):
    writer.batches(group_of(2))
    writer.folder.rename(tmp_path / "away")
    before = {file.name for file in (tmp_path / "away").iterdir()}
    write(writer)
    if writer.trouble is None:  # rows and lines look for the folder only twice a second
        write(writer)
    (tmp_path / "away").rename(writer.folder)
    writer.retry()
    assert writer.trouble is None
    names = {file.name for file in writer.folder.iterdir()}
    rows = (writer.folder / "batches.f32").stat().st_size // 20
    assert names > before or rows > 2


def test_a_copy_of_a_run_has_all_its_files(writer, tmp_path):
    writer.weights(WEIGHTS)
    writer.started(started(writer.folder))
    copy_run(writer.folder, tmp_path / "copy")
    assert {file.name: file.read_bytes() for file in (tmp_path / "copy").iterdir()} == {
        file.name: file.read_bytes() for file in writer.folder.iterdir()
    }


def test_a_copy_that_cannot_be_written_is_named_with_the_reason(writer, tmp_path):
    target = tmp_path / "copy"
    target.mkdir()
    with pytest.raises(RunFolderError) as raised:
        copy_run(writer.folder, target)
    assert str(raised.value).startswith(f"{target}: cannot be written (File exists).")
