"""Data sets of OpenML by number, from a web server on this machine that answers as OpenML does, or badly."""

import hashlib
import json
from contextlib import closing

import numpy as np
import pytest

from nnstudio.data import download, openml
from nnstudio.data.folders import DataFolders
from nnstudio.data.imported import Imported, imported_names
from nnstudio.data.openml import OPENML, Description, download_from_openml
from nnstudio.errors import DataError, DownloadError, RemoteDataError
from nnstudio.steps import finish
from tests.local_mirror import LocalMirror

DESCRIPTION = "api/v1/json/data/554"
FILE = "data/v1/download/52667/mnist_784.arff"
COUNT, SIDE = 24, 8
PICTURES = np.random.default_rng(5).integers(0, 256, (COUNT, SIDE * SIDE))
PICTURES[:, 0] = range(COUNT)  # which picture it is


def arff(target="class", label_index=SIDE * SIDE, extra=()):
    """Return 24 pictures of three classes as OpenML writes them, the class at ``label_index``."""
    names = [f"'pixel{index}' real" for index in range(SIDE * SIDE)]
    names.insert(label_index, f"{target}\t{{0,1,2}}")
    rows = []
    for number, picture in enumerate(PICTURES.tolist()):
        cells = [*map(str, picture)]
        cells.insert(label_index, str(number % 3))
        rows.append(",".join([*cells, *("0" for _ in extra)]))
    attributes = "".join(f"@ATTRIBUTE\t{name}\n" for name in [*names, *extra])
    return f"% made for tests\n@RELATION mnist_784\n\n{attributes}\n@DATA\n{chr(10).join(rows)}\n".encode()


def description(body, **changed):
    entries = {
        "id": "554",
        "name": "mnist_784",
        "version": "1",
        "format": "ARFF",
        "url": OPENML + FILE,
        "parquet_url": "https://data.openml.org/datasets/0000/0554/dataset_554.pq",
        "md5_checksum": hashlib.md5(body).hexdigest(),
        "default_target_attribute": "class",
        "tag": ["vision", "mnist"],
    }
    known = {key: value for key, value in (entries | changed).items() if value is not None}
    return json.dumps({"data_set_description": known}).encode()


@pytest.fixture
def serve(monkeypatch):
    """Serve a data set; return the server."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    servers = []

    def serve(body=None, **changed):
        body = arff() if body is None else body
        servers.append(LocalMirror({DESCRIPTION: description(body, **changed), FILE: body}))
        return servers[-1]

    yield serve
    for server in servers:
        server.close()


@pytest.fixture
def folders(tmp_path):
    return DataFolders(tmp_path / "data", tmp_path / "cache")


def fetch(folders, mirror, *behaviours, report=lambda _: None):
    return finish(download_from_openml(554, folders, tuple(map(mirror.address, behaviours)), patience=0.3), report)


def left(folders):
    """The names of the files that a download has left, apart from imported sets."""
    return sorted(path.name for path in folders.data.rglob("*") if path.is_file() and path.suffix != ".npz")


def asked(mirror, name=FILE):
    return [(behaviour, first) for behaviour, asked_name, first in mirror.requests if asked_name == name]


def test_a_set_becomes_an_imported_one_of_its_name_and_its_file_is_deleted(serve, folders):
    reported = []
    result = fetch(folders, serve(), "honest", report=reported.append)
    assert (result.name, result.class_names) == ("mnist_784", ("0", "1", "2"))
    assert (sum(result.training_counts), sum(result.test_counts)) == (21, 3)
    assert imported_names(folders) == ("mnist_784",)
    dataset = finish(Imported("mnist_784").load(folders))
    assert len(dataset.training_pictures) == 21
    assert not (folders.data / "openml").exists()
    sizes = [(each.done, each.total) for each in reported if each.what == "Downloading mnist_784"]
    assert sizes[-1] == (len(arff()), len(arff()))


@pytest.mark.parametrize(("target", "index"), [("character", 64), ("character", 0), ("'label of it'", 10)])
def test_the_classes_are_those_of_the_target_attribute_wherever_and_whatever_it_is(serve, folders, target, index):
    mirror = serve(arff(target, index), default_target_attribute=target.strip("'"))
    report = fetch(folders, mirror, "honest")
    assert report.class_names == ("0", "1", "2")
    assert np.add(report.training_counts, report.test_counts).tolist() == [8, 8, 8]


def test_the_target_attribute_counts_even_if_another_has_the_usual_name_of_one(serve, folders):
    body = arff("kind").replace(b"'pixel1' real", b"label real")
    assert fetch(folders, serve(body, default_target_attribute="kind"), "honest").class_names == ("0", "1", "2")


def test_a_mirror_is_asked_for_openmls_paths_and_openml_itself_is_not(serve, folders):
    mirror = serve()
    fetch(folders, mirror, "honest")
    assert mirror.requests == [("honest", DESCRIPTION, 0), ("honest", FILE, 0)]


def test_without_a_mirror_the_file_is_fetched_from_its_own_address():
    described = Description("", "mnist_784", OPENML + FILE, "", "class")
    assert described.web_folders(()) == ("https://www.openml.org/data/v1/download/52667/",)


def test_a_mirror_may_describe_its_own_address(serve, folders):
    mirror = serve()
    mirror.files[DESCRIPTION] = description(arff(), url=mirror.address("honest") + FILE)
    fetch(folders, mirror, "honest")
    assert asked(mirror) == [("honest", 0)]


@pytest.mark.parametrize("behaviour", ["busy", "never_answers", "hangs_up", "has_no_such_set"])
def test_the_next_mirror_is_asked_if_one_fails(serve, folders, behaviour):
    assert fetch(folders, serve(), behaviour, "honest").name == "mnist_784"


def test_if_nobody_describes_the_set_each_address_is_named_with_its_fault(serve, folders):
    mirror = serve()
    with pytest.raises(DownloadError) as caught:
        fetch(folders, mirror, "busy", "hangs_up")
    message = str(caught.value)
    assert message.startswith("openml:554: could not be fetched from any address: ")
    assert f"{mirror.address('busy')}{DESCRIPTION} answered HTTP 503" in message
    assert f"{mirror.address('hangs_up')}{DESCRIPTION} connection failed" in message
    assert message.endswith("Check the connection and download again; what was received is kept.")


def test_an_unknown_number_is_named_with_where_to_look_it_up(serve, folders):
    mirror = serve()
    with pytest.raises(RemoteDataError) as caught:
        fetch(folders, mirror, "has_no_such_set")
    assert str(caught.value) == (
        f"{mirror.address('has_no_such_set')}{DESCRIPTION}: no public data set has the number 554 (answered HTTP 412 "
        "Precondition Failed). Look up the number at https://www.openml.org/search?type=data."
    )


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ({"default_target_attribute": None}, "the default target attribute is missing. Allowed: one attribute"),
        ({"default_target_attribute": "a,b"}, "the default target attribute a,b. Allowed: one attribute"),
        ({"format": "Sparse_ARFF"}, "the format Sparse_ARFF. Allowed: ARFF with dense rows"),
        ({"format": None}, "the format is missing. Allowed: ARFF"),
        ({"md5_checksum": None}, "the MD5 is missing. The file cannot be checked"),
        ({"md5_checksum": "x" * 32}, "the MD5 xxx"),
        ({"url": None}, "the address is missing. Allowed: an address that begins with http://"),
        ({"url": "file:///etc/passwd"}, "the address file:///etc/passwd. Allowed"),
        ({"url": "https://www.openml.org/data/.."}, "the address https://www.openml.org/data/... Allowed"),
        ({"url": "https://www.openml.org/"}, "the address https://www.openml.org/. Allowed"),
        ({"name": ["mnist"]}, "not a description of a data set; it begins with '{"),
    ],
)
def test_a_set_that_cannot_be_imported_is_refused_before_its_file_is_downloaded(serve, folders, changed, found):
    mirror = serve(**changed)
    with pytest.raises(RemoteDataError) as caught:
        fetch(folders, mirror, "honest")
    assert str(caught.value).startswith(f"{mirror.address('honest')}{DESCRIPTION}: {found}")
    assert asked(mirror) == []


@pytest.mark.parametrize("content", [b"", b"[]", b"<html>", b"{}", b'{"data_set_description": 3}', b"[" * 100_000])
def test_what_is_no_description_is_refused(serve, folders, content):
    mirror = serve()
    mirror.files[DESCRIPTION] = content
    with pytest.raises(RemoteDataError, match="not a description of a data set; it begins with"):
        fetch(folders, mirror, "honest")


def test_an_endless_description_is_not_read_to_its_end(serve, folders):
    with pytest.raises(DownloadError, match="sent more than 1000000 bytes, too much for a description"):
        fetch(folders, serve(), "sends_no_end")


def test_a_file_with_a_wrong_checksum_is_neither_imported_nor_kept(serve, folders):
    mirror = serve(md5_checksum="0" * 32)
    with pytest.raises(DownloadError, match=r"openml/554/mnist_784.arff: .*sent other content: the MD5 is wrong"):
        fetch(folders, mirror, "honest")
    assert (left(folders), imported_names(folders)) == ([], ())


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (arff(extra=["more real"]), r"554/mnist_784.arff: 66 columns. Allowed: a label, and the 16 to 262144 pixels"),
        (arff("other"), "554/mnist_784.arff: no column named 'class'. The column of the classes must be in the file"),
        (arff().replace(b"\n0,", b"\n?,"), "554/mnist_784.arff: line 71: could not convert string to float"),
        (arff().replace(b"\n0,", b"\n{0 1,"), "554/mnist_784.arff: line 71: a sparse row"),
    ],
)
def test_a_file_that_holds_no_pictures_is_named_with_its_number_and_kept(serve, folders, body, found):
    with pytest.raises(DataError, match=found):
        fetch(folders, serve(body), "honest")
    assert (left(folders), imported_names(folders)) == (["mnist_784.arff"], ())


def test_a_name_that_is_taken_is_refused_before_anything_large_is_downloaded(serve, folders):
    mirror = serve()
    fetch(folders, mirror, "honest")
    mirror.requests.clear()
    with pytest.raises(DataError, match=r"mnist_784.npz: already exists. Delete it to download OpenML's data set 554"):
        fetch(folders, mirror, "honest")
    assert asked(mirror) == []


def test_a_name_that_is_none_for_a_file_is_made_one(serve, folders):
    assert fetch(folders, serve(name="../My (new) set"), "honest").name == "My-new-set"


def test_a_cut_download_continues_where_it_ended(serve, folders):
    mirror = serve()
    with pytest.raises(DownloadError, match=f"closed the connection after .* of {len(arff())} bytes"):
        finish(download_from_openml(554, folders, (mirror.address("breaks_off_the_file"),), patience=0.3))
    half = len(arff()) // 2
    assert left(folders) == ["mnist_784.arff.part"]
    fetch(folders, mirror, "honest")
    assert asked(mirror) == [("breaks_off_the_file", 0), ("honest", half)]


def test_a_cancelled_download_keeps_what_was_received(serve, folders):
    mirror = serve()
    downloading = download_from_openml(554, folders, (mirror.address("stalls_with_the_file"),), patience=60)
    half = len(arff()) // 2
    while next(downloading).done < half:
        pass
    downloading.close()
    assert (folders.data / "openml" / "554" / "mnist_784.arff.part").read_bytes() == arff()[:half]


@pytest.mark.parametrize("behaviour", ["says_no_length", "ignores_range", "refuses_range", "redirects"])
def test_other_ways_to_serve_the_file_work_even_without_its_size(serve, folders, behaviour):
    part = folders.data / "openml" / "554" / "mnist_784.arff.part"
    part.parent.mkdir(parents=True)
    part.write_bytes(arff()[:1000])
    assert fetch(folders, serve(), behaviour).name == "mnist_784"


@pytest.mark.parametrize(
    ("behaviour", "found"),
    [("honest", r"offers a file of \d+ bytes; allowed: at most 2000"), ("says_no_length", "sent more than 2000 bytes")],
)
def test_a_file_that_is_too_large_is_refused_and_not_kept(serve, folders, monkeypatch, behaviour, found):
    monkeypatch.setattr(download, "LARGEST", 2000)
    with pytest.raises(DownloadError, match=found):
        fetch(folders, serve(), behaviour)
    assert left(folders) == []


def test_a_folder_that_cannot_be_written_is_named(serve, folders):
    folders.data.mkdir()
    (folders.data / "openml").write_text("a file where the folder should be")
    with pytest.raises(DataError, match=r"openml/554: cannot be written .*--data-dir"):
        fetch(folders, serve(), "honest")


def test_a_server_that_cannot_be_reached_is_named(serve, folders, monkeypatch):
    mirror = LocalMirror({})
    with closing(mirror):
        monkeypatch.setattr(openml, "OPENML", mirror.address("gone"))
    with pytest.raises(DownloadError, match=rf"{mirror.address('gone')}{DESCRIPTION} connection failed"):
        finish(download_from_openml(554, folders))
