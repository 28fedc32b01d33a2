"""The file of a checkpoint: what is read back, and the error if it is missing, damaged or forged."""

import json
import re
import zipfile

import numpy as np
import pytest

from nnstudio.engine.training_state import TrainingState
from nnstudio.runs.checkpoint import read_checkpoint, write_checkpoint
from nnstudio.runs.saved_run import LARGEST_FILE, SavedRunError

ARRAYS = {"parameters": np.arange(50, dtype=np.float32), "order": np.array([3, 1, 2]), "none": np.zeros((0, 4))}
FACTS = {"step": 7, "name": "größer", "deep": {"list": [1.5, None, True]}}


@pytest.fixture
def file(tmp_path):
    """A checkpoint in its folder."""
    path = tmp_path / "checkpoint.npz"
    with path.open("wb") as opened:
        write_checkpoint(opened, TrainingState(ARRAYS, FACTS))
    return path


def refused(file):
    """Return what was found, as the error says."""
    with pytest.raises(SavedRunError) as raised:
        read_checkpoint(file.parent)
    said = re.fullmatch(rf"{re.escape(str(file))}: (.*)\. Expected: (.*)\.", str(raised.value), re.DOTALL)
    return said.groups()


def test_a_checkpoint_is_read_back_as_it_was_written(file):
    state = read_checkpoint(file.parent)
    assert state.facts == FACTS
    assert state.arrays.keys() == ARRAYS.keys()
    for name, array in ARRAYS.items():
        np.testing.assert_array_equal(state.arrays[name], array)
        assert state.arrays[name].dtype == array.dtype


def test_the_file_is_an_archive_that_is_not_compressed_with_its_facts_as_json(file):
    with zipfile.ZipFile(file) as archive:
        assert all(member.compress_type == zipfile.ZIP_STORED for member in archive.infolist())
    with np.load(file) as archive:
        assert json.loads(archive["facts"].tobytes()) == FACTS


def test_a_folder_without_a_checkpoint_is_refused(tmp_path):
    expected = ("no such file", "the folder of a run that ended at least one epoch")
    assert refused(tmp_path / "checkpoint.npz") == expected


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 forged", b"a" * 5000])
def test_a_file_that_is_no_archive_is_refused(file, content):
    file.write_bytes(content)
    found, expected = refused(file)
    assert re.fullmatch(r"cannot be read as an archive \(.+\)", found)
    assert expected == "a checkpoint as a run writes it"


def test_a_checkpoint_without_facts_or_with_broken_ones_is_refused(file):
    np.savez(file, **ARRAYS)
    assert refused(file)[0] == "cannot be read (KeyError('facts'))"
    np.savez(file, **ARRAYS, facts=np.frombuffer(b"{", np.uint8))
    assert "JSONDecodeError" in refused(file)[0]


def test_a_checkpoint_that_would_run_code_is_refused(file):
    np.savez(file, **ARRAYS, facts=np.array([print], object))
    assert refused(file)[0] == "facts cannot be read (its dtype is object; allowed: numbers and text)"


def test_members_that_claim_more_bytes_than_the_file_has_are_refused_unread(file):
    np.savez_compressed(file, facts=np.zeros(100_000, np.uint8), more=np.zeros(50_000, np.uint8))
    size = file.stat().st_size
    found, expected = refused(file)
    claimed = 150_000 + 2 * 128  # two headers of NumPy's
    assert found == f"{size} bytes that claim to contain {claimed}"
    assert expected == "a checkpoint as a run writes it"


def test_a_file_larger_than_any_network_needs_is_refused_unread(file):
    content = file.read_bytes()
    with file.open("wb") as opened:  # a hole in front of the archive takes no room on the disk
        opened.seek(LARGEST_FILE + 1 - len(content))
        opened.write(content)
    assert refused(file)[0].startswith(f"{LARGEST_FILE + 1} bytes that claim to contain ")
    file.unlink()  # not kept among the folders of earlier tests
