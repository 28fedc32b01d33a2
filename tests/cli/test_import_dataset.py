"""``nnstudio datasets import``, and training on what it has imported."""

import json
from pathlib import Path

import numpy as np
import pytest

from nnstudio.cli.main import main
from tests.data.importing.conftest import write_image_folder, write_npz


def patterns(classes, count, side=28):
    """Return pictures of classes that a network learns at once, and their labels."""
    rng = np.random.default_rng(3)
    labels = np.arange(count) % classes
    shapes = (rng.random((classes, side, side)) > 0.7) * 200
    shapes[:, [0, -1]] = shapes[:, :, [0, -1]] = 0
    return (shapes[labels] + rng.integers(0, 40, (count, side, side))).astype(np.uint8), labels


@pytest.fixture
def nnstudio(tmp_path, capsys):
    """Run the command line with temporary folders; return its exit code, output and errors."""

    def nnstudio(*words):
        code = main([str(word) for word in (*words, "--data-dir", tmp_path / "data", "--runs-dir", tmp_path / "runs")])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return nnstudio


def test_the_report_says_what_was_imported_and_what_was_done(tmp_path, nnstudio):
    root = write_image_folder(tmp_path / "my letters", *patterns(3, 24), names="abc")
    (root / "a" / "notes.txt").write_text("x")
    code, out, error = nnstudio("datasets", "import", root)
    assert (code, error) == (0, "")
    assert "my-letters: 21 training and 3 test pictures of 3 classes (Folder of images)" in out
    assert "Classes: a, b, c" in out
    assert "Left out: 1\n  a/notes.txt: not a picture by its name" in out
    assert "nnstudio train --set data.dataset='imported my-letters' --set split=fraction" in out


def test_the_report_is_one_line_of_json_where_asked(tmp_path, nnstudio):
    path = write_npz(tmp_path / "a.npz", *patterns(3, 24))
    code, out, _ = nnstudio("datasets", "import", path, "--name", "mine", "--json")
    report = json.loads(out)
    assert (code, report["name"], report["training_pictures"], report["test_pictures"]) == (0, "mine", 21, 3)
    assert report["classes"]["2"] == {"training": 7, "test": 1}


def test_a_refused_file_fails_with_its_reason(tmp_path, nnstudio):
    (tmp_path / "a.csv").write_text("1,2,3\n")
    code, out, error = nnstudio("datasets", "import", tmp_path / "a.csv")
    assert (code, out) == (1, "")
    assert error.startswith(f"nnstudio: {tmp_path / 'a.csv'}: 3 columns.")


@pytest.mark.parametrize("classes", [2, 26, 300])
def test_any_number_of_classes_is_trained_and_evaluated(tmp_path, nnstudio, classes):
    path = write_npz(tmp_path / "a.npz", *patterns(classes, classes * 12))
    assert nnstudio("datasets", "import", path, "--name", "mine")[0] == 0
    words = ("--set", "data.dataset=imported", "--set", "data.dataset.name=mine", "--set", "validation_count=10")
    learning = ("--set", "network.layers=[dense 64 relu]", "--set", "optimizer=adam 0.003", "--set", "batch_size=20")
    code, out, error = nnstudio("train", *words, *learning, "--epochs", 12, "--quiet", "--json")
    assert code == 0, error
    result = json.loads(out)
    assert result["test_accuracy"] > 0.9
    code, out, error = nnstudio("evaluate", result["run"], "--json")
    assert code == 0, error
    judged = json.loads(out)
    assert np.shape(judged["confusion"]) == (classes, classes)
    assert judged["accuracy"] == pytest.approx(result["test_accuracy"])
    assert nnstudio("evaluate", result["run"])[0] == 0


def test_the_settings_of_a_run_on_imported_pictures_make_the_same_run_again(tmp_path, nnstudio):
    nnstudio("datasets", "import", write_npz(tmp_path / "a.npz", *patterns(3, 90)), "--name", "mine")
    words = ("--set", "data.dataset=imported mine", "--set", "validation_count=20", "--epochs", 1, "--quiet", "--json")
    first = json.loads(nnstudio("train", *words)[1])
    second = json.loads(nnstudio("train", "--settings", f"{first['run']}/run.json", "--quiet", "--json")[1])
    assert first["test_loss"] == second["test_loss"]


def test_a_name_that_was_not_imported_fails_with_those_there_are(tmp_path, nnstudio):
    nnstudio("datasets", "import", write_npz(tmp_path / "a.npz", *patterns(3, 24)), "--name", "mine")
    code, _, error = nnstudio("train", "--dataset", "imported", "--set", "data.dataset.name=yours", "--quiet")
    assert code == 1
    assert "no data set named yours was imported. There are: mine." in error
    code, _, error = nnstudio("train", "--dataset", "imported", "--set", "data.dataset.name=../x", "--quiet")
    assert code == 2
    assert "data.dataset.name: found '../x'; allowed: letters, digits, - . and _, at most 60" in error


def test_an_imported_data_set_is_listed_under_its_name(tmp_path, nnstudio):
    nnstudio("datasets", "import", write_npz(tmp_path / "a.npz", *patterns(3, 24)), "--name", "mine")
    entry = json.loads(nnstudio("datasets", "--json")[1])[-1]
    assert (entry["key"], entry["label"], entry["present"]) == ("imported", "mine", True)
    assert entry["bytes"] == Path(entry["path"]).stat().st_size


def test_a_damaged_picture_need_not_stop_the_import_of_the_others(tmp_path, nnstudio):
    root = write_image_folder(tmp_path / "letters", *patterns(2, 40), names="ab")
    damaged = next((root / "a").iterdir())
    damaged.write_bytes(b"no picture")
    code, _, error = nnstudio("datasets", "import", str(root))
    assert code == 1
    assert f"a/{damaged.name}" in error
    assert "import the other 39 with --skip-bad" in error
    code, out, _ = nnstudio("datasets", "import", str(root), "--skip-bad", "--json")
    assert code == 0
    report = json.loads(out)
    assert report["training_pictures"] + report["test_pictures"] == 39
    assert [f"a/{damaged.name}" in each for each in report["skipped"]] == [True]


def test_nothing_is_imported_where_no_picture_can_be_read(tmp_path, nnstudio):
    root = write_image_folder(tmp_path / "letters", *patterns(2, 4), names="ab")
    for picture in root.glob("*/*.png"):
        picture.write_bytes(b"no picture")
    code, _, error = nnstudio("datasets", "import", str(root), "--skip-bad")
    assert code == 1
    assert "4 of 4 pictures cannot be read" in error
