"""The files of a run where the disk is full, or the folder is gone, and then back again."""

import errno
import os
import shutil

import numpy as np
import pytest

from nnstudio.runs import run_files
from nnstudio.runs.run_files import MARKER, RunFiles, is_being_written, trouble_text


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "run"
    folder.mkdir()
    return folder


@pytest.fixture
def files(folder, monkeypatch):
    monkeypatch.setattr(run_files, "CHECK_SECONDS", 0.0)
    files = RunFiles(folder)
    yield files
    files.close()


@pytest.fixture
def disk(monkeypatch):
    """A disk that can be filled: what is appended or replaced then fails half-way."""
    return Disk(monkeypatch)


class Disk:
    def __init__(self, monkeypatch):
        self.is_full = False
        real = run_files.write_atomically

        def write_atomically(path, write):
            if self.is_full:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            real(path, write)

        monkeypatch.setattr(run_files, "write_atomically", write_atomically)
        opened = run_files._opened
        monkeypatch.setattr(run_files, "_opened", lambda path: HalfWritten(opened(path), self))


class HalfWritten:
    """A file of which a full disk takes the first half of what is written."""

    def __init__(self, file, disk):
        self._file, self._disk = file, disk

    def write(self, data):
        return self._file.write(data[: len(data) // 2] if self._disk.is_full else data)

    def __getattr__(self, name):
        return getattr(self._file, name)


def content(folder):
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.name != "lock"}


def test_nothing_is_written_by_halves_on_a_full_disk_and_all_of_it_later_in_its_order(disk, files, folder):
    files.append("lines", b"first\n")
    files.replace("state", lambda file: file.write(b"old"))
    disk.is_full = True
    for line in (b"second\n", b"third\n"):
        files.append("lines", line)
    files.replace("state", lambda file: file.write(b"new"))
    assert files.trouble.errno == errno.ENOSPC
    assert content(folder) == {MARKER: b"", "lines": b"first\n", "state": b"old"}
    files.retry()
    assert files.trouble is not None
    disk.is_full = False
    files.retry()
    assert files.trouble is None
    assert content(folder) == {MARKER: b"", "lines": b"first\nsecond\nthird\n", "state": b"new"}


def test_what_waits_is_written_when_the_files_are_closed_if_that_is_possible_by_then(disk, files, folder):
    disk.is_full = True
    files.append(MARKER, b"rows")
    disk.is_full = False
    files.close()
    assert content(folder) == {MARKER: b"rows"}


def test_a_folder_that_was_put_back_goes_on_as_it_was(files, folder, tmp_path):
    files.append(MARKER, b"one ")
    folder.rename(tmp_path / "elsewhere")
    files.append(MARKER, b"two ")
    assert files.trouble.errno == errno.ENOENT
    (tmp_path / "elsewhere").rename(folder)
    files.retry()
    files.append(MARKER, b"three")
    assert content(folder) == {MARKER: b"one two three"}


@pytest.mark.skipif(not run_files.KEEPS_FILES_OPEN, reason="this system deletes no folder with open files")
def test_a_folder_that_was_deleted_is_written_anew_with_everything_that_was_in_it(files, folder):
    (folder / "by another process").write_bytes(b"earlier")
    files.keep_open()
    files.append(MARKER, b"one ")
    files.append("lines", b"a line\n")
    files.replace("state", lambda file: np.save(file, np.arange(3)))
    before = content(folder)
    shutil.rmtree(folder)
    files.append("lines", b"another\n")
    assert files.trouble is not None
    assert not folder.exists()
    files.retry()
    assert files.trouble is None
    assert content(folder) == before | {"lines": b"a line\nanother\n"}
    with pytest.raises(OSError, match="another process"):
        RunFiles(folder)
    files.append("lines", b"last\n")
    files.close()
    assert (folder / "lines").read_bytes() == b"a line\nanother\nlast\n"


def test_parts_that_a_killed_process_has_left_are_removed(files, folder):
    (folder / ".weights.npy.4711.part").write_bytes(b"half")
    files.close()
    RunFiles(folder).close()
    assert content(folder) == {MARKER: b""}


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (errno.ENOSPC, "The disk is full: nothing more can be written into {}. Free some space."),
        (errno.ENOENT, "The folder of this run, {}, is gone. Put it back, or let it be written anew."),
        (errno.EACCES, "{} cannot be written (Permission denied). Unlock it."),
    ],
)
def test_what_has_happened_is_said_with_what_to_do(folder, number, text):
    assert trouble_text(folder, OSError(number, os.strerror(number))) == text.format(folder)


def test_whether_a_run_is_being_written_is_known_without_disturbing_it(files, folder, tmp_path):
    assert is_being_written(folder)
    files.append(MARKER, b"row")
    files.close()
    assert not is_being_written(folder)
    assert not is_being_written(tmp_path / "no run")
    assert not (tmp_path / "no run").exists()
    RunFiles(folder).close()
