"""What cannot be imported is refused with a reason, and nothing of it is kept."""

import gzip
import os
import zipfile

import numpy as np
import pytest

from nnstudio.data.imported import Imported, imported_file
from nnstudio.data.importing.data_import import import_pictures
from nnstudio.data.importing.text_lines import LONGEST_LINE
from nnstudio.errors import DataError
from nnstudio.steps import finish
from tests.conftest import write_idx
from tests.data.importing.conftest import (
    some_pictures,
    write_csv,
    write_idx_pair,
    write_image_folder,
    write_npz,
)

ROW = ",".join(["5"] * 16)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (f"1,{ROW}\n2,{ROW}\n3,{ROW},9\n", "line 3: 18 columns instead of 17"),
        (f"1,{ROW}\n\n2,{ROW[:-1]}x\n", "line 3: could not convert string to float: 'x'"),
        (f"1,{ROW}\n2,{ROW[:-1]}nan\n", "line 2: a value that is not a number"),
        (f"1,{ROW}\n2,{ROW[:-1]}-1\n", "line 2: a value of -1"),
        (f"1,{ROW}\n2,{ROW[:-1]}256\n", "line 2: a value of 256"),
        (f"1,{ROW}\n2,{ROW[:-1]}1e999\n", "line 2: a value of inf"),
        (f"1,{ROW}\n-2,{ROW}\n", "line 2: the label -2"),
        (f"1,{ROW}\n1.5,{ROW}\n", "line 2: the label 1.5"),
        (f"1,{ROW}\n,{ROW}\n", "line 2: no label"),
        (f"1,{ROW}\n{'x' * 100},{ROW}\n", "line 2: a label of 100 characters"),
        (f'1,{ROW}\n"2,{ROW}\n', "line 2: 1 columns"),
        (f"{ROW}\n", "16 columns, which seem to be pixels without a label"),
        ("label,a,b\n", "3 columns"),
        (f"1,{ROW}\n1,{ROW}\n", "1 class (1). Allowed: 2 to 1000 classes"),
        (f"1,{ROW}\n2,{ROW}\n", "one picture of each class"),
        ("".join(f"{label},{ROW}\n" for label in range(1001)), "1001 classes"),
        ("label," + ",".join("abcdefghijklmnop") + "\n", "no rows"),
        ("", "it begins with nothing"),
        ("1," + "9" * (LONGEST_LINE + 1), f"line 1: longer than {LONGEST_LINE} bytes"),
    ],
)
def test_a_csv_file_is_refused_by_its_line(tmp_path, refusal, text, reason):
    path = tmp_path / "mine.csv"
    path.write_text(text, encoding="utf-8")
    message = refusal(path)
    assert reason in message
    assert str(path) in message


def test_a_text_file_that_is_not_text_is_refused(tmp_path, refusal):
    path = tmp_path / "mine.csv"
    path.write_bytes(f"1,{ROW}\n".encode() + b"\xff\xfe")
    assert "line 2: not UTF-8 text" in refusal(path)


def test_a_gzipped_text_that_unpacks_without_end_is_refused(tmp_path, refusal):
    path = tmp_path / "mine.csv.gz"
    path.write_bytes(gzip.compress((f"1,{ROW}\n" + "\n" * 1_000_000).encode() * 40))
    assert "have unpacked to" in refusal(path)


@pytest.mark.parametrize(
    ("pictures", "labels", "reason"),
    [
        (np.zeros((4, 3)), np.zeros(4), "x_train has the shape (4, 3)"),
        (np.zeros((4, 28, 28, 2)), np.zeros(4), "x_train has the shape (4, 28, 28, 2)"),
        (np.zeros((0, 28, 28)), np.zeros(0), "x_train has the shape (0, 28, 28)"),
        (np.zeros((4, 784), "U1"), np.zeros(4), "x_train is <U1"),
        (np.full((4, 784), np.nan), np.zeros(4), "x_train, pictures 0 to 3: a value that is not a number"),
        (np.full((4, 784), -1), np.zeros(4), "a value of -1"),
        (np.full((4, 784), 256), np.zeros(4), "a value of 256"),
        (np.zeros((4, 784)), np.zeros(3), "y_train: 3 labels for 4 pictures"),
        (np.zeros((4, 784)), np.full(4, -1), "y_train: the label -1"),
        (np.zeros((4, 784)), np.full(4, 0.5), "y_train: the label 0.5"),
        (np.zeros((4, 784)), np.ones((4, 5)), "y_train: the shape (4, 5), but not a single 1 in each row"),
        (np.zeros((4, 784)), np.zeros(()), "y_train: the shape ()"),
        (np.zeros((4, 784)), np.array([None] * 4, object), "y_train cannot be read"),
    ],
)
def test_an_archive_is_refused_by_its_array(tmp_path, refusal, pictures, labels, reason):
    np.savez(tmp_path / "a.npz", x_train=pictures, y_train=labels)
    assert reason in refusal(tmp_path / "a.npz")


def test_a_zip_file_without_the_expected_arrays_is_refused(tmp_path, refusal):
    with zipfile.ZipFile(tmp_path / "digits.zip", "w") as archive:
        archive.writestr("0/a.png", b"x")
    assert "unpack it and import the folder" in refusal(tmp_path / "digits.zip")
    write_npz(tmp_path / "a.npz", *some_pictures())
    np.savez(tmp_path / "b.npz", images=np.zeros(3))
    assert "contains no x_train, y_train, only images" in refusal(tmp_path / "b.npz")


def test_damaged_pictures_are_named(tmp_path, refusal):
    root = write_image_folder(tmp_path / "mine", *some_pictures())
    whole = (root / "0" / "0000.png").read_bytes()
    (root / "0" / "0000.png").write_bytes(whole[: len(whole) // 2])
    (root / "1" / "0001.png").write_bytes(b"no picture")
    message = refusal(root)
    assert "2 of 24 pictures cannot be read: 0/0000.png: damaged" in message
    assert "1/0001.png: not a picture in a known format" in message


def test_a_class_that_only_the_test_has_is_refused(tmp_path, refusal):
    write_image_folder(tmp_path / "mine" / "train", *some_pictures())
    write_image_folder(tmp_path / "mine" / "test", *some_pictures(4, classes=4))
    assert "no training picture of 3" in refusal(tmp_path / "mine")


def test_two_folders_of_one_class_are_refused(tmp_path, refusal):
    root = write_image_folder(tmp_path / "mine", *some_pictures())
    (root / "01").mkdir()
    assert "a second folder of the class 1, besides 01" in refusal(root)


def test_idx_files_that_do_not_belong_together_are_refused(tmp_path, refusal):
    folder = write_idx_pair(tmp_path / "idx", *some_pictures())
    write_idx(folder / "train-labels-idx1-ubyte.gz", np.zeros(5))
    assert "5 labels for 24 pictures" in refusal(folder)
    (folder / "train-labels-idx1-ubyte.gz").unlink()
    assert "train-labels-idx1-ubyte: not found, although train-images-idx3-ubyte.gz exists" in refusal(folder)


def test_paths_without_data_are_refused_at_once(tmp_path, refusal):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    (tmp_path / "empty").mkdir()
    (tmp_path / "one.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    reasons = {
        "pipe": "neither a file nor a folder",
        "loop": "cannot be read",
        "missing": "cannot be read",
        "empty": "no pictures in folders of classes",
        "one.png": "a single picture",
    }
    for name, reason in reasons.items():
        assert f"{tmp_path / name}: {reason}" in refusal(tmp_path / name)


@pytest.mark.parametrize("name", ["../x", "", "a b", ".hidden", "x" * 61, "a/b"])
def test_a_name_that_is_not_a_file_name_is_refused(tmp_path, refusal, name):
    assert "Allowed: letters, digits" in refusal(write_csv(tmp_path / "a.csv", *some_pictures()), name)


def test_no_data_set_is_overwritten(tmp_path, take, user):
    path = write_csv(tmp_path / "my digits.csv", *some_pictures())
    assert [take(path)[0].name for _ in range(3)] == ["my-digits", "my-digits-2", "my-digits-3"]
    with pytest.raises(DataError, match="already exists"):
        finish(import_pictures(path, user, "My-digits"))


def test_a_folder_that_cannot_be_written_is_reported(tmp_path, user):
    path = write_csv(tmp_path / "a.csv", *some_pictures())
    user.data.write_text("a file where the folder should be")
    with pytest.raises(DataError, match="cannot be written"):
        finish(import_pictures(path, user))


def test_an_import_cancelled_in_the_middle_keeps_nothing(tmp_path, user):
    importing = import_pictures(write_image_folder(tmp_path / "mine", *some_pictures()), user)
    next(importing)
    importing.close()
    assert not user.data.exists()


def test_the_error_for_a_name_that_was_not_imported_lists_those_that_were(take, user, tmp_path):
    with pytest.raises(DataError, match=r"no data set named mine was imported\. Import one with"):
        finish(Imported("mine").load(user))
    take(write_csv(tmp_path / "digits.csv", *some_pictures()))
    with pytest.raises(DataError, match="There are: digits"):
        finish(Imported("mine").load(user))
    with pytest.raises(DataError, match=r"no data set is chosen\. There are: digits"):
        finish(Imported().load(user))


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"y_train": np.full(21, 3, np.uint8)}, "y_train has a label 3, but there are 3 classes"),
        ({"y_train": np.zeros(20, np.uint8)}, r"y_train is uint8 of shape \(20,\) for 21 pictures"),
        ({"x_test": np.zeros((3, 783), np.uint8)}, r"x_test is uint8 of shape \(3, 783\)"),
        ({"class_names": np.array(["0", "1", "1"])}, "2 classes are named 1"),
        ({"class_names": np.array(["0"])}, "1 classes"),
    ],
)
def test_an_imported_file_that_was_changed_is_refused(tmp_path, take, user, changes, reason):
    take(write_csv(tmp_path / "mine.csv", *some_pictures()))
    path = imported_file(user, "mine")
    with np.load(path) as archive:
        arrays = {name: archive[name] for name in archive}
    np.savez(path, **arrays | changes)
    with pytest.raises(DataError, match=reason):
        finish(Imported("mine").load(user))


def test_labels_of_many_classes_are_numbered_in_natural_order(tmp_path, take):
    labels = [f"w{index % 300}" for index in range(1200)]
    _, dataset = take(write_csv(tmp_path / "words.csv", some_pictures(1200, side=4)[0], labels))
    assert dataset.class_names == tuple(f"w{number}" for number in range(300))
    assert dataset.training_labels.dtype == np.uint16
    assert np.bincount(dataset.test_labels).tolist() == [1] * 300
    assert np.bincount(dataset.training_labels).tolist() == [3] * 300
