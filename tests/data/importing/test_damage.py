"""A damaged file is read or refused, and never allocates more memory than its size warrants."""

import gzip
import io
import os
import struct
import tracemalloc
import zipfile

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nnstudio.data.dataset import Dataset
from nnstudio.data.folders import DataFolders
from nnstudio.data.imported import Imported, imported_file, keep
from nnstudio.data.importing.formats import FORMATS, recognise
from nnstudio.data.importing.image_file import ImageError, read_image
from nnstudio.data.npz import read_npz
from nnstudio.errors import DataError
from nnstudio.steps import finish
from tests.data.importing.conftest import (
    some_pictures,
    write_arff,
    write_csv,
    write_idx_pair,
    write_image_folder,
    write_npz,
    write_strokes,
)

MEMORY = 64 << 20
"""Bytes; far less than the forged headers promise, and more than reading a small file needs."""

damage = st.lists(
    st.one_of(
        st.tuples(st.just("cut"), st.integers(0, 1 << 16)),
        st.tuples(st.just("flip"), st.integers(0, 1 << 16), st.integers(0, 7)),
        st.tuples(st.just("put"), st.integers(0, 1 << 16), st.binary(min_size=1, max_size=8)),
        st.tuples(st.just("repeat"), st.integers(0, 1 << 16), st.integers(1, 64)),
    ),
    min_size=1,
    max_size=4,
)


def damaged(content, changes):
    data = bytearray(content)
    for kind, index, *more in changes:
        index = index % max(1, len(data))
        match kind:
            case "cut":
                del data[index:]
            case "flip" if data:
                data[index] ^= 1 << more[0]
            case "put":
                data[index : index + len(more[0])] = more[0]
            case "repeat":
                data[index:index] = data[index : index + more[0]]
    return bytes(data)


def within_memory(work):
    """Run ``work``, which may raise `DataError` alone, and check that it needed little memory."""
    tracemalloc.start()
    try:
        work()
    except (DataError, ImageError):
        pass
    finally:
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert peak < MEMORY, f"{peak} bytes"


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """One small valid file of each format, by name."""
    root = tmp_path_factory.mktemp("whole")
    pictures, labels = some_pictures(6, side=8)
    write_idx_pair(root, *some_pictures(6), name="train")
    write_npz(root / "a.npz", pictures, labels)
    np.savez_compressed(root / "packed.npz", x_train=pictures, y_train=labels.astype(str))
    write_csv(root / "a.csv", pictures, labels)
    write_csv(root / "a.csv.gz", pictures, labels)
    write_arff(root / "a.arff", pictures, labels)
    write_strokes(root / "a.jsonl", labels)
    plain = gzip.decompress((root / "train-images-idx3-ubyte.gz").read_bytes())
    (root / "train-images-idx3-ubyte").write_bytes(plain)
    return root


@pytest.fixture(scope="module")
def scratch(tmp_path_factory):
    return tmp_path_factory.mktemp("damaged")


NAMES = ["a.npz", "packed.npz", "a.csv", "a.csv.gz", "a.arff", "a.jsonl", "train-images-idx3-ubyte"]
few = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@pytest.mark.parametrize("name", NAMES)
@few
@given(changes=damage)
def test_a_damaged_file_is_read_or_refused(whole, scratch, name, changes):
    path = scratch / name
    labels = scratch / "train-labels-idx1-ubyte.gz"
    labels.write_bytes((whole / labels.name).read_bytes())
    path.write_bytes(damaged((whole / name).read_bytes(), changes))
    within_memory(lambda: finish(recognise(path).read(path)))


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)
@few
@given(content=st.binary(max_size=300))
def test_every_reader_reads_or_refuses_any_bytes(scratch, form, content):
    path = scratch / "train-images-idx3-ubyte"
    path.write_bytes(content)
    within_memory(lambda: finish(form.read(path)))


@pytest.mark.parametrize("ending", ["png", "jpg", "bmp", "gif", "pgm", "tif", "webp"])
@few
@given(changes=damage)
def test_a_damaged_picture_is_read_or_refused(tmp_path_factory, scratch, ending, changes):
    folder = scratch / ending
    if not folder.exists():
        write_image_folder(folder, *some_pictures(1, classes=1), ending=ending)
    content = (folder / "0" / f"0000.{ending}").read_bytes()
    path = scratch / f"damaged.{ending}"
    path.write_bytes(damaged(content, changes))
    within_memory(lambda: read_image(path))


def test_a_png_chunk_that_claims_more_than_the_file_has_is_refused_before_it_is_decoded(scratch):
    path = scratch / "claims.png"
    write_image_folder(scratch / "whole", *some_pictures(1, classes=1), ending="png")
    content = bytearray((scratch / "whole" / "0" / "0000.png").read_bytes())
    content[33] = 8  # the length of the first chunk after the header: 128 MiB
    path.write_bytes(content)
    with pytest.raises(ImageError, match=r"^damaged \(a chunk of 1342\d+ bytes in a file of \d+\)$"):
        read_image(path)


@few
@given(changes=damage)
def test_a_damaged_imported_file_is_read_or_refused(scratch, changes):
    user = DataFolders(scratch, scratch)
    path = imported_file(user, "mine")
    pictures, labels = np.zeros((8, 784), np.uint8), np.arange(8, dtype=np.uint8) % 2
    keep(Dataset(pictures, labels, pictures, labels, ("a", "b")), path)
    path.write_bytes(damaged(path.read_bytes(), changes))
    within_memory(lambda: finish(Imported("mine").load(user)))
    assert Imported("mine").class_count(user) >= 1


def forged(shape, descr="|u1", body=b"\0" * 16):
    header = f"{{'descr': {descr!r}, 'fortran_order': False, 'shape': {shape!r}, }}".encode()
    header += b" " * (-(len(header) + 11) % 64) + b"\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header + body


@pytest.mark.parametrize(
    "member",
    [
        forged((1 << 40,)),
        forged((1 << 62, 1 << 62)),
        forged((-1,)),
        forged((16,), "|O"),
        forged((1,), "<U1000000000"),
        forged((2,), [("a", "<f8")]),
        forged(((),)),
        b"\x93NUMPY\x02\x00" + struct.pack("<I", 2**32 - 1) + b"{",
        b"\x93NUMPY\x01\x00" + struct.pack("<H", 60_000) + b"(" * 60_000,
        b"\x93NUMPY\x03\x00" + b"\0" * 40,
        b"",
    ],
)
def test_a_forged_header_is_refused_and_its_member_named(tmp_path, member):
    path = tmp_path / "forged.npz"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("x_train.npy", member)
    within_memory(lambda: read_npz(path, ["x_train"]))
    with pytest.raises(DataError, match="x_train cannot be read"):
        read_npz(path, ["x_train"])


def test_a_member_that_unpacks_to_too_much_is_refused_before_it_is_unpacked(tmp_path):
    path = tmp_path / "bomb.npz"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("x_train.npy", "w") as member:
        member.write(forged((300 << 20,), body=b""))
        for _ in range(300):
            member.write(bytes(1 << 20))
    within_memory(lambda: read_npz(path, ["x_train"]))
    with pytest.raises(DataError, match="it would unpack from"):
        read_npz(path, ["x_train"])


def test_two_members_with_the_same_name_are_refused(tmp_path):
    path = tmp_path / "twice.npz"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("x_train.npy", forged((16,)))
        archive.writestr("y_train.npy", forged((16,)))
    path.write_bytes(path.read_bytes().replace(b"y_train", b"x_train"))
    with pytest.raises(DataError, match="two members are named x_train"):
        read_npz(path, ["x_train"])


def test_an_idx_file_cannot_promise_more_than_it_holds(tmp_path):
    header = struct.pack(">BBBBIII", 0, 0, 8, 3, 1 << 20, 28, 28)
    for content, axes in (("images", 3), ("labels", 1)):
        (tmp_path / f"train-{content}-idx{axes}-ubyte").write_bytes(header)
    within_memory(lambda: finish(recognise(tmp_path).read(tmp_path)))


def test_a_file_without_read_permission_is_refused(tmp_path):
    path = write_csv(tmp_path / "a.csv", *some_pictures())
    path.chmod(0)
    if os.access(path, os.R_OK):
        pytest.skip("this user may read everything")
    with pytest.raises(DataError, match="cannot be read"):
        recognise(path)


def test_an_array_is_read_as_numpy_wrote_it(tmp_path):
    arrays = {"a": np.asfortranarray(np.arange(6.0).reshape(2, 3)), "b": np.array(["x", "yz"]), "c": np.array(3)}
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **arrays)
    (tmp_path / "a.npz").write_bytes(buffer.getvalue())
    for name, array in read_npz(tmp_path / "a.npz", list(arrays)).items():
        np.testing.assert_array_equal(array, arrays[name])
