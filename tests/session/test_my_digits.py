"""One's own digits as the window hears of them: every change told once, every failure in words."""

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
def mine(qtbot, path):
    return MyDigits(path)


@pytest.fixture
def reported(mine):
    """What is told, by the name of the signal and with its words."""
    heard = []
    mine.changed.connect(lambda: heard.append(("changed", labels(mine))))
    mine.failed.connect(lambda text: heard.append(("failed", text)))
    return heard


@pytest.fixture
def kept(mine):
    """Three digits on disk."""
    for label in (4, 5, 6):
        assert mine.add(label, [LINE])
    return mine


def labels(mine):
    return [digit.label for digit in mine.digits]


def on_disk(path):
    return [digit.label for digit in read_ink_file(path)]


def block(path):
    """Put a folder where the file would be, so that it can be neither read nor written."""
    path.unlink(missing_ok=True)
    path.mkdir(parents=True)


def test_before_anything_is_read_there_is_nothing(mine, reported):
    assert (mine.digits, mine.faults, mine.can_undo) == ((), (), False)
    mine.reload()
    assert reported == [("changed", [])]


def test_a_digit_that_is_added_is_on_disk_and_told(mine, path, reported):
    assert mine.add(7, [LINE]) is True
    assert mine.add(1, [LINE]) is True
    assert on_disk(path) == [7, 1]
    assert reported == [("changed", [7]), ("changed", [7, 1])]
    np.testing.assert_allclose(mine.digits[0].strokes[0], LINE * 500, atol=0.01)


def test_digits_are_deleted_by_their_places(kept, path, reported):
    reported.clear()
    assert kept.delete([0, 2]) is True
    assert on_disk(path) == [5]
    assert reported == [("changed", [5])]


def test_digits_are_given_another_label_by_their_places(kept, path, reported):
    reported.clear()
    assert kept.relabel([1, 2], 9) is True
    assert on_disk(path) == [4, 9, 9]
    assert reported == [("changed", [4, 9, 9])]


def test_a_change_is_taken_back(kept, path, reported):
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


def test_reading_anew_brings_what_another_window_wrote(kept, path, reported):
    other = MyDigits(path)
    other.reload()
    other.delete([0])
    reported.clear()
    assert labels(kept) == [4, 5, 6]
    kept.reload()
    assert reported == [("changed", [5, 6])]


def test_lines_that_hold_no_digit_are_named_and_the_others_read(kept, path):
    path.write_bytes(b"torn\n" + path.read_bytes())
    kept.reload()
    assert labels(kept) == [4, 5, 6]
    assert [fault.line for fault in kept.faults] == [1]


def test_a_file_that_cannot_be_used_is_told_once_in_words_and_what_was_there_stays(kept, path, reported):
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


def test_a_mistake_in_the_program_is_not_taken_for_one_of_the_file(kept, reported):
    reported.clear()
    with pytest.raises(IndexError):
        kept.delete([3])
    assert reported == []


def test_they_belong_to_whoever_has_them(qtbot, path):
    parent = QObject()
    assert MyDigits(path, parent).parent() is parent
