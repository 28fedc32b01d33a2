"""Every format gives the same pictures."""

import gzip

import numpy as np
import pytest

from nnstudio.data.importing.data_import import INVERTED, SPLIT
from nnstudio.data.importing.idx_files import TRANSPOSED
from nnstudio.data.importing.image_folder import VALIDATION_ADDED, VALIDATION_TESTS
from nnstudio.data.importing.pixel_values import ROUNDED, SCALED
from tests.data.importing.conftest import (
    csv_text,
    some_pictures,
    write_arff,
    write_csv,
    write_idx_pair,
    write_image_folder,
    write_npz,
    write_strokes,
)


def all_pictures(dataset):
    """Return the pictures of both sets with the names of their classes, sorted."""
    pictures = np.concatenate([dataset.training_pictures, dataset.test_pictures])
    labels = np.concatenate([dataset.training_labels, dataset.test_labels])
    return sorted(
        (dataset.class_names[label], picture.tobytes()) for label, picture in zip(labels, pictures, strict=True)
    )


def expected(pictures, labels):
    return sorted((str(label), picture.tobytes()) for label, picture in zip(labels, pictures, strict=True))


WRITERS = {
    "folder": lambda path, *data: write_image_folder(path, *data),
    "idx": lambda path, *data: write_idx_pair(path, *data),
    "data.npz": write_npz,
    "data.csv": write_csv,
    "data.csv.gz": write_csv,
    "data.arff": write_arff,
}


@pytest.mark.parametrize("name", WRITERS)
def test_pictures_are_imported_unchanged(tmp_path, take, name):
    pictures, labels = some_pictures()
    report, dataset = take(WRITERS[name](tmp_path / name, pictures, labels))
    assert all_pictures(dataset) == expected(pictures, labels)
    assert dataset.class_names == ("0", "1", "2")
    assert (sum(report.training_counts), sum(report.test_counts)) == (21, 3)
    assert SPLIT in report.notes
    assert INVERTED not in report.notes


def test_attributes_of_an_arff_file_may_be_set_apart_by_tabs(tmp_path, take):
    path = write_arff(tmp_path / "a.arff", *some_pictures())
    path.write_text(path.read_text(encoding="utf-8").replace("@ATTRIBUTE ", "@ATTRIBUTE\t"), encoding="utf-8")
    report, _ = take(path)
    assert report.class_names == ("0", "1", "2")


def test_real_mnist_imported_is_mnist(real_data, take):
    report, dataset = take(real_data / "mnist")
    assert report.training_counts[:3] == (5923, 6742, 5958)
    assert dataset.test_pictures.shape == (10_000, 28, 28)
    assert SPLIT not in report.notes


def test_one_idx_file_is_imported_with_its_partner(tmp_path, take):
    folder = write_idx_pair(tmp_path / "idx", *some_pictures())
    write_idx_pair(folder, *some_pictures(6), name="t10k")
    for index, name in enumerate(("train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz")):
        report, _ = take(folder / name, f"set{index}")
        assert sum(report.training_counts) + sum(report.test_counts) == 24
    report, _ = take(folder)
    assert (sum(report.training_counts), sum(report.test_counts)) == (24, 6)


def test_pictures_of_emnist_are_transposed_back(tmp_path, take):
    pictures, labels = some_pictures()
    folder = write_idx_pair(tmp_path / "e", pictures.transpose(0, 2, 1), labels, name="emnist-letters-train")
    report, dataset = take(folder)
    assert all_pictures(dataset) == expected(pictures, labels)
    assert TRANSPOSED in report.notes


def test_a_folder_with_train_and_test_keeps_its_test_set(tmp_path, take):
    names = ["ten", "two 10", "two 2"]
    write_image_folder(tmp_path / "mine" / "train", *some_pictures(), names=names)
    write_image_folder(tmp_path / "mine" / "test", *some_pictures(6, seed=2), names=names)
    write_image_folder(tmp_path / "mine" / "val", *some_pictures(9, seed=3), names=names)
    report, dataset = take(tmp_path / "mine")
    assert dataset.class_names == ("ten", "two 2", "two 10")
    assert (len(dataset.training_labels), len(dataset.test_labels)) == (33, 6)
    assert VALIDATION_ADDED in report.notes


def test_a_validation_folder_becomes_the_test_set_if_there_is_none(tmp_path, take):
    write_image_folder(tmp_path / "mine" / "train", *some_pictures())
    write_image_folder(tmp_path / "mine" / "val", *some_pictures(6))
    report, dataset = take(tmp_path / "mine")
    assert len(dataset.test_labels) == 6
    assert VALIDATION_TESTS in report.notes


def test_files_that_are_not_pictures_are_left_out_and_reported(tmp_path, take):
    root = write_image_folder(tmp_path / "mine", *some_pictures())
    (root / "1" / "Thumbs.db").write_bytes(b"x")
    (root / "notes.txt").write_text("x")
    (root / "empty").mkdir()
    (root / "2" / "loop").symlink_to(root, target_is_directory=True)
    (root / "around").symlink_to(root, target_is_directory=True)
    (root / "2" / "gone.png").symlink_to(root / "nowhere.png")
    (root / "2" / "self.png").symlink_to(root / "2" / "self.png")
    report, dataset = take(root)
    assert len(dataset.training_labels) + len(dataset.test_labels) == 24
    reported = "\n".join(report.skipped)
    for name in ("1/Thumbs.db", "notes.txt", "empty", "2/loop", "around", "2/gone.png", "2/self.png"):
        assert f"{name}: " in reported


def test_archives_may_have_a_test_set_colours_fractions_and_labels_of_several_shapes(tmp_path, take):
    pictures, labels = some_pictures()
    colours = np.repeat(pictures[..., None], 3, axis=3)
    one_hot = np.eye(3)[labels]
    whole, _ = take(write_npz(tmp_path / "a.npz", colours, one_hot, x_test=pictures[:6], y_test=labels[:6, None])), None
    report, dataset = whole
    assert (sum(report.training_counts), sum(report.test_counts)) == (24, 6)
    assert all_pictures(dataset) == sorted(expected(pictures, labels) + expected(pictures[:6], labels[:6]))
    report, dataset = take(write_npz(tmp_path / "b.npz", (pictures / 255).reshape(24, -1), labels.astype(str)))
    assert all_pictures(dataset) == expected(pictures, labels)
    assert SCALED in report.notes
    report, _ = take(write_npz(tmp_path / "c.npz", pictures * 0.75, labels))
    assert ROUNDED in report.notes


@pytest.mark.parametrize("head", ["label," + ",".join(f"p{index}" for index in range(64)), None])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_csv_is_read_with_or_without_a_header_and_with_any_separator(tmp_path, take, head, separator):
    text = (f"{head}\n" if head else "") + csv_text(*some_pictures(side=8))
    path = tmp_path / "small.csv"
    path.write_text("\ufeff" + text.replace(",", separator), encoding="utf-8")
    _, dataset = take(path)
    assert len(dataset.training_labels) + len(dataset.test_labels) == 24


def test_the_label_of_csv_is_found_by_name(tmp_path, take):
    rows = "".join(f"{index},{','.join(['7'] * 15)},{word}\n" for index, word in enumerate(["A", "B", "A", "B"] * 3))
    path = tmp_path / "last.csv"
    path.write_text(",".join(f"p{index}" for index in range(16)) + ",Class\n" + rows, encoding="utf-8")
    report, dataset = take(path)
    assert dataset.class_names == ("A", "B")
    assert any("The pictures are dim" in note for note in report.notes)


def test_a_folder_of_two_tables_is_training_and_test(tmp_path, take):
    folder = tmp_path / "kaggle"
    folder.mkdir()
    write_csv(folder / "mnist_train.csv", *some_pictures())
    (folder / "mnist_test.csv.gz").write_bytes(gzip.compress(csv_text(*some_pictures(6)).encode()))
    report, _ = take(folder)
    assert (sum(report.training_counts), sum(report.test_counts)) == (24, 6)


def test_strokes_are_drawn_as_the_pad_draws_them(tmp_path, take):
    report, dataset = take(write_strokes(tmp_path / "mine.jsonl", np.arange(24) % 4))
    assert (report.format, dataset.class_names) == ("Strokes", ("0", "1", "2", "3"))
    assert dataset.training_pictures.max() > 200


def test_parquet_is_read_if_its_library_is_installed(tmp_path, take):
    arrow, parquet = (pytest.importorskip(name) for name in ("pyarrow", "pyarrow.parquet"))
    pictures, labels = some_pictures()
    columns = {f"pixel{index}": column for index, column in enumerate(pictures.reshape(24, -1).T)}
    parquet.write_table(arrow.table({**columns, "class": labels.astype(str)}), tmp_path / "mnist_784.pq")
    _, dataset = take(tmp_path / "mnist_784.pq")
    assert all_pictures(dataset) == expected(pictures, labels)


def test_parquet_without_its_library_says_what_to_install(tmp_path, refusal, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "pyarrow.parquet", None)
    (tmp_path / "a.parquet").write_bytes(b"PAR1 and more")
    assert "python -m pip install pyarrow" in refusal(tmp_path / "a.parquet")
