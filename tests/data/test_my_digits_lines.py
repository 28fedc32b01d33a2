"""What the file of one's own digits holds and says, line by line, and the samples made of it."""

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
def own(tmp_path):
    return MyDigitsFile(tmp_path / "my-digits.jsonl")


def labels(own):
    return [digit.label for digit in own.digits]


def with_lines(own, *lines):
    own.path.write_bytes(b"".join(line + b"\n" for line in lines))
    own.reload()
    return own


def test_nothing_is_held_before_the_file_is_read(own):
    MyDigitsFile(own.path).add(7, [LINE])
    assert own.digits == ()
    assert own.faults == ()
    assert not own.can_undo
    own.reload()
    assert labels(own) == [7]
    assert not own.can_undo


def test_an_added_digit_is_a_line_in_a_box_of_500_to_a_hundredth(own):
    own.add(7, [LINE])
    own.add(1, [np.array([[0.11111, 0.2], [0.5, 0.99999]]), BAR])
    assert own.path.read_bytes().splitlines() == [
        SEVEN,
        b'{"label": 1, "strokes": [[[55.56, 100.0], [250.0, 500.0]], [[100.0, 250.0], [400.0, 250.0]]]}',
    ]
    assert own.can_undo


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
def test_ink_of_3_percent_of_the_pad_is_kept_as_one_dot_in_its_middle(own, strokes, kept):
    own.add(1, [np.array(stroke) for stroke in strokes])
    found = [stroke.tolist() for stroke in own.digits[0].strokes]
    assert len(found) == len(kept)
    for one, other in zip(found, kept, strict=True):
        np.testing.assert_allclose(one, other, atol=0.011)


def test_ink_just_as_large_as_a_dot_may_be_is_a_dot(own):
    own.add(1, [np.array([[0.0, 0.9], [0.03, 0.9]])])
    assert own.digits[0].strokes[0].shape == (1, 2)


def test_adding_leaves_the_strokes_as_they_were(own):
    strokes = [LINE.copy(), BAR.copy()]
    own.add(1, strokes)
    np.testing.assert_array_equal(strokes, [LINE, BAR])


def test_a_file_that_cannot_be_read_or_written_is_told_in_these_words(tmp_path):
    own = MyDigitsFile(tmp_path)
    for act, what in ((own.reload, "read"), (lambda: own.add(1, [LINE]), "written")):
        with pytest.raises(MyDigitsError) as refused:
            act()
        assert str(refused.value) == f"{tmp_path}: cannot be {what} (Is a directory). {REMEDY}"
        assert refused.value.path == tmp_path
        assert isinstance(refused.value.__cause__, OSError)


@pytest.mark.parametrize(
    ("error", "text"),
    [(OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)), "No space left on device"), (OSError("gone"), "gone")],
)
def test_what_hinders_a_change_is_told_in_the_systems_words_or_its_own(own, monkeypatch, error, text):
    own.add(1, [LINE])

    def fail(*_):
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", fail)
        with pytest.raises(MyDigitsError) as refused:
            own.relabel([0], 2)
    assert str(refused.value) == f"{own.path}: cannot be written ({text}). {REMEDY}"
    assert labels(own) == [1]


def test_undoing_that_fails_can_be_tried_again(own, monkeypatch):
    own.add(1, [LINE])

    def fail(*_):
        raise OSError(errno.ENOSPC, "full")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", fail)
        with pytest.raises(MyDigitsError):
            own.undo()
    assert own.can_undo
    own.undo()
    assert labels(own) == []


def test_lines_without_a_digit_are_named_in_order_and_empty_ones_are_no_fault(own):
    with_lines(
        own, b"{", SEVEN, b"", b'{"label": null, "strokes": [[[1, 2]]]}', b"  ", b'{"label": 3, "strokes": [[]]}', SEVEN
    )
    assert labels(own) == [7, 7]
    assert [fault.line for fault in own.faults] == [1, 4, 6]
    assert all(fault.path == own.path for fault in own.faults)
    assert str(own.faults[1]) == f"{own.path}: line 4: a drawing that is not a digit. {HINT}"
    assert str(own.faults[2]) == f"{own.path}: line 6: a digit without ink. {HINT}"


def test_a_digit_with_ink_in_one_of_its_strokes_counts(own):
    with_lines(own, b'{"label": 3, "strokes": [[], [[1, 2]], []]}')
    assert labels(own) == [3]


def test_a_fault_has_the_line_where_it_is_now(own):
    with_lines(own, SEVEN, SEVEN, b"{", SEVEN)
    assert [fault.line for fault in own.faults] == [3]
    own.delete([1])
    assert [fault.line for fault in own.faults] == [2]
    own.delete([1])
    assert own.path.read_bytes() == SEVEN + b"\n{\n"


def test_digits_are_named_by_their_place_whatever_lies_between_them(own):
    with_lines(own, b"{", SEVEN, b"", SEVEN.replace(b"7", b"8", 1), b"{", SEVEN.replace(b"7", b"9", 1))
    own.relabel([1], 4)
    assert labels(own) == [7, 4, 9]
    own.delete([2, 0])
    assert own.path.read_bytes().splitlines() == [b"{", b"", SEVEN.replace(b"7", b"4", 1), b"{"]


def test_another_label_keeps_the_writer_and_the_strokes(own):
    with_lines(own, b'{"label": 7, "writer": 12, "strokes": [[[1.0, 2.0], [30.0, 40.0]], [[5.0, 6.0]]]}')
    own.relabel([0], 2)
    assert own.path.read_bytes() == (
        b'{"label": 2, "writer": 12, "strokes": [[[1.0, 2.0], [30.0, 40.0]], [[5.0, 6.0]]]}\n'
    )
    assert own.digits[0].writer == 12


def test_a_line_that_did_not_change_keeps_its_very_digit_over_changes_and_reloads(own):
    with_lines(own, SEVEN, SEVEN.replace(b"7", b"8", 1))
    kept = own.digits[1]
    own.delete([0])
    own.reload()
    assert own.digits[0] is kept


def test_a_file_may_be_as_large_as_the_limit_and_one_byte_more_is_refused(own):
    with own.path.open("wb") as file:
        file.truncate(LARGEST_FILE + 1)
    with pytest.raises(InkFileError) as refused:
        own.reload()
    found = "has 200000001 bytes; allowed: 200000000"
    assert str(refused.value) == f"{own.path}: {found}. {HINT}"
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


def test_samples_are_read_again_when_the_file_changed_and_only_then(own):
    samples = MyDigitsSamples(own.path)
    assert samples() is None
    own.add(7, [LINE])
    first = samples()
    assert first.labels.tolist() == [7]
    assert samples() is first
    own.relabel([0], 3)
    assert samples().labels.tolist() == [3]
    own.delete([0])
    assert samples() is None
    own.undo()
    assert samples().labels.tolist() == [3]


def test_a_file_rewritten_in_place_with_as_many_bytes_is_read_again(own):
    own.add(7, [LINE])
    samples = MyDigitsSamples(own.path)
    assert samples().labels.tolist() == [7]
    own.path.write_bytes(own.path.read_bytes().replace(b"7", b"3", 1))
    os.utime(own.path, ns=(1, 1))
    assert samples().labels.tolist() == [3]


def test_there_are_no_samples_of_a_file_that_cannot_be_read(own):
    own.path.mkdir()
    samples = MyDigitsSamples(own.path)
    assert samples() is None
    own.path.rmdir()
    own.add(7, [LINE])
    assert samples().count == 1
    own.path.unlink()
    assert samples() is None
