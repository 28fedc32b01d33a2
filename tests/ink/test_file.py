import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnstudio.errors import DataError
from nnstudio.ink.file import (
    LONGEST_LINE,
    DrawnDigit,
    InkFileError,
    append_to_ink_file,
    read_ink_file,
)


def digit(label=7, writer=None):
    return DrawnDigit(label, (np.array([[0.0, 0.5], [10.0, 20.25]]), np.array([[3.0, 4.0]])), writer)


def file_with(tmp_path, *lines):
    path = tmp_path / "mine.jsonl"
    path.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    return path


GOOD = '{"label": 3, "strokes": [[[1, 2], [3, 4.5]]]}'


def test_digits_are_read_as_they_were_written(tmp_path):
    path = tmp_path / "new folder" / "mine.jsonl"
    append_to_ink_file(path, digit(7, writer=12))
    append_to_ink_file(path, digit(0))
    first, second = read_ink_file(path)
    assert (first.label, first.writer, second.label, second.writer) == (7, 12, 0, None)
    for stroke, expected in zip(first.strokes, digit().strokes, strict=True):
        np.testing.assert_array_equal(stroke, expected)


def test_a_digit_can_be_appended_to_an_existing_and_to_a_new_file(tmp_path):
    path = tmp_path / "mine.jsonl"
    for label in (1, 2, 3):
        append_to_ink_file(path, digit(label))
    assert [drawn.label for drawn in read_ink_file(path)] == [1, 2, 3]


def test_a_digit_appended_after_a_line_cut_short_is_not_lost(tmp_path):
    path = tmp_path / "mine.jsonl"
    path.write_text(GOOD + "\n" + GOOD[:20], encoding="utf-8")
    append_to_ink_file(path, digit(5))
    assert json.loads(path.read_text(encoding="utf-8").splitlines()[-1])["label"] == 5


def test_empty_lines_are_skipped_and_a_digit_without_strokes_is_allowed(tmp_path):
    path = file_with(tmp_path, "", GOOD, "  ", '{"label": 4, "strokes": []}')
    assert [drawn.label for drawn in read_ink_file(path)] == [3, 4]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "is not JSON"),
        ("[" * 100_000, "is not JSON"),
        ("9" * 10_000, "is not JSON"),
        ("[]", "not a JSON object"),
        ('{"strokes": []}', "label is a digit from 0 to 9, not None"),
        ('{"label": 10, "strokes": []}', "not 10"),
        ('{"label": true, "strokes": []}', "not True"),
        ('{"label": "8", "strokes": []}', "not '8'"),
        ('{"label": 8, "writer": "me", "strokes": []}', "writer is a whole number"),
        ('{"label": 8}', "strokes are a list, not None"),
        ('{"label": 8, "strokes": [5]}', "list of points"),
        ('{"label": 8, "strokes": [[[1, 2, 3]]]}', "list of points"),
        ('{"label": 8, "strokes": [[[1, "a"]]]}', "two numbers"),
        ('{"label": 8, "strokes": [[[1, null]]]}', "two numbers"),
        ('{"label": 8, "strokes": [[[1, NaN]]]}', "finite numbers"),
        ('{"label": 8, "strokes": [[[1, 1e999]]]}', "finite numbers"),
        ('{"label": 8, "strokes": [[[1, 1' + "0" * 400 + "]]]}", "int too large"),
    ],
)
def test_a_line_without_a_digit_is_refused_with_file_and_line(tmp_path, line, reason):
    path = file_with(tmp_path, GOOD, line)
    digits = read_ink_file(path)
    assert next(digits).label == 3
    with pytest.raises(InkFileError, match=f"mine.jsonl: line 2: .*{reason}") as caught:
        next(digits)
    assert caught.value.line == 2
    assert isinstance(caught.value, DataError)
    assert len(str(caught.value)) < len(str(path)) + 300


def test_a_drawing_that_is_not_a_digit_has_the_label_null_or_a_word(tmp_path):
    path = file_with(tmp_path, '{"label": null, "strokes": []}', '{"label": "heart", "strokes": []}', GOOD)
    assert [drawn.label for drawn in read_ink_file(path)] == [None, None, 3]


def test_an_endless_line_is_refused_before_it_fills_the_memory(tmp_path):
    path = tmp_path / "long.jsonl"
    path.write_bytes(b" " * (LONGEST_LINE + 10))
    with pytest.raises(InkFileError, match="line 1: longer than"):
        list(read_ink_file(path))


def test_bytes_that_are_not_text_are_refused(tmp_path):
    path = tmp_path / "binary.jsonl"
    path.write_bytes(b"\xff\xfe\x00\x9c\n")
    with pytest.raises(InkFileError, match="line 1"):
        list(read_ink_file(path))


def test_a_missing_file_and_a_folder_are_refused_by_name(tmp_path):
    for path in (tmp_path / "none.jsonl", tmp_path):
        with pytest.raises(InkFileError, match=path.name):
            list(read_ink_file(path))


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["label", "strokes"]), inner),
    max_leaves=8,
)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(content=st.fixed_dictionaries({"label": st.integers(-1, 10) | JSON, "strokes": JSON}) | JSON)
def test_any_json_is_either_read_as_a_digit_or_refused(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("ink") / "any.jsonl"
    path.write_text(json.dumps(content), encoding="utf-8")
    try:
        for drawn in read_ink_file(path):
            assert drawn.label is None or 0 <= drawn.label <= 9
            assert all(stroke.shape[1] == 2 for stroke in drawn.strokes)
    except InkFileError:
        pass
