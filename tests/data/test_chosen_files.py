"""Copying the files of a data set that the user already has."""

import gzip
import hashlib
from dataclasses import replace

import pytest

from nnstudio.data import chosen_files
from nnstudio.data.chosen_files import copy_chosen
from nnstudio.data.folders import DataFolders
from nnstudio.data.mnist import Mnist
from nnstudio.data.remote_files import Content
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


def unpacked(path):
    return gzip.decompress(path.read_bytes())


def with_content(content, label="MNIST"):
    """Return a data set of which the first file is known to hold ``content``."""
    known = Content(len(content), hashlib.sha256(content).hexdigest())
    return replace(REMOTE, label=label, files=(replace(REMOTE.files[0], content=known), *REMOTE.files[1:]))


def test_an_unpacked_file_of_another_data_set_is_refused_by_the_checksum_of_its_content(chosen, target, monkeypatch):
    content = unpacked(chosen / NAMES[0])
    (chosen / NAMES[0]).unlink()
    (chosen / NAMES[0].removesuffix(".gz")).write_bytes(content)
    monkeypatch.setattr(chosen_files, "downloads", lambda: {"clothes": with_content(content, "Clothes")})
    with pytest.raises(DataError, match="a file of Clothes"):
        finish(copy_chosen(REMOTE, [chosen / NAMES[1]], target))
    assert not target.exists()


def test_a_file_as_large_as_the_original_with_other_content_is_refused(chosen, target):
    """So are the files of Fashion-MNIST, which have the names and the sizes of MNIST's."""
    content = unpacked(chosen / NAMES[0])
    remote = with_content(content[:-1] + bytes([content[-1] ^ 1]))
    with pytest.raises(DataError, match="as large as MNIST's, but with other content"):
        finish(copy_chosen(remote, [chosen / NAMES[0]], target))
    assert not target.exists()


def test_the_original_is_recognised_however_it_was_packed(chosen, target):
    remote = with_content(unpacked(chosen / NAMES[0]))
    finish(copy_chosen(remote, [chosen / NAMES[0]], target))
    assert copied(target) == (600, 100)


def test_the_contents_of_mnist_are_declared():
    sizes = [file.content.size for file in REMOTE.files]
    assert sizes == [16 + 60_000 * 784, 8 + 60_000, 16 + 10_000 * 784, 8 + 10_000]
