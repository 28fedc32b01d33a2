"""Exporting a run, and using a model file in place of a run."""

import csv
import json

import numpy as np
import pytest
from PIL import Image

from nnstudio.cli.main import main


@pytest.fixture(scope="module")
def run(_small_mnist_folder, tmp_path_factory):
    """The folder of a run on the small data set."""
    runs = tmp_path_factory.mktemp("runs")
    words = ["--data-dir", str(_small_mnist_folder), "--runs-dir", str(runs), "--quiet", "--epochs", "2"]
    assert main(["train", "--dataset", "mnist", "--set", "validation_count=100", *words]) == 0
    return next(runs.iterdir())


@pytest.fixture
def do(capsys):
    """Run a command that succeeds; return the JSON of its last line."""

    def run_command(*words):
        assert main([str(word) for word in [*words, "--json"]]) == 0, capsys.readouterr().err
        return json.loads(capsys.readouterr().out.splitlines()[-1])

    return run_command


@pytest.fixture
def fail(capsys):
    """Run a command that fails; return its error."""

    def run_command(*words):
        assert main([str(word) for word in words]) in (1, 2)
        return capsys.readouterr().err

    return run_command


def test_a_model_file_is_evaluated_like_its_run(run, do, folders, tmp_path):
    file = tmp_path / "model.npz"
    assert do("export", run, "--format", "npz", "--output", file)["output"] == str(file)
    options = ("--data-dir", folders.data)
    of_run, of_file = do("evaluate", run, *options), do("evaluate", file, *options)
    assert of_file["accuracy"] == of_run["accuracy"]
    assert of_file["confusion"] == of_run["confusion"]
    assert of_file["flagged"] is None


def test_images_are_predicted_by_a_run_and_by_a_file_alike(run, do, tmp_path, capsys):
    picture = np.full((90, 60), 255, np.uint8)
    picture[15:75, 25:33] = 0
    Image.fromarray(picture).save(tmp_path / "one.png")
    do("export", run, "--format", "npz", "--output", tmp_path / "model.npz")
    by_run = do("predict", run, tmp_path / "one.png")["predictions"]
    by_file = do("predict", tmp_path / "model.npz", tmp_path / "one.png", tmp_path / "one.png")["predictions"]
    assert by_file[0]["probabilities"] == by_file[1]["probabilities"] == by_run[0]["probabilities"]
    assert by_run[0]["class"] in list("0123456789")
    assert by_run[0]["p_value"] is not None
    assert main(["predict", str(run), str(tmp_path / "one.png")]) == 0
    assert f"one.png: {by_run[0]['class']} {by_run[0]['probability']:.2%}, then" in capsys.readouterr().out


def test_a_picture_is_predicted_as_it_is_if_asked(run, do, tmp_path):
    Image.fromarray(np.random.default_rng(1).integers(0, 99, (28, 28), np.uint8)).save(tmp_path / "a.png")
    prepared, as_is = (do("predict", run, tmp_path / "a.png", *words) for words in ((), ("--as-is",)))
    assert prepared["predictions"][0]["probabilities"] != as_is["predictions"][0]["probabilities"]


def test_images_that_cannot_be_predicted_are_named(run, fail, tmp_path):
    Image.fromarray(np.full((20, 20), 255, np.uint8)).save(tmp_path / "blank.png")
    assert "blank.png: blank" in fail("predict", run, tmp_path / "blank.png")
    (tmp_path / "text.png").write_text("not a picture")
    assert "text.png: not a picture in a known format" in fail("predict", run, tmp_path / "text.png")
    assert "none.png" in fail("predict", run, tmp_path / "none.png")


@pytest.mark.parametrize(("rows", "count"), [("evaluations", 3), ("batches", 16)])
def test_metrics_are_written_as_csv_and_as_json_lines(run, do, tmp_path, rows, count):
    for key in ("csv", "jsonl"):
        do("export", run, "--format", key, "--output", tmp_path / key, "--rows", rows)
    with (tmp_path / "csv").open(newline="", encoding="utf-8") as file:
        table = list(csv.DictReader(file))
    lines = [json.loads(line) for line in (tmp_path / "jsonl").read_text().splitlines()]
    assert len(table) == len(lines) == count
    assert list(table[0]) == list(lines[0])
    name = "validation_loss" if rows == "evaluations" else "loss"
    assert [float(row[name]) for row in table] == pytest.approx([line[name] for line in lines], rel=1e-5)


def test_tensorboard_has_every_curve(run, do, tmp_path):
    pytest.importorskip("tensorboardX", reason="tensorboardX writes event files, and is not installed")
    from tensorboardX.proto.event_pb2 import Event
    from tensorboardX.record_writer import masked_crc32c

    do("export", run, "--format", "tensorboard", "--output", tmp_path / "board")
    (file,) = (tmp_path / "board").iterdir()
    content, found = file.read_bytes(), {}
    while content:
        length = int.from_bytes(content[:8], "little")
        record, checksum, content = (
            content[12 : 12 + length],
            content[12 + length : 16 + length],
            content[16 + length :],
        )
        assert int.from_bytes(checksum, "little") == masked_crc32c(record)
        event = Event.FromString(record)
        for value in event.summary.value:
            found.setdefault(value.tag, []).append((event.step, value.simple_value))
    assert [step for step, _ in found["validation/accuracy"]] == [0, 8, 16]
    assert len(found["batch/loss"]) == 16


def test_a_folder_that_is_there_is_not_overwritten_by_tensorboard(run, fail, tmp_path):
    pytest.importorskip("tensorboardX", reason="tensorboardX writes event files, and is not installed")
    (tmp_path / "mine.txt").write_text("x")
    assert "is there already" in fail("export", run, "--format", "tensorboard", "--output", tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["mine.txt"]


def test_a_model_file_has_no_metrics(run, do, fail, tmp_path):
    do("export", run, "--format", "npz", "--output", tmp_path / "model.npz")
    error = fail("export", tmp_path / "model.npz", "--format", "csv", "--output", tmp_path / "m.csv")
    assert "a model file, which has no metrics" in error


def test_weights_of_another_program_are_evaluated_once_they_are_explained(do, fail, folders, tmp_path):
    rng, file = np.random.default_rng(1), tmp_path / "theirs.npz"
    np.savez(file, w1=rng.normal(size=(784, 12)), b1=np.zeros(12), w2=rng.normal(size=(12, 10)), b2=np.zeros(10))
    options = ("--data-dir", folders.data)
    assert "--inputs: found nothing" in fail("evaluate", file, *options)
    explained = ("evaluate", file, *options, "--inputs", "0.1307,0.3081", "--activation")
    assert "--dataset: found nothing" in fail(*explained, "relu")
    assert "activation: found 'relo'" in fail(*explained, "relo", "--dataset", "mnist")
    assert do(*explained, "relu", "--dataset", "mnist")["count"] == 100


@pytest.mark.parametrize(
    ("option", "value", "allowed"),
    [
        ("--inputs", "zero", "MEAN,DEVIATION"),
        ("--inputs", "0,0", "MEAN,DEVIATION"),
        ("--inputs", "nan,1", "MEAN,DEVIATION"),
        ("--input-shape", "28", "HEIGHTxWIDTH"),
        ("--input-shape", "28x-1", "HEIGHTxWIDTH"),
    ],
)
def test_explanations_that_make_no_sense_are_refused(fail, tmp_path, option, value, allowed):
    np.savez(tmp_path / "theirs.npz", w1=np.zeros((784, 10)))
    assert allowed in fail("predict", tmp_path / "theirs.npz", "a.png", option, value)


def test_a_report_is_written_by_one_command(run, do, fail, folders, tmp_path):
    written = do("report", run, "--output", tmp_path / "report.html", "--data-dir", folders.data, "--title", "My run")
    assert (written["runs"], written["detailed"], written["experiments"]) == (1, 1, 0)
    assert "<h1>My run</h1>" in (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "no such file" in fail("report", tmp_path, "--output", tmp_path / "other.html")


def test_a_model_file_is_resumed_as_a_new_run_that_begins_with_its_weights(run, do, folders, tmp_path):
    do("export", run, "--format", "npz", "--output", tmp_path / "model.npz")
    words = ("--data-dir", folders.data, "--runs-dir", tmp_path / "runs", "--quiet")
    resumed = do("resume", tmp_path / "model.npz", "--epochs", "1", *words)
    assert resumed["run"].startswith(str(tmp_path / "runs"))
    first = json.loads((tmp_path / "runs" / resumed["run"] / "evaluations.jsonl").read_text().splitlines()[0])
    last = json.loads((run / "evaluations.jsonl").read_text().splitlines()[-1])
    assert (first["step"], first["validation_loss"]) == (0, pytest.approx(last["validation_loss"], rel=1e-5))


def test_a_model_for_other_pictures_is_not_trained_on_these(run, fail, folders, tmp_path):
    rng = np.random.default_rng(1)
    np.savez(tmp_path / "theirs.npz", w1=rng.normal(size=(16, 3)))
    assert "--inputs: found nothing" in fail("resume", tmp_path / "theirs.npz", "--data-dir", folders.data)
