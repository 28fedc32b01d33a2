"""The user's digits as the window sees them: every change is reported once, every failure with a message."""

import numpy as np
import pytest
from PySide6.QtCore import QObject

from nnstudio.ink.file import read_ink_file
from nnstudio.session.my_digits import MyDigits

LINE = np.array([[0.5, 0.2], [0.5, 0.8]])


@pytest.fixture
def path(tmp_path):
    return tmp_path / "folder" / "my-digits.jsonl"


@pytest.fixture
def my_digits(qtbot, path):
    return MyDigits(path)


@pytest.fixture
def reported(my_digits):
    """All signals, by name, with the labels or the message."""
    received = []
    my_digits.changed.connect(lambda: received.append(("changed", labels(my_digits))))
    my_digits.failed.connect(lambda text: received.append(("failed", text)))
    return received


@pytest.fixture
def kept(my_digits):
    """Three digits on disk."""
    for label in (4, 5, 6):
        assert my_digits.add(label, [LINE])
    return my_digits


def labels(my_digits):
    return [digit.label for digit in my_digits.digits]


def on_disk(path):
    return [digit.label for digit in read_ink_file(path)]


def block(path):
    """Replace the file by a folder, so that it can be neither read nor written."""
    path.unlink(missing_ok=True)
    path.mkdir(parents=True)


def test_before_the_file_is_read_there_are_no_digits(my_digits, reported):
    assert (my_digits.digits, my_digits.faults, my_digits.can_undo) == ((), (), False)
    my_digits.reload()
    assert reported == [("changed", [])]


def test_a_digit_that_is_added_is_on_disk_and_reported(my_digits, path, reported):
    assert my_digits.add(7, [LINE]) is True
    assert my_digits.add(1, [LINE]) is True
    assert on_disk(path) == [7, 1]
    assert reported == [("changed", [7]), ("changed", [7, 1])]
    np.testing.assert_allclose(my_digits.digits[0].strokes[0], LINE * 500, atol=0.01)


def test_digits_are_deleted_by_index(kept, path, reported):
    reported.clear()
    assert kept.delete([0, 2]) is True
    assert on_disk(path) == [5]
    assert reported == [("changed", [5])]


def test_digits_are_relabelled_by_index(kept, path, reported):
    reported.clear()
    assert kept.relabel([1, 2], 9) is True
    assert on_disk(path) == [4, 9, 9]
    assert reported == [("changed", [4, 9, 9])]


def test_a_change_is_undone(kept, path, reported):
    kept.relabel([1], 9)
    assert kept.can_undo is True
    reported.clear()
    assert kept.undo() is True
    assert on_disk(path) == [4, 5, 6]
    assert reported == [("changed", [4, 5, 6])]
    for _ in range(3):
        assert kept.undo()
    assert kept.can_undo is False
    assert on_disk(path) == []


def test_reloading_shows_what_another_window_wrote(kept, path, reported):
    other = MyDigits(path)
    other.reload()
    other.delete([0])
    reported.clear()
    assert labels(kept) == [4, 5, 6]
    kept.reload()
    assert reported == [("changed", [5, 6])]


def test_lines_without_a_digit_are_reported_and_the_others_read(kept, path):
    path.write_bytes(b"torn\n" + path.read_bytes())
    kept.reload()
    assert labels(kept) == [4, 5, 6]
    assert [fault.line for fault in kept.faults] == [1]


def test_a_file_that_cannot_be_used_is_reported_once_and_the_digits_stay(kept, path, reported):
    acts = {
        "reload": kept.reload,
        "add": lambda: kept.add(1, [LINE]),
        "delete": lambda: kept.delete([0]),
        "relabel": lambda: kept.relabel([0], 1),
        "undo": kept.undo,
    }
    block(path)
    for name, act in acts.items():
        reported.clear()
        assert act() is (None if name == "reload" else False)
        assert [signal for signal, _ in reported] == ["failed"], name
        assert reported[0][1].startswith(f"{path}: cannot be "), name
        assert labels(kept) == [4, 5, 6]
        assert kept.can_undo


def test_an_error_of_the_program_is_not_reported_as_one_of_the_file(kept, reported):
    reported.clear()
    with pytest.raises(IndexError):
        kept.delete([3])
    assert reported == []


def test_my_digits_belong_to_their_parent(qtbot, path):
    parent = QObject()
    assert MyDigits(path, parent).parent() is parent
