import os

import numpy as np
import pytest

from nnstudio.data.dataset import DIGITS
from nnstudio.data.my_digits import MyDigitsError, MyDigitsFile, MyDigitsSamples, drawings_file
from nnstudio.errors import DataError
from nnstudio.ink.file import read_ink_file

LINE = np.array([[0.5, 0.2], [0.5, 0.8]])
TORN = b'{"label": 3, "strokes": [[[1, 2'


@pytest.fixture
def my_digits(tmp_path):
    return MyDigitsFile(tmp_path / "folder" / "my-digits.jsonl")


def labels(my_digits):
    return [digit.label for digit in my_digits.digits]


def on_disk(my_digits):
    return [digit.label for digit in read_ink_file(my_digits.path)]


def test_a_missing_file_has_no_digits(my_digits):
    my_digits.reload()
    assert my_digits.digits == ()
    assert my_digits.faults == ()


def test_an_added_digit_is_on_disk_at_once_as_an_ink_file(my_digits):
    for label in (7, 1):
        my_digits.add(label, [LINE])
    assert labels(my_digits) == on_disk(my_digits) == [7, 1]
    np.testing.assert_allclose(next(read_ink_file(my_digits.path)).strokes[0], LINE * 500, atol=0.01)


def test_a_shaky_tap_is_kept_as_a_dot(my_digits):
    my_digits.add(1, [np.array([[0.5, 0.5], [0.51, 0.52]])])
    assert my_digits.digits[0].strokes[0].shape == (1, 2)


def test_undo_restores_deleted_digits_at_their_indices(my_digits):
    for label in (0, 1, 2, 3):
        my_digits.add(label, [LINE])
    my_digits.delete([1, 3])
    assert labels(my_digits) == on_disk(my_digits) == [0, 2]
    my_digits.undo()
    assert labels(my_digits) == on_disk(my_digits) == [0, 1, 2, 3]


def test_a_new_label_can_be_undone(my_digits):
    for label in (4, 5):
        my_digits.add(label, [LINE])
    my_digits.relabel([0], 9)
    assert on_disk(my_digits) == [9, 5]
    my_digits.undo()
    assert on_disk(my_digits) == [4, 5]


def test_undo_reverts_every_change_and_then_does_nothing(my_digits):
    my_digits.add(4, [LINE])
    my_digits.add(5, [LINE + 0.01])
    my_digits.delete([0])
    for expected in ([4, 5], [4], [], []):
        my_digits.undo()
        assert labels(my_digits) == expected
    assert not my_digits.can_undo


def test_undoing_an_addition_removes_the_last_of_several_equal_digits(my_digits):
    for label in (7, 1, 7, 2, 7):
        my_digits.add(label, [LINE])
    for expected in ([7, 1, 7, 2], [7, 1, 7], [7, 1], [7], []):
        my_digits.undo()
        assert labels(my_digits) == on_disk(my_digits) == expected


def test_an_addition_is_found_again_behind_an_equal_digit_when_another_window_added_more(my_digits):
    for label in (7, 1, 7):
        my_digits.add(label, [LINE])
    MyDigitsFile(my_digits.path).add(3, [LINE])
    my_digits.undo()
    assert on_disk(my_digits) == [7, 1, 3]


@pytest.mark.parametrize("chosen", [[0, 2], [2, 0], [2], [0, 1, 2, 3, 4], [4, 3]])
def test_undo_restores_several_deleted_digits_in_order_even_among_equal_ones(my_digits, chosen):
    before = [7, 1, 7, 2, 7]
    for label in before:
        my_digits.add(label, [LINE])
    my_digits.delete(chosen)
    assert (
        labels(my_digits) == on_disk(my_digits) == [label for index, label in enumerate(before) if index not in chosen]
    )
    my_digits.undo()
    assert labels(my_digits) == on_disk(my_digits) == before


@pytest.mark.parametrize("chosen", [[0, 2], [2, 0], [2], [1, 3]])
def test_several_digits_get_a_new_label_at_their_indices_and_undo_restores_each(my_digits, chosen):
    before = [7, 1, 7, 2]
    for label in before:
        my_digits.add(label, [LINE])
    my_digits.relabel(chosen, 1)
    assert (
        labels(my_digits)
        == on_disk(my_digits)
        == [1 if index in chosen else label for index, label in enumerate(before)]
    )
    my_digits.undo()
    assert labels(my_digits) == on_disk(my_digits) == before


def test_changes_of_all_kinds_are_undone_from_the_last_to_the_first(my_digits):
    for label in (4, 5, 6):
        my_digits.add(label, [LINE])
    my_digits.relabel([1], 9)
    my_digits.delete([0, 2])
    my_digits.add(4, [LINE])
    for expected in ([9], [4, 9, 6], [4, 5, 6], [4, 5]):
        my_digits.undo()
        assert labels(my_digits) == on_disk(my_digits) == expected


def test_a_change_after_an_undo_is_undone_before_older_ones(my_digits):
    my_digits.add(4, [LINE])
    my_digits.add(5, [LINE])
    my_digits.undo()
    my_digits.add(6, [LINE])
    for expected in ([4], []):
        my_digits.undo()
        assert on_disk(my_digits) == expected


def test_undo_without_changes_creates_no_file_and_reverts_nothing_of_an_earlier_session(my_digits):
    my_digits.undo()
    assert not my_digits.path.exists()
    MyDigitsFile(my_digits.path).add(4, [LINE])
    before = my_digits.path.read_bytes()
    my_digits.undo()
    assert my_digits.path.read_bytes() == before


def test_deleting_or_relabelling_no_digits_cannot_be_undone(my_digits):
    my_digits.add(4, [LINE])
    my_digits.delete([])
    my_digits.relabel([], 9)
    my_digits.undo()
    assert labels(my_digits) == []


def test_undoing_an_addition_that_another_window_deleted_removes_nothing_else(my_digits):
    my_digits.add(4, [LINE])
    my_digits.add(5, [LINE])
    other = MyDigitsFile(my_digits.path)
    other.reload()
    other.delete([1])
    my_digits.undo()
    assert on_disk(my_digits) == [4]


def test_a_new_label_does_not_restore_a_digit_that_another_window_deleted_or_relabelled(my_digits):
    for label in (4, 5, 6):
        my_digits.add(label, [LINE])
    other = MyDigitsFile(my_digits.path)
    other.reload()
    other.delete([0])
    other.relabel([0], 8)
    my_digits.relabel([0, 1, 2], 9)
    assert labels(my_digits) == on_disk(my_digits) == [8, 9]
    my_digits.undo()
    assert labels(my_digits) == on_disk(my_digits) == [8, 6]


def test_undoing_a_new_label_keeps_a_later_change_by_another_window(my_digits):
    for label in (4, 5):
        my_digits.add(label, [LINE])
    my_digits.relabel([0, 1], 9)
    other = MyDigitsFile(my_digits.path)
    other.reload()
    other.relabel([0], 3)
    my_digits.undo()
    assert on_disk(my_digits) == [3, 5]


def test_an_incomplete_last_line_is_reported_and_all_other_digits_are_read(my_digits):
    my_digits.add(4, [LINE])
    with my_digits.path.open("ab") as file:
        file.write(TORN)
    my_digits.reload()
    assert labels(my_digits) == [4]
    assert [fault.line for fault in my_digits.faults] == [2]
    my_digits.add(6, [LINE])
    assert labels(my_digits) == [4, 6]
    my_digits.delete([0])
    assert labels(my_digits) == [6]
    assert TORN in my_digits.path.read_bytes()


def test_a_digit_added_by_another_window_survives_a_deletion_and_its_undo(my_digits):
    my_digits.add(1, [LINE])
    other = MyDigitsFile(my_digits.path)
    other.add(2, [LINE])
    my_digits.delete([0])
    assert on_disk(my_digits) == [2]
    other.add(3, [LINE])
    my_digits.undo()
    assert sorted(on_disk(my_digits)) == [1, 2, 3]


def test_a_file_that_cannot_be_read_is_reported_and_left_unchanged(tmp_path):
    my_digits = MyDigitsFile(tmp_path)
    with pytest.raises(MyDigitsError, match="cannot be read"):
        my_digits.reload()
    with pytest.raises(MyDigitsError, match="cannot be written"):
        my_digits.add(1, [LINE])
    assert my_digits.digits == ()


def test_a_change_that_cannot_be_written_changes_nothing(my_digits, monkeypatch):
    my_digits.add(1, [LINE])
    before = my_digits.path.read_bytes()

    def fail(*_):
        raise OSError(28, os.strerror(28))

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", fail)
        with pytest.raises(MyDigitsError, match="No space left"):
            my_digits.delete([0])
    assert labels(my_digits) == [1]
    assert my_digits.path.read_bytes() == before
    my_digits.undo()
    assert labels(my_digits) == []


def test_a_digit_without_ink_is_reported_and_not_shown(my_digits):
    my_digits.path.parent.mkdir()
    my_digits.path.write_text('{"label": 3, "strokes": []}\n')
    my_digits.reload()
    assert my_digits.digits == ()
    assert "without ink" in str(my_digits.faults[0])


def test_samples_follow_the_file_and_are_none_without_digits(my_digits):
    samples = MyDigitsSamples(my_digits.path)
    assert samples() is None
    my_digits.add(1, [LINE])
    first = samples()
    assert first.count == 1
    assert samples() is first
    my_digits.add(7, [LINE])
    assert samples().labels.tolist() == [1, 7]
    my_digits.path.unlink()
    assert samples() is None


def test_a_file_that_is_too_large_is_refused_before_it_is_read(my_digits):
    my_digits.path.parent.mkdir()
    with my_digits.path.open("wb") as file:
        file.truncate(300_000_000)
    with pytest.raises(DataError, match="300000000 bytes"):
        my_digits.reload()


@pytest.mark.parametrize("label", ["null", '"star"'])
def test_a_drawing_that_is_not_a_digit_is_reported_and_not_evaluated(my_digits, label):
    my_digits.path.parent.mkdir()
    my_digits.path.write_text(f'{{"label": {label}, "strokes": [[[0, 0], [9, 9]]]}}\n')
    my_digits.reload()
    assert my_digits.digits == ()
    assert "not a digit" in str(my_digits.faults[0])
    assert MyDigitsSamples(my_digits.path)() is None


def test_digits_are_in_the_file_itself_and_drawings_of_other_classes_in_one_beside_it_named_after_them(my_digits):
    path = my_digits.path
    assert drawings_file(path, DIGITS) == path
    expected = "my-drawings-bar-t-shirt-top-ef72afe3.jsonl"
    assert drawings_file(path, ("Bar", "T-shirt/top")) == path.with_name(expected)
    assert drawings_file(path, ("a" * 39, "XYZ", "!")).name == f"my-drawings-{'a' * 39}-caeec637.jsonl"
    assert drawings_file(path, ("!", "a" * 50)).name == f"my-drawings-{'a' * 39}-6d73d61f.jsonl"


def test_classes_whose_names_look_alike_in_a_file_name_have_different_files(my_digits):
    alike = [("a b", "c"), ("a", "b c"), ("A", "B", "C"), ("a", "b", "c"), ("я", "ю"), ("ä",)]
    assert len({drawings_file(my_digits.path, names) for names in alike}) == len(alike)


def test_drawings_of_other_classes_have_the_labels_of_as_many_classes(tmp_path):
    path = tmp_path / "letters.jsonl"
    path.write_text("".join(f'{{"label": {label}, "strokes": [[[0, 0], [9, 9]]]}}\n' for label in (11, 12)))
    letters = MyDigitsFile(path, classes=12)
    letters.reload()
    assert labels(letters) == [11]
    assert "the label is a class from 0 to 11, not 12" in str(letters.faults[0])
