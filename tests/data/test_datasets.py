import hashlib

import numpy as np
import pytest

from nnstudio.data import built_in_handwriting
from nnstudio.data.built_in_handwriting import BuiltInHandwriting
from nnstudio.data.dataset import PictureSamples, Progress
from nnstudio.data.datasets import default_source
from nnstudio.data.fashion_mnist import FashionMnist
from nnstudio.data.folders import DataFolders
from nnstudio.data.idx_dataset import FILES
from nnstudio.data.mnist import Mnist
from nnstudio.data.mnist_and_handwriting import MnistAndHandwriting
from nnstudio.errors import DataError
from nnstudio.steps import finish
from tests.conftest import write_idx, write_small_mnist


def load(source, folders):
    """Return the data set and the progress that was reported."""
    reported = []
    return finish(source.load(folders), reported.append), reported


def mnist_error(folder):
    with pytest.raises(DataError) as caught:
        load(Mnist(), DataFolders(folder, folder))
    return str(caught.value)


def test_mnist_is_found_in_its_own_folder_and_in_the_data_folder_itself(tmp_path):
    write_small_mnist(tmp_path)
    for folder in (tmp_path, tmp_path / "mnist"):
        dataset, reported = load(Mnist(), DataFolders(folder, folder))
        assert dataset.training_pictures.shape == (600, 28, 28)
        assert dataset.test_labels.shape == (100,)
        assert dataset.class_names == tuple("0123456789")
        assert reported[-1] == Progress("Reading MNIST", 4, 4)


def test_mnist_is_found_under_the_other_common_file_names(tmp_path):
    write_small_mnist(tmp_path)
    for name in FILES:
        (tmp_path / "mnist" / f"{name}.gz").rename(tmp_path / name.replace("-idx", ".idx"))
    assert Mnist().is_present(DataFolders(tmp_path, tmp_path))


def test_real_mnist_is_the_data_set_that_its_makers_published(real_data):
    dataset, _ = load(Mnist(), DataFolders(real_data, real_data))
    assert dataset.training_pictures.shape == (60_000, 28, 28)
    assert dataset.test_pictures.shape == (10_000, 28, 28)
    assert np.bincount(dataset.training_labels).tolist()[:3] == [5923, 6742, 5958]


def test_the_error_for_missing_mnist_says_which_file_and_how_to_get_it(tmp_path):
    message = mnist_error(tmp_path)
    assert f"{tmp_path}/mnist/train-images-idx3-ubyte.gz: not found" in message
    assert "--data-dir" in message
    assert "NNSTUDIO_DATA_DIR" in message


def test_labels_that_do_not_belong_to_the_pictures_are_refused(tmp_path):
    write_small_mnist(tmp_path)
    write_idx(tmp_path / "mnist" / f"{FILES[1]}.gz", np.zeros(599))
    assert "599 labels for 600 pictures" in mnist_error(tmp_path)


def test_labels_beyond_nine_are_refused(tmp_path):
    write_small_mnist(tmp_path)
    write_idx(tmp_path / "mnist" / f"{FILES[1]}.gz", np.full(600, 10))
    assert "a label 10; allowed: 0 to 9" in mnist_error(tmp_path)


def test_pictures_of_another_size_are_refused(tmp_path):
    write_small_mnist(tmp_path)
    write_idx(tmp_path / "mnist" / f"{FILES[0]}.gz", np.zeros((600, 32, 32)))
    assert "32 × 32 pixels instead of 28 × 28" in mnist_error(tmp_path)


def test_mnist_is_the_default_if_present_and_otherwise_the_built_in_handwriting(tmp_path, folders):
    assert default_source(folders) == Mnist()
    assert default_source(DataFolders(tmp_path, tmp_path)) == BuiltInHandwriting()


def test_the_data_folder_is_the_given_one_else_that_of_the_environment_else_the_user_s(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    assert DataFolders.find().data == tmp_path / "home" / "nnstudio"
    monkeypatch.setenv("NNSTUDIO_DATA_DIR", str(tmp_path / "there"))
    assert DataFolders.find().data == tmp_path / "there"
    assert DataFolders.find(str(tmp_path / "here")).data == tmp_path / "here"


def test_my_digits_are_kept_in_a_writable_folder_and_never_in_the_cache(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    assert DataFolders.find().my_digits == tmp_path / "home" / "nnstudio" / "my-digits.jsonl"
    assert DataFolders.find(str(tmp_path)).my_digits == tmp_path / "my-digits.jsonl"
    assert DataFolders.find(str(tmp_path / "missing")).my_digits.parent == tmp_path / "home" / "nnstudio"


@pytest.fixture
def short_handwriting(monkeypatch):
    monkeypatch.setattr(built_in_handwriting, "TRAINING_COUNT", 900)
    monkeypatch.setattr(built_in_handwriting, "TEST_COUNT", 100)


@pytest.mark.usefixtures("short_handwriting")
def test_the_built_in_handwriting_is_generated_once_and_then_read_from_the_cache(tmp_path):
    folders = DataFolders(tmp_path / "data", tmp_path / "cache")
    assert not BuiltInHandwriting().is_present(folders)
    first, reported = load(BuiltInHandwriting(), folders)
    assert reported[-1] == Progress("First start: writing 70 000 practice digits", 1000, 1000)
    assert BuiltInHandwriting().is_present(folders)
    again, reported = load(BuiltInHandwriting(), folders)
    assert reported == []
    assert fingerprint(first) == fingerprint(again)
    assert first.training_pictures.shape == (900, 28, 28)
    assert first.test_pictures.shape == (100, 28, 28)


@pytest.mark.usefixtures("short_handwriting")
def test_a_damaged_cache_is_generated_again(tmp_path):
    folders = DataFolders(tmp_path / "data", tmp_path / "cache")
    first, _ = load(BuiltInHandwriting(), folders)
    (cached,) = folders.cache.glob("*.bytes")
    cached.write_bytes(cached.read_bytes()[:-1])
    again, reported = load(BuiltInHandwriting(), folders)
    assert reported
    assert fingerprint(first) == fingerprint(again)


@pytest.mark.usefixtures("short_handwriting")
def test_a_cache_that_cannot_be_written_costs_only_time(tmp_path):
    (tmp_path / "cache").write_text("a file where the folder should be")
    dataset, _ = load(BuiltInHandwriting(), DataFolders(tmp_path / "data", tmp_path / "cache"))
    assert len(dataset.training_labels) == 900


@pytest.mark.usefixtures("short_handwriting")
def test_mnist_and_the_handwriting_are_joined_set_by_set(folders):
    both = MnistAndHandwriting()
    assert not both.is_present(DataFolders(folders.cache, folders.cache))
    mnist, _ = load(Mnist(), folders)
    joined, _ = load(both, folders)
    assert both.is_present(folders)
    handwriting, _ = load(BuiltInHandwriting(), folders)
    for name in ("training_pictures", "training_labels", "test_pictures", "test_labels"):
        arrays = getattr(mnist, name), getattr(handwriting, name)
        np.testing.assert_array_equal(getattr(joined, name), np.concatenate(arrays))


def fingerprint(dataset):
    arrays = (dataset.training_pictures, dataset.training_labels, dataset.test_pictures, dataset.test_labels)
    return [hashlib.sha256(array.tobytes()).hexdigest() for array in arrays]


def test_samples_are_read_scaled_from_zero_to_one():
    samples = PictureSamples(np.array([[0, 51], [255, 102]], np.uint8), np.array([3, 4], np.uint8))
    inputs, labels = np.empty((3, 2), np.float32), np.empty(3, np.int64)
    samples.reader(inputs, labels).read(np.array([1, 0, 1]))
    np.testing.assert_allclose(inputs, [[1, 0.4], [0, 0.2], [1, 0.4]], rtol=1e-6)
    assert labels.tolist() == [4, 3, 4]


def write_small_fashion(folder):
    write_small_mnist(folder)
    (folder / "mnist").rename(folder / "fashion-mnist")


def test_fashion_mnist_has_its_own_folder_and_its_own_class_names(tmp_path):
    write_small_fashion(tmp_path)
    folders = DataFolders(tmp_path, tmp_path)
    assert not Mnist().is_present(folders)
    dataset, reported = load(FashionMnist(), folders)
    assert dataset.class_names[0] == "T-shirt/top"
    assert dataset.class_names[9] == "ankle boot"
    assert reported[-1] == Progress("Reading Fashion-MNIST", 4, 4)


def test_files_of_mnist_are_never_mistaken_for_fashion_mnist(folders):
    assert not FashionMnist().is_present(folders)
    assert not FashionMnist().is_present(DataFolders(folders.data / "mnist", folders.cache))


@pytest.mark.parametrize("source", [Mnist(), FashionMnist()], ids=lambda source: source.key)
def test_the_error_for_a_missing_data_set_says_how_to_download_it(tmp_path, source):
    with pytest.raises(DataError, match=f"nnstudio datasets download {source.key}, or with the button in the Data"):
        load(source, DataFolders(tmp_path, tmp_path))


def test_stored_files_list_the_files_and_the_numbers_of_pictures(folders):
    stored_files = Mnist().stored_files(folders)
    assert [file.name for file in stored_files.files] == [f"{name}.gz" for name in FILES]
    assert (stored_files.training_count, stored_files.test_count) == (600, 100)
    assert stored_files.size == sum(file.stat().st_size for file in stored_files.files)


@pytest.mark.usefixtures("short_handwriting")
def test_the_built_in_handwriting_is_in_the_cache_once_it_is_generated(tmp_path):
    folders = DataFolders(tmp_path / "data", tmp_path / "cache")
    assert BuiltInHandwriting().stored_files(folders).files == ()
    load(BuiltInHandwriting(), folders)
    assert BuiltInHandwriting().stored_files(folders).size == 1000 * 785
