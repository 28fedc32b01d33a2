import gzip
import struct

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nnstudio.data.idx import read_idx
from nnstudio.errors import DataError
from tests.conftest import write_idx

HEADER = struct.pack(">BBBBII", 0, 0, 8, 2, 3, 4)


def error_of(path, content, dimensions=2):
    path.write_bytes(content)
    with pytest.raises(DataError) as caught:
        read_idx(path, dimensions)
    assert str(path) in str(caught.value)
    return str(caught.value)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "file"


def test_a_gzipped_file_is_read_as_it_was_written(path):
    array = np.arange(24, dtype=np.uint8).reshape(2, 3, 4)
    write_idx(path, array)
    np.testing.assert_array_equal(read_idx(path, 3), array)


def test_a_plain_file_is_read_too(path):
    path.write_bytes(HEADER + bytes(range(12)))
    assert read_idx(path, 2)[2, 3] == 11


def test_the_error_for_a_truncated_file_says_how_much_is_there(path):
    assert "truncated: 5 bytes of the 3 × 4 = 12 promised" in error_of(path, HEADER + bytes(5))


def test_a_truncated_gzip_is_refused(path):
    assert "cannot be read" in error_of(path, gzip.compress(HEADER + bytes(range(12)))[:-9])


def test_a_file_that_is_too_long_is_refused(path):
    assert "goes on after" in error_of(path, HEADER + bytes(13))


def test_another_kind_of_file_is_refused(path):
    assert "begins with 89 50 4e 47" in error_of(path, b"\x89PNG\r\n\x1a\n")
    assert "begins with nothing" in error_of(path, b"")


def test_a_file_of_other_dimensions_is_refused(path):
    assert "3 dimensions" in error_of(path, HEADER + bytes(12), dimensions=3)


def test_a_header_cut_short_is_refused(path):
    assert "inside its header" in error_of(path, HEADER[:7])


def test_a_header_that_promises_terabytes_is_refused_before_anything_is_allocated(path):
    huge = struct.pack(">BBBBII", 0, 0, 8, 2, 2**32 - 1, 2**32 - 1)
    assert "its header promises" in error_of(path, huge)


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    for path in (tmp_path / "missing", tmp_path):
        with pytest.raises(DataError, match="cannot be read"):
            read_idx(path, 1)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@given(st.binary(max_size=60), st.booleans(), st.integers(1, 3))
def test_any_bytes_are_read_or_refused(path, content, is_gzipped, dimensions):
    path.write_bytes(gzip.compress(content) if is_gzipped else content)
    try:
        assert read_idx(path, dimensions).ndim == dimensions
    except DataError:
        return
