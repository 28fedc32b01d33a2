"""Archives that the program wrote itself are read completely; others are refused."""

import numpy as np
import pytest

from nnstudio.data.npz import read_stored_npz
from nnstudio.errors import DataError

ARRAYS = {"numbers": np.arange(6.0).reshape(2, 3), "text": np.array(["größer", "b"]), "none": np.zeros((0, 4))}


def refused(path, max_bytes=1_000_000):
    with pytest.raises(DataError) as caught:
        read_stored_npz(path, max_bytes)
    return caught.value.found


def test_every_array_is_read_back(tmp_path):
    np.savez(tmp_path / "a.npz", **ARRAYS)
    arrays = read_stored_npz(tmp_path / "a.npz", 1_000_000)
    assert arrays.keys() == ARRAYS.keys()
    for name, array in ARRAYS.items():
        np.testing.assert_array_equal(arrays[name], array)


def test_an_archive_that_is_compressed_is_refused(tmp_path):
    path = tmp_path / "a.npz"
    np.savez_compressed(path, zeros=np.zeros(100_000))
    assert refused(path) == f"{path.stat().st_size} bytes that claim to contain 800128"


def test_an_archive_that_is_too_large_is_refused(tmp_path):
    path = tmp_path / "a.npz"
    np.savez(path, **ARRAYS)
    assert "bytes that claim to contain" in refused(path, max_bytes=path.stat().st_size - 1)
    assert read_stored_npz(path, max_bytes=path.stat().st_size)


def test_a_file_that_is_not_there_is_named(tmp_path):
    assert refused(tmp_path / "a.npz") == "no such file"
