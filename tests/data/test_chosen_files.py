"""Copying the files of a data set that the user already has."""

import gzip
import hashlib
from dataclasses import replace

import pytest

from nnstudio.data import chosen_files
from nnstudio.data.chosen_files import copy_chosen
from nnstudio.data.folders import DataFolders
from nnstudio.data.mnist import Mnist
from nnstudio.errors import DataError
from nnstudio.steps import finish
from tests.conftest import write_small_mnist

REMOTE = Mnist.remote
NAMES = [file.name for file in REMOTE.files]


@pytest.fixture
def chosen(tmp_path):
    """The four files of a small data set, somewhere on the disk."""
    write_small_mnist(tmp_path / "somewhere")
    return tmp_path / "somewhere" / "mnist"


@pytest.fixture
def target(tmp_path):
    return tmp_path / "data"


def copied(target):
    dataset = finish(Mnist().load(DataFolders(target, target)))
    return len(dataset.training_labels), len(dataset.test_labels)


def test_one_chosen_file_is_enough_to_find_those_beside_it(chosen, target):
    steps = list(copy_chosen(REMOTE, [chosen / NAMES[2]], target))
    assert copied(target) == (600, 100)
    assert (steps[0].done, steps[-1].done) == (0, REMOTE.size)


def test_plain_files_are_gzipped_and_may_have_a_dot_in_their_names(chosen, target):
    for name in NAMES:
        plain = chosen / name.removesuffix(".gz").replace("-idx", ".idx")
        plain.write_bytes(gzip.decompress((chosen / name).read_bytes()))
        (chosen / name).unlink()
    finish(copy_chosen(REMOTE, list(chosen.iterdir()), target))
    assert copied(target) == (600, 100)
    assert sorted(path.name for path in (target / "mnist").iterdir()) == sorted(NAMES)


def test_a_missing_file_is_named_and_nothing_is_copied(chosen, target):
    (chosen / NAMES[1]).unlink()
    with pytest.raises(DataError, match="no train-labels-idx1-ubyte among the chosen files"):
        finish(copy_chosen(REMOTE, [chosen / NAMES[0]], target))
    assert not target.exists()


def test_a_damaged_file_is_named_and_nothing_is_copied(chosen, target):
    (chosen / NAMES[3]).write_bytes(gzip.compress(b"nothing of use"))
    with pytest.raises(DataError, match=NAMES[3]):
        finish(copy_chosen(REMOTE, [chosen / NAMES[0]], target))
    assert not target.exists()


def test_a_file_of_another_data_set_is_refused_by_its_checksum(chosen, target, monkeypatch):
    checksum = hashlib.sha256((chosen / NAMES[0]).read_bytes()).hexdigest()
    other = replace(REMOTE, label="Clothes", files=(replace(REMOTE.files[0], sha256=checksum),))
    monkeypatch.setattr(chosen_files, "downloads", lambda: {"clothes": other})
    with pytest.raises(DataError, match="a file of Clothes"):
        finish(copy_chosen(REMOTE, [chosen / NAMES[0]], target))
