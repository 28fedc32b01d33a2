import os

import numpy as np
import pytest

from nnstudio.data.my_digits import MyDigitsError, MyDigitsFile, MyDigitsSamples
from nnstudio.errors import DataError
from nnstudio.ink.file import read_ink_file

LINE = np.array([[0.5, 0.2], [0.5, 0.8]])
TORN = b'{"label": 3, "strokes": [[[1, 2'


@pytest.fixture
def own(tmp_path):
    return MyDigitsFile(tmp_path / "folder" / "my-digits.jsonl")


def labels(own):
    return [digit.label for digit in own.digits]


def on_disk(own):
    return [digit.label for digit in read_ink_file(own.path)]


def test_a_file_that_is_not_there_has_no_digits(own):
    own.reload()
    assert own.digits == ()
    assert own.faults == ()


def test_an_added_digit_is_on_disk_at_once_as_an_ink_file(own):
    for label in (7, 1):
        own.add(label, [LINE])
    assert labels(own) == on_disk(own) == [7, 1]
    np.testing.assert_allclose(next(read_ink_file(own.path)).strokes[0], LINE * 500, atol=0.01)


def test_a_shaky_tap_is_kept_as_a_dot(own):
    own.add(1, [np.array([[0.5, 0.5], [0.51, 0.52]])])
    assert own.digits[0].strokes[0].shape == (1, 2)


def test_deleted_digits_come_back_to_their_places(own):
    for label in (0, 1, 2, 3):
        own.add(label, [LINE])
    own.delete([1, 3])
    assert labels(own) == on_disk(own) == [0, 2]
    own.undo()
    assert labels(own) == on_disk(own) == [0, 1, 2, 3]


def test_another_label_and_its_undoing(own):
    for label in (4, 5):
        own.add(label, [LINE])
    own.relabel([0], 9)
    assert on_disk(own) == [9, 5]
    own.undo()
    assert on_disk(own) == [4, 5]


def test_undo_goes_back_through_every_change_and_then_does_nothing(own):
    own.add(4, [LINE])
    own.add(5, [LINE + 0.01])
    own.delete([0])
    for expected in ([4, 5], [4], [], []):
        own.undo()
        assert labels(own) == expected
    assert not own.can_undo


def test_undoing_an_addition_takes_the_last_of_several_equal_digits_out(own):
    for label in (7, 1, 7, 2, 7):
        own.add(label, [LINE])
    for expected in ([7, 1, 7, 2], [7, 1, 7], [7, 1], [7], []):
        own.undo()
        assert labels(own) == on_disk(own) == expected


def test_an_addition_is_found_again_behind_an_equal_digit_when_another_window_added_more(own):
    for label in (7, 1, 7):
        own.add(label, [LINE])
    MyDigitsFile(own.path).add(3, [LINE])
    own.undo()
    assert on_disk(own) == [7, 1, 3]


@pytest.mark.parametrize("chosen", [[0, 2], [2, 0], [2], [0, 1, 2, 3, 4], [4, 3]])
def test_several_digits_that_are_deleted_come_back_in_the_order_they_had_also_among_equal_ones(own, chosen):
    before = [7, 1, 7, 2, 7]
    for label in before:
        own.add(label, [LINE])
    own.delete(chosen)
    assert labels(own) == on_disk(own) == [label for index, label in enumerate(before) if index not in chosen]
    own.undo()
    assert labels(own) == on_disk(own) == before


@pytest.mark.parametrize("chosen", [[0, 2], [2, 0], [2], [1, 3]])
def test_several_digits_are_given_another_label_in_their_places_and_get_back_each_its_own(own, chosen):
    before = [7, 1, 7, 2]
    for label in before:
        own.add(label, [LINE])
    own.relabel(chosen, 1)
    assert labels(own) == on_disk(own) == [1 if index in chosen else label for index, label in enumerate(before)]
    own.undo()
    assert labels(own) == on_disk(own) == before


def test_changes_of_all_kinds_are_undone_from_the_last_to_the_first(own):
    for label in (4, 5, 6):
        own.add(label, [LINE])
    own.relabel([1], 9)
    own.delete([0, 2])
    own.add(4, [LINE])
    for expected in ([9], [4, 9, 6], [4, 5, 6], [4, 5]):
        own.undo()
        assert labels(own) == on_disk(own) == expected


def test_a_change_after_an_undo_is_undone_before_older_ones(own):
    own.add(4, [LINE])
    own.add(5, [LINE])
    own.undo()
    own.add(6, [LINE])
    for expected in ([4], []):
        own.undo()
        assert on_disk(own) == expected


def test_undo_with_nothing_to_undo_makes_no_file_and_takes_nothing_of_an_earlier_session(own):
    own.undo()
    assert not own.path.exists()
    MyDigitsFile(own.path).add(4, [LINE])
    before = own.path.read_bytes()
    own.undo()
    assert own.path.read_bytes() == before


def test_deleting_or_relabelling_nothing_is_nothing_to_undo(own):
    own.add(4, [LINE])
    own.delete([])
    own.relabel([], 9)
    own.undo()
    assert labels(own) == []


def test_undoing_an_addition_that_another_window_deleted_takes_nothing_else_out(own):
    own.add(4, [LINE])
    own.add(5, [LINE])
    other = MyDigitsFile(own.path)
    other.reload()
    other.delete([1])
    own.undo()
    assert on_disk(own) == [4]


def test_a_digit_that_another_window_deleted_or_relabelled_is_not_put_in_again_by_another_label(own):
    for label in (4, 5, 6):
        own.add(label, [LINE])
    other = MyDigitsFile(own.path)
    other.reload()
    other.delete([0])
    other.relabel([0], 8)
    own.relabel([0, 1, 2], 9)
    assert labels(own) == on_disk(own) == [8, 9]
    own.undo()
    assert labels(own) == on_disk(own) == [8, 6]


def test_undoing_another_label_leaves_alone_what_another_window_made_of_the_digit_since(own):
    for label in (4, 5):
        own.add(label, [LINE])
    own.relabel([0, 1], 9)
    other = MyDigitsFile(own.path)
    other.reload()
    other.relabel([0], 3)
    own.undo()
    assert on_disk(own) == [3, 5]


def test_a_torn_last_line_is_named_and_costs_no_other_digit(own):
    own.add(4, [LINE])
    with own.path.open("ab") as file:
        file.write(TORN)
    own.reload()
    assert labels(own) == [4]
    assert [fault.line for fault in own.faults] == [2]
    own.add(6, [LINE])
    assert labels(own) == [4, 6]
    own.delete([0])
    assert labels(own) == [6]
    assert TORN in own.path.read_bytes()


def test_what_another_window_added_survives_a_deletion_and_its_undoing(own):
    own.add(1, [LINE])
    other = MyDigitsFile(own.path)
    other.add(2, [LINE])
    own.delete([0])
    assert on_disk(own) == [2]
    other.add(3, [LINE])
    own.undo()
    assert sorted(on_disk(own)) == [1, 2, 3]


def test_a_file_that_cannot_be_read_says_so_and_is_left_alone(tmp_path):
    own = MyDigitsFile(tmp_path)
    with pytest.raises(MyDigitsError, match="cannot be read"):
        own.reload()
    with pytest.raises(MyDigitsError, match="cannot be written"):
        own.add(1, [LINE])
    assert own.digits == ()


def test_a_change_that_cannot_be_written_changes_nothing(own, monkeypatch):
    own.add(1, [LINE])
    before = own.path.read_bytes()

    def fail(*_):
        raise OSError(28, os.strerror(28))

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", fail)
        with pytest.raises(MyDigitsError, match="No space left"):
            own.delete([0])
    assert labels(own) == [1]
    assert own.path.read_bytes() == before
    own.undo()
    assert labels(own) == []


def test_a_digit_without_ink_is_named_and_not_shown(own):
    own.path.parent.mkdir()
    own.path.write_text('{"label": 3, "strokes": []}\n')
    own.reload()
    assert own.digits == ()
    assert "without ink" in str(own.faults[0])


def test_samples_follow_the_file_and_are_none_without_digits(own):
    samples = MyDigitsSamples(own.path)
    assert samples() is None
    own.add(1, [LINE])
    first = samples()
    assert first.count == 1
    assert samples() is first
    own.add(7, [LINE])
    assert samples().labels.tolist() == [1, 7]
    own.path.unlink()
    assert samples() is None


def test_a_file_larger_than_any_hand_writes_is_refused_before_it_is_read(own):
    own.path.parent.mkdir()
    with own.path.open("wb") as file:
        file.truncate(300_000_000)
    with pytest.raises(DataError, match="300000000 bytes"):
        own.reload()


@pytest.mark.parametrize("label", ["null", '"star"'])
def test_a_drawing_that_is_no_digit_is_named_and_not_judged(own, label):
    own.path.parent.mkdir()
    own.path.write_text(f'{{"label": {label}, "strokes": [[[0, 0], [9, 9]]]}}\n')
    own.reload()
    assert own.digits == ()
    assert "not a digit" in str(own.faults[0])
    assert MyDigitsSamples(own.path)() is None
