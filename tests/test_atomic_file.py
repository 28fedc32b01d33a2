"""A file that is written atomically is the old one or the whole new one."""

import os

import pytest

from nnstudio.atomic_file import write_atomically


@pytest.fixture
def path(tmp_path):
    """A file that is there already."""
    path = tmp_path / "mine.txt"
    path.write_bytes(b"old")
    return path


def test_the_new_content_replaces_the_old_and_nothing_else_stays(path):
    write_atomically(path, lambda file: file.write(b"new"))
    assert path.read_bytes() == b"new"
    assert list(path.parent.iterdir()) == [path]


def test_it_is_written_beside_the_old_one_with_its_name_in_the_name(path):
    seen = []

    def write(file):
        file.write(b"new")
        seen.extend(each.name for each in path.parent.iterdir())
        assert path.read_bytes() == b"old"

    write_atomically(path, write)
    (unfinished,) = set(seen) - {path.name}
    assert len(seen) == 2
    assert path.name in unfinished


@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError])
def test_an_error_while_writing_is_raised_and_keeps_the_old_file_alone(path, error):
    def write(file):
        file.write(b"half")
        raise error

    with pytest.raises(error):
        write_atomically(path, write)
    assert path.read_bytes() == b"old"
    assert list(path.parent.iterdir()) == [path]


def test_the_content_is_on_disk_on_return(path, monkeypatch):
    synced = []
    real = os.fsync

    def fsync(handle):
        synced.append(os.fstat(handle).st_size)
        real(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    write_atomically(path, lambda file: file.write(b"new"))
    assert synced == [3]
