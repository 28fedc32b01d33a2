"""Old, newer, forged, truncated and hostile model files: one clear error, and no more memory than the file warrants."""

import contextlib
import io
import json
import time
import tracemalloc
import zipfile

import numpy as np
import pytest

from nnstudio.errors import DataError
from nnstudio.runs.formats import FORMATS
from nnstudio.runs.formats.format import Exported
from nnstudio.runs.formats.open_model import open_model
from nnstudio.runs.models.foreign import ForeignModel
from nnstudio.runs.saved_run import SavedRunError
from nnstudio.spec.errors import SettingError

LARGEST_PEAK = 30_000_000
"""In bytes: many times the file, and a fraction of what the forged ones ask for."""


@pytest.fixture
def file(model, tmp_path):
    """A good model file."""
    path = tmp_path / "model.npz"
    FORMATS["npz"].export(Exported(model), path)
    return path


def with_arrays(file, **changed):
    """Replace arrays of ``file``; None removes one."""
    with np.load(file) as opened:
        arrays = {name: opened[name] for name in opened.files} | changed
    np.savez(file, **{name: array for name, array in arrays.items() if array is not None})
    return file


def refusal(path):
    with pytest.raises(SavedRunError) as raised:
        open_model(path)
    text = str(raised.value)
    assert text.startswith(f"{path}: ")
    assert len(text) < 1000
    return text


def test_a_newer_file_asks_for_an_update(file):
    assert "format 2, of a newer NN Studio" in refusal(with_arrays(file, format=np.array("2")))


@pytest.mark.parametrize("text", ["", "one", "-1", "9" * 5000])
def test_a_format_that_is_no_number_is_refused(file, text):
    assert "the format" in refusal(with_arrays(file, format=np.array(text)))


def test_a_missing_array_is_named(file):
    assert "no w2" in refusal(with_arrays(file, w2=None))


def test_an_array_of_another_shape_is_named_before_it_is_read(file):
    assert "w1 of shape (3, 3)" in refusal(with_arrays(file, w1=np.zeros((3, 3), np.float32)))


def test_text_in_place_of_numbers_is_named(file):
    assert "b1 is <U1" in refusal(with_arrays(file, b1=np.full(7, "x")))


@pytest.mark.parametrize(
    "settings", ["", "[]", '{"seed": "x"}', "[" * 100_000, "9" * 10_000, '{"network": {"layers": 3}}']
)
def test_settings_that_are_none_are_refused(file, settings):
    assert "its description cannot be read" in refusal(with_arrays(file, settings=np.array(settings)))


@pytest.mark.parametrize("shape", ["[]", "[0, 5]", "[1e400, 2]", "[28]", "null", "[-6, -5]"])
def test_impossible_sizes_of_pictures_are_refused(file, shape):
    refusal(with_arrays(file, input_shape=np.array(shape)))


def test_pictures_that_no_memory_could_hold_are_refused_at_once(file):
    assert "w1 of shape (30, 7)" in refusal(with_arrays(file, input_shape=np.array("[1000000000, 1000000000]")))


def test_pickled_arrays_are_refused(file):
    assert "cannot be read" in refusal(with_arrays(file, w1=np.full((30, 7), None)))


def test_a_text_that_is_too_long_is_refused(file):
    assert "at most" in refusal(with_arrays(file, computation=np.array("x" * 2_000_000)))


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"a model", b"\x00" * 5000])
def test_a_file_that_is_no_archive_is_refused(tmp_path, content):
    path = tmp_path / "model.npz"
    path.write_bytes(content)
    assert "cannot be read" in refusal(path)


def test_an_archive_of_something_else_says_what_is_expected(tmp_path):
    np.savez(tmp_path / "data.npz", x_train=np.zeros(3))
    assert "Expected: arrays w1, b1, w2 … of dense layers" in refusal(tmp_path / "data.npz")


def test_a_missing_file_and_one_of_another_kind_are_named(tmp_path):
    assert "no such file" in refusal(tmp_path / "model.npz")
    (tmp_path / "notes.txt").write_text("x")
    assert "not a run or a model" in refusal(tmp_path / "notes.txt")


def test_a_bomb_is_refused_without_unpacking_it(tmp_path):
    path, header = tmp_path / "model.npz", io.BytesIO()
    np.lib.format.write_array_header_1_0(header, {"descr": "<f4", "fortran_order": False, "shape": (19_881, 1_875)})
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("w1.npy", "w") as member:
        member.write(header.getvalue())
        for _ in range(150):
            member.write(bytes(1_000_000))
    tracemalloc.start()
    with pytest.raises(SavedRunError, match="it would unpack from"):
        open_model(path, hints=ForeignModel(inputs="unit"))
    assert tracemalloc.get_traced_memory()[1] < LARGEST_PEAK
    tracemalloc.stop()


@pytest.mark.parametrize("ending", [".npz", ".safetensors"])
def test_any_damage_gives_one_error_or_a_model(model, tmp_path, ending):
    if ending == ".safetensors":
        pytest.importorskip("safetensors")
    path, rng = tmp_path / f"model{ending}", np.random.default_rng(11)
    FORMATS[ending[1:]].export(Exported(model), path)
    good, start = path.read_bytes(), time.perf_counter()
    tracemalloc.start()
    for _ in range(100):
        content = bytearray(good[: rng.integers(1, len(good))] if rng.random() < 0.2 else good)
        for _ in range(rng.integers(0, 6)):
            content[rng.integers(len(content))] = rng.choice([0, 1, 0x7F, 0xFF, rng.integers(256)])
        path.write_bytes(content)
        with contextlib.suppress(SavedRunError, SettingError, DataError):
            open_model(path)
    assert tracemalloc.get_traced_memory()[1] < LARGEST_PEAK
    tracemalloc.stop()
    assert time.perf_counter() - start < 60


def test_an_older_file_without_newer_settings_opens_with_their_defaults(file, model):
    settings = json.loads(str(np.load(file)["settings"]))
    del settings["training"]["penalties"], settings["data"]["augmentation"]
    assert open_model(with_arrays(file, settings=np.array(json.dumps(settings)))).settings == model.settings
