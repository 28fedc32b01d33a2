"""The exact lines of an ink file, and the exact messages that refuse one."""

import json
import os

import numpy as np
import pytest

from nnstudio.ink.file import (
    LONGEST_LINE,
    DrawnDigit,
    InkFileError,
    append_to_ink_file,
    encode_digit,
    parse_digit,
    read_ink_file,
)

HINT = 'A line reads {"label": 8, "strokes": [[[x, y], …], …]}'
GOOD = b'{"label": 3, "strokes": [[[1, 2], [3, 4.5]]]}'


def digit(label=7, writer=None):
    return DrawnDigit(label, (np.array([[0.004, 0.5], [10.126, -20.25]]), np.array([[3.0, 4.0]])), writer)


def refusal(path, line, found):
    return f"{path}: {'' if line is None else f'line {line}: '}{found}. {HINT}"


def test_a_line_holds_the_label_any_writer_and_coordinates_to_a_hundredth():
    strokes = b'"strokes": [[[0.0, 0.5], [10.13, -20.25]], [[3.0, 4.0]]]}'
    assert encode_digit(digit()) == b'{"label": 7, ' + strokes
    assert encode_digit(digit(0, writer=0)) == b'{"label": 0, "writer": 0, ' + strokes
    assert encode_digit(DrawnDigit(None, ())) == b'{"label": null, "strokes": []}'


def test_an_array_that_is_not_a_stroke_is_not_encoded():
    with pytest.raises(ValueError, match="a stroke has the shape"):
        encode_digit(DrawnDigit(1, (np.ones((2, 3)),)))


def test_a_digit_is_on_disk_on_return(tmp_path, monkeypatch):
    synced = []
    real = os.fsync

    def fsync(handle):
        synced.append(os.fstat(handle).st_size)
        real(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    append_to_ink_file(tmp_path / "mine.jsonl", digit())
    assert synced == [len(encode_digit(digit())) + 1]


def test_a_digit_is_appended_in_new_and_in_existing_folders(tmp_path):
    path = tmp_path / "one" / "two" / "mine.jsonl"
    for label in (1, 2):
        append_to_ink_file(path, digit(label))
    assert path.read_bytes() == encode_digit(digit(1)) + b"\n" + encode_digit(digit(2)) + b"\n"


@pytest.mark.parametrize("end", [b"", b"\n", b"\n\n", b"\n{", b" "])
def test_only_a_line_that_was_cut_short_is_terminated_before_a_digit_is_appended(tmp_path, end):
    path = tmp_path / "mine.jsonl"
    before = GOOD + end
    path.write_bytes(before)
    append_to_ink_file(path, digit())
    between = b"" if end.endswith(b"\n") else b"\n"
    assert path.read_bytes() == before + between + encode_digit(digit()) + b"\n"


@pytest.mark.parametrize("before", [b"x", b"\n"])
def test_a_file_of_one_byte_can_be_appended_to(tmp_path, before):
    path = tmp_path / "mine.jsonl"
    path.write_bytes(before)
    append_to_ink_file(path, digit())
    assert path.read_bytes() == before.strip() + b"\n" + encode_digit(digit()) + b"\n"


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("[]", "is not a JSON object"),
        ('{"label": -1, "strokes": []}', "the label is a digit from 0 to 9, not -1"),
        ('{"label": 10, "strokes": []}', "the label is a digit from 0 to 9, not 10"),
        ('{"label": 8.0, "strokes": []}', "the label is a digit from 0 to 9, not 8.0"),
        ('{"label": "8", "strokes": []}', "the label is a digit from 0 to 9, not '8'"),
        ('{"strokes": []}', "the label is a digit from 0 to 9, not None"),
        ('{"label": 8, "writer": 1.0, "strokes": []}', "the writer is a whole number, not 1.0"),
        ('{"label": 8, "writer": true, "strokes": []}', "the writer is a whole number, not True"),
        ('{"label": 8, "strokes": {}}', "the strokes are a list, not {}"),
        ('{"label": 8}', "the strokes are a list, not None"),
        ('{"label": 8, "strokes": [5]}', "a stroke is a list of points [x, y]"),
        ('{"label": 8, "strokes": [[[1, 2], 3]]}', "a stroke is a list of points [x, y]"),
        ('{"label": 8, "strokes": [[[1, 2], [3]]]}', "a stroke is a list of points [x, y]"),
        ('{"label": 8, "strokes": [[[1, 2], [3, true]]]}', "a point is two numbers, not [3, True]"),
        ('{"label": 8, "strokes": [[["1", 2]]]}', "a point is two numbers, not ['1', 2]"),
    ],
)
def test_the_message_that_refuses_a_line_without_a_digit(tmp_path, line, found):
    with pytest.raises(InkFileError) as refused:
        parse_digit(line.encode(), tmp_path / "mine.jsonl", 4)
    assert str(refused.value) == refusal(tmp_path / "mine.jsonl", 4, found)
    assert refused.value.line == 4
    assert refused.value.path == tmp_path / "mine.jsonl"


@pytest.mark.parametrize(("text", "message"), [(b"{", "is not JSON (Expecting"), (b"\xff", "is not JSON ('utf-8'")])
def test_the_message_of_the_json_parser_is_passed_on(tmp_path, text, message):
    with pytest.raises(InkFileError, match="line 12: ") as refused:
        parse_digit(text, tmp_path, 12)
    assert message in str(refused.value)
    assert str(refused.value).endswith("). " + HINT)


@pytest.mark.parametrize(("length", "shown"), [(38, "'{38}'"), (39, "'{38}…"), (200, "'{38}…")])
def test_a_value_of_more_than_40_characters_is_shortened_to_40(tmp_path, length, shown):
    with pytest.raises(InkFileError) as refused:
        parse_digit(json.dumps({"label": 1, "writer": "w" * length}).encode(), tmp_path, 1)
    found = "the writer is a whole number, not " + shown.replace("{38}", "w" * 38)
    assert str(refused.value) == refusal(tmp_path, 1, found)


@pytest.mark.parametrize("label", range(10))
def test_every_digit_is_read_with_its_strokes_and_its_writer(tmp_path, label):
    text = json.dumps({"label": label, "writer": -label, "strokes": [[[1, 2.5], [3, 4]], [], [[5, 6]]]})
    read = parse_digit(text.encode(), tmp_path, 1)
    assert (read.label, read.writer) == (label, -label)
    assert [stroke.tolist() for stroke in read.strokes] == [[[1, 2.5], [3, 4]], [], [[5, 6]]]
    assert all(stroke.dtype == np.float64 for stroke in read.strokes)


@pytest.mark.parametrize("label", [None, "heart", "", "8th"])
def test_null_and_a_word_mean_that_a_drawing_is_not_a_digit(tmp_path, label):
    text = json.dumps({"label": label, "strokes": [[[1, 2]]]})
    read = parse_digit(text.encode(), tmp_path, 1)
    assert read.label is None
    assert read.writer is None
    assert len(read.strokes) == 1


def test_empty_lines_count_in_line_numbers(tmp_path):
    path = tmp_path / "mine.jsonl"
    path.write_bytes(b"\n" + GOOD + b"\n \n{\n")
    digits = read_ink_file(path)
    assert next(digits).label == 3
    with pytest.raises(InkFileError) as refused:
        next(digits)
    assert refused.value.line == 4


def test_a_line_may_be_as_long_as_the_limit_and_one_byte_more_is_refused(tmp_path):
    path = tmp_path / "mine.jsonl"
    path.write_bytes(GOOD.ljust(LONGEST_LINE - 1) + b"\n" + GOOD + b"\n" + b" " * LONGEST_LINE + b"\n")
    digits = read_ink_file(path)
    assert [next(digits).label, next(digits).label] == [3, 3]
    with pytest.raises(InkFileError) as refused:
        next(digits)
    assert str(refused.value) == refusal(path, 3, "longer than 4000000 bytes")


def test_a_file_that_cannot_be_read_is_refused_without_a_line_number(tmp_path):
    for path, why in ((tmp_path / "none.jsonl", "No such file or directory"), (tmp_path, "Is a directory")):
        with pytest.raises(InkFileError) as refused:
            list(read_ink_file(path))
        assert str(refused.value) == refusal(path, None, f"cannot be read ({why})")
        assert refused.value.line is None
