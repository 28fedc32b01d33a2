"""The file of the user's digits line by line: its contents, its errors, and the samples made from it."""

import errno
import os

import numpy as np
import pytest

from nnstudio.data.dataset import PictureSamples
from nnstudio.data.my_digits import LARGEST_FILE, MyDigitsError, MyDigitsFile, MyDigitsSamples, my_digits_samples
from nnstudio.ink.file import DrawnDigit, InkFileError
from nnstudio.ink.recipe import draw

LINE = np.array([[0.5, 0.2], [0.5, 0.8]])
BAR = np.array([[0.2, 0.5], [0.8, 0.5]])
SEVEN = b'{"label": 7, "strokes": [[[250.0, 100.0], [250.0, 400.0]]]}'
REMEDY = "Check its permissions and the free space; nothing in it was lost."
HINT = 'A line reads {"label": 8, "strokes": [[[x, y], …], …]}'


@pytest.fixture
def my_digits(tmp_path):
    return MyDigitsFile(tmp_path / "my-digits.jsonl")


def labels(my_digits):
    return [digit.label for digit in my_digits.digits]


def with_lines(my_digits, *lines):
    my_digits.path.write_bytes(b"".join(line + b"\n" for line in lines))
    my_digits.reload()
    return my_digits


def test_there_are_no_digits_before_the_file_is_read(my_digits):
    MyDigitsFile(my_digits.path).add(7, [LINE])
    assert my_digits.digits == ()
    assert my_digits.faults == ()
    assert not my_digits.can_undo
    my_digits.reload()
    assert labels(my_digits) == [7]
    assert not my_digits.can_undo


def test_an_added_digit_is_a_line_in_a_box_of_500_to_a_hundredth(my_digits):
    my_digits.add(7, [LINE])
    my_digits.add(1, [np.array([[0.11111, 0.2], [0.5, 0.99999]]), BAR])
    assert my_digits.path.read_bytes().splitlines() == [
        SEVEN,
        b'{"label": 1, "strokes": [[[55.56, 100.0], [250.0, 500.0]], [[100.0, 250.0], [400.0, 250.0]]]}',
    ]
    assert my_digits.can_undo


@pytest.mark.parametrize(
    ("strokes", "kept"),
    [
        ([[[0.5, 0.25], [0.529, 0.25]]], [[[257.25, 125.0]]]),
        ([[[0.5, 0.25], [0.5, 0.279]]], [[[250.0, 132.25]]]),
        ([[[0.25, 0.75]], [[0.27, 0.77]]], [[[130.0, 380.0]]]),
        ([[[0.25, 0.75]]], [[[125.0, 375.0]]]),
        ([[[0.5, 0.25], [0.53125, 0.25]]], [[[250.0, 125.0], [265.62, 125.0]]]),
        ([[[0.25, 0.75]], [[0.25, 0.79]]], [[[125.0, 375.0]], [[125.0, 395.0]]]),
    ],
)
def test_ink_of_3_percent_of_the_pad_is_kept_as_one_dot_in_its_middle(my_digits, strokes, kept):
    my_digits.add(1, [np.array(stroke) for stroke in strokes])
    found = [stroke.tolist() for stroke in my_digits.digits[0].strokes]
    assert len(found) == len(kept)
    for one, other in zip(found, kept, strict=True):
        np.testing.assert_allclose(one, other, atol=0.011)


def test_ink_of_exactly_the_largest_size_of_a_dot_is_a_dot(my_digits):
    my_digits.add(1, [np.array([[0.0, 0.9], [0.03, 0.9]])])
    assert my_digits.digits[0].strokes[0].shape == (1, 2)


def test_adding_does_not_change_the_strokes(my_digits):
    strokes = [LINE.copy(), BAR.copy()]
    my_digits.add(1, strokes)
    np.testing.assert_array_equal(strokes, [LINE, BAR])


def test_the_error_for_a_file_that_cannot_be_read_or_written(tmp_path):
    my_digits = MyDigitsFile(tmp_path)
    for act, what in ((my_digits.reload, "read"), (lambda: my_digits.add(1, [LINE]), "written")):
        with pytest.raises(MyDigitsError) as refused:
            act()
        assert str(refused.value) == f"{tmp_path}: cannot be {what} (Is a directory). {REMEDY}"
        assert refused.value.path == tmp_path
        assert isinstance(refused.value.__cause__, OSError)


@pytest.mark.parametrize(
    ("error", "text"),
    [(OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)), "No space left on device"), (OSError("gone"), "gone")],
)
def test_a_failed_change_is_reported_with_the_systems_text_or_that_of_the_error(my_digits, monkeypatch, error, text):
    my_digits.add(1, [LINE])

    def fail(*_):
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", fail)
        with pytest.raises(MyDigitsError) as refused:
            my_digits.relabel([0], 2)
    assert str(refused.value) == f"{my_digits.path}: cannot be written ({text}). {REMEDY}"
    assert labels(my_digits) == [1]


def test_an_undo_that_fails_can_be_tried_again(my_digits, monkeypatch):
    my_digits.add(1, [LINE])

    def fail(*_):
        raise OSError(errno.ENOSPC, "full")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", fail)
        with pytest.raises(MyDigitsError):
            my_digits.undo()
    assert my_digits.can_undo
    my_digits.undo()
    assert labels(my_digits) == []


def test_lines_without_a_digit_are_reported_in_order_and_empty_ones_are_ignored(my_digits):
    with_lines(
        my_digits,
        b"{",
        SEVEN,
        b"",
        b'{"label": null, "strokes": [[[1, 2]]]}',
        b"  ",
        b'{"label": 3, "strokes": [[]]}',
        SEVEN,
    )
    assert labels(my_digits) == [7, 7]
    assert [fault.line for fault in my_digits.faults] == [1, 4, 6]
    assert all(fault.path == my_digits.path for fault in my_digits.faults)
    assert str(my_digits.faults[1]) == f"{my_digits.path}: line 4: a drawing that is not a digit. {HINT}"
    assert str(my_digits.faults[2]) == f"{my_digits.path}: line 6: a digit without ink. {HINT}"


def test_a_digit_with_ink_in_one_of_its_strokes_counts(my_digits):
    with_lines(my_digits, b'{"label": 3, "strokes": [[], [[1, 2]], []]}')
    assert labels(my_digits) == [3]


def test_a_fault_has_its_current_line_number(my_digits):
    with_lines(my_digits, SEVEN, SEVEN, b"{", SEVEN)
    assert [fault.line for fault in my_digits.faults] == [3]
    my_digits.delete([1])
    assert [fault.line for fault in my_digits.faults] == [2]
    my_digits.delete([1])
    assert my_digits.path.read_bytes() == SEVEN + b"\n{\n"


def test_digits_are_indexed_whatever_lines_are_between_them(my_digits):
    with_lines(my_digits, b"{", SEVEN, b"", SEVEN.replace(b"7", b"8", 1), b"{", SEVEN.replace(b"7", b"9", 1))
    my_digits.relabel([1], 4)
    assert labels(my_digits) == [7, 4, 9]
    my_digits.delete([2, 0])
    assert my_digits.path.read_bytes().splitlines() == [b"{", b"", SEVEN.replace(b"7", b"4", 1), b"{"]


def test_a_new_label_keeps_the_writer_and_the_strokes(my_digits):
    with_lines(my_digits, b'{"label": 7, "writer": 12, "strokes": [[[1.0, 2.0], [30.0, 40.0]], [[5.0, 6.0]]]}')
    my_digits.relabel([0], 2)
    assert my_digits.path.read_bytes() == (
        b'{"label": 2, "writer": 12, "strokes": [[[1.0, 2.0], [30.0, 40.0]], [[5.0, 6.0]]]}\n'
    )
    assert my_digits.digits[0].writer == 12


def test_an_unchanged_line_keeps_the_same_digit_object_over_changes_and_reloads(my_digits):
    with_lines(my_digits, SEVEN, SEVEN.replace(b"7", b"8", 1))
    kept = my_digits.digits[1]
    my_digits.delete([0])
    my_digits.reload()
    assert my_digits.digits[0] is kept


def test_a_file_may_be_as_large_as_the_limit_and_one_byte_more_is_refused(my_digits):
    with my_digits.path.open("wb") as file:
        file.truncate(LARGEST_FILE + 1)
    with pytest.raises(InkFileError) as refused:
        my_digits.reload()
    found = "has 200000001 bytes; allowed: 200000000"
    assert str(refused.value) == f"{my_digits.path}: {found}. {HINT}"
    assert refused.value.line is None


def test_samples_are_the_pictures_that_the_network_sees_with_their_labels():
    digits = [DrawnDigit(7, (LINE * 500, BAR * 500)), DrawnDigit(1, (BAR * 500,))]
    samples = my_digits_samples(digits)
    assert isinstance(samples, PictureSamples)
    assert samples.pictures.shape == (2, 28, 28)
    assert samples.labels.dtype == np.uint8
    assert samples.labels.tolist() == [7, 1]
    for picture, digit in zip(samples.pictures, digits, strict=True):
        np.testing.assert_array_equal(picture, draw(digit.strokes))


def test_samples_are_read_again_when_the_file_changed_and_only_then(my_digits):
    samples = MyDigitsSamples(my_digits.path)
    assert samples() is None
    my_digits.add(7, [LINE])
    first = samples()
    assert first.labels.tolist() == [7]
    assert samples() is first
    my_digits.relabel([0], 3)
    assert samples().labels.tolist() == [3]
    my_digits.delete([0])
    assert samples() is None
    my_digits.undo()
    assert samples().labels.tolist() == [3]


def test_a_file_rewritten_in_place_with_as_many_bytes_is_read_again(my_digits):
    my_digits.add(7, [LINE])
    samples = MyDigitsSamples(my_digits.path)
    assert samples().labels.tolist() == [7]
    my_digits.path.write_bytes(my_digits.path.read_bytes().replace(b"7", b"3", 1))
    os.utime(my_digits.path, ns=(1, 1))
    assert samples().labels.tolist() == [3]


def test_there_are_no_samples_of_a_file_that_cannot_be_read(my_digits):
    my_digits.path.mkdir()
    samples = MyDigitsSamples(my_digits.path)
    assert samples() is None
    my_digits.path.rmdir()
    my_digits.add(7, [LINE])
    assert samples().count == 1
    my_digits.path.unlink()
    assert samples() is None
