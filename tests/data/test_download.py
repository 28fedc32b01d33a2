"""Downloading from real web servers on this machine, most of which misbehave."""

import time
from contextlib import closing

import numpy as np
import pytest

from nnstudio.data.datasets import downloads
from nnstudio.data.download import download
from nnstudio.data.remote_files import RemoteFiles
from nnstudio.errors import DataError, DownloadError
from tests.local_mirror import LocalMirror

IMAGES, LABELS = "train-images.gz", "train-labels.gz"
FILES = {IMAGES: np.random.default_rng(3).bytes(300_000), LABELS: np.random.default_rng(4).bytes(5_000)}
PATIENCE = 0.3

FAULTS = {
    "breaks_off": "closed the connection after 150000 of 300000 bytes",
    "stalls": "silent for 0.3 seconds",
    "never_answers": "silent for 0.3 seconds",
    "hangs_up": "connection failed (Remote end closed connection without response)",
    "busy": "answered HTTP 503 Service Unavailable",
    "sends_a_page": "sent 39 bytes of text/html instead of 300000",
    "sends_a_page_of_unknown_length": "sent a web page instead of the file",
    "corrupts": "sent other content: the SHA-256 is wrong",
    "sends_less": "sent 299993 bytes",
    "sends_more": "sent 300100 bytes",
    "sends_no_end": "sent other content",
    "sends_a_nameless_range": "sent a range of the file without saying which",
    "redirects_for_ever": "answered HTTP 302",
}


@pytest.fixture
def mirror(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with closing(LocalMirror(dict(FILES))) as server:
        yield server


def fetch(remote, folder, patience=PATIENCE):
    return list(download(remote, folder, patience))


def contents(folder):
    return {path.name: path.read_bytes() for path in (folder / "small").iterdir()}


def leave_partial_file(folder, body):
    (folder / "small").mkdir()
    (folder / "small" / f"{IMAGES}.part").write_bytes(body)


def asked(mirror, name=IMAGES):
    return [(behaviour, first) for behaviour, asked_name, first in mirror.requests if asked_name == name]


def test_every_file_is_downloaded_and_progress_counts_every_byte(mirror, tmp_path):
    reported = fetch(mirror.remote("honest"), tmp_path)
    assert contents(tmp_path) == FILES
    assert [progress.done for progress in reported] == sorted(progress.done for progress in reported)
    assert (reported[-1].done, reported[-1].total) == (305_000, 305_000)
    assert reported[-1].what == "Downloading Small"


@pytest.mark.parametrize("behaviour", FAULTS)
def test_whatever_one_mirror_does_wrong_the_next_one_is_tried(mirror, tmp_path, behaviour):
    fetch(mirror.remote(behaviour, "honest"), tmp_path)
    assert contents(tmp_path) == FILES


@pytest.mark.parametrize("behaviour", FAULTS)
def test_if_every_mirror_fails_each_is_named_with_its_fault(mirror, tmp_path, behaviour):
    with pytest.raises(DownloadError) as caught:
        fetch(mirror.remote("busy", behaviour), tmp_path)
    message = str(caught.value)
    assert f"{tmp_path / 'small' / IMAGES}: could not be fetched from any address: " in message
    assert f"{mirror.address('busy')} answered HTTP 503 Service Unavailable" in message
    assert f"{mirror.address(behaviour)} {FAULTS[behaviour]}" in message
    assert not (tmp_path / "small" / IMAGES).exists()


@pytest.mark.parametrize("behaviour", ["corrupts", "sends_no_end", "corrupts_and_breaks_off"])
def test_no_excess_bytes_and_no_bytes_known_to_be_wrong_are_kept(mirror, tmp_path, behaviour):
    with pytest.raises(DownloadError):
        fetch(mirror.remote(behaviour), tmp_path)
    assert sum(len(body) for body in contents(tmp_path).values()) <= 150_000


@pytest.mark.parametrize("behaviour", ["says_no_length", "redirects"])
def test_other_ways_to_serve_a_file_work(mirror, tmp_path, behaviour):
    fetch(mirror.remote(behaviour), tmp_path)
    assert contents(tmp_path) == FILES


def test_a_mirror_that_cannot_be_reached_is_named(tmp_path, mirror):
    remote = mirror.remote("honest")
    mirror.close()
    with pytest.raises(DownloadError, match=r"connection failed \(Connection refused\)"):
        fetch(remote, tmp_path)


def test_an_invalid_address_is_named(tmp_path, mirror):
    remote = RemoteFiles("Small", "small", ("http://[nonsense/",), mirror.remote().files)
    with pytest.raises(DownloadError, match=r"http://\[nonsense/ connection failed"):
        fetch(remote, tmp_path)


def test_a_server_without_a_valid_certificate_is_refused(tmp_path, mirror):
    address = mirror.address("honest").replace("http:", "https:")
    with pytest.raises(DownloadError, match=r"connection failed .*SSL"):
        fetch(RemoteFiles("Small", "small", (address,), mirror.remote().files), tmp_path)


def test_after_an_interruption_the_next_mirror_continues_from_there(mirror, tmp_path):
    fetch(mirror.remote("breaks_off", "honest"), tmp_path)
    assert asked(mirror) == [("breaks_off", 0), ("honest", 150_000)]


def test_a_later_download_continues_where_an_earlier_one_ended(mirror, tmp_path):
    leave_partial_file(tmp_path, FILES[IMAGES][:123_456])
    reported = fetch(mirror.remote("honest"), tmp_path)
    assert reported[0].done == 123_456
    assert asked(mirror) == [("honest", 123_456)]
    assert contents(tmp_path) == FILES


@pytest.mark.parametrize("behaviour", ["ignores_range", "refuses_range", "sends_another_range", "says_no_length"])
def test_a_server_that_cannot_resume_sends_the_whole_file(mirror, tmp_path, behaviour):
    leave_partial_file(tmp_path, FILES[IMAGES][:123_456])
    fetch(mirror.remote(behaviour), tmp_path)
    assert contents(tmp_path) == FILES


@pytest.mark.parametrize("behaviour", ["busy", "sends_a_page", "sends_a_page_of_unknown_length", "hangs_up"])
def test_a_mirror_that_sends_no_file_does_not_cost_the_bytes_received(mirror, tmp_path, behaviour):
    leave_partial_file(tmp_path, FILES[IMAGES][:123_456])
    fetch(mirror.remote(behaviour, "honest"), tmp_path)
    assert asked(mirror)[-1] == ("honest", 123_456)


@pytest.mark.parametrize("part", [b"x" * 1000, b"x" * 300_000, b"x" * 300_001], ids=["begun", "full", "too long"])
def test_a_wrong_partial_file_is_deleted_and_the_file_downloaded_again(mirror, tmp_path, part):
    leave_partial_file(tmp_path, part)
    fetch(mirror.remote("honest"), tmp_path)
    assert asked(mirror)[-1] == ("honest", 0)
    assert contents(tmp_path) == FILES


def test_wrong_bytes_of_one_mirror_are_not_blamed_on_the_next(mirror, tmp_path):
    fetch(mirror.remote("corrupts_and_breaks_off", "honest"), tmp_path)
    assert asked(mirror) == [("corrupts_and_breaks_off", 0), ("honest", 150_000), ("honest", 0)]
    assert contents(tmp_path) == FILES


def test_a_complete_partial_file_is_only_renamed(mirror, tmp_path):
    leave_partial_file(tmp_path, FILES[IMAGES])
    fetch(mirror.remote("honest"), tmp_path)
    assert asked(mirror) == []
    assert contents(tmp_path) == FILES


def test_a_present_file_is_not_downloaded_again_unless_it_is_damaged(mirror, tmp_path):
    fetch(mirror.remote("honest"), tmp_path)
    mirror.requests.clear()
    (tmp_path / "small" / LABELS).write_bytes(b"damaged")
    fetch(mirror.remote("honest"), tmp_path)
    assert mirror.requests == [("honest", LABELS, 0)]
    assert contents(tmp_path) == FILES


def test_a_cancelled_download_keeps_its_partial_file_and_resumes_it(mirror, tmp_path):
    fetching = download(mirror.remote("stalls"), tmp_path, patience=60)
    while next(fetching).done < 150_000:
        pass
    fetching.close()
    assert contents(tmp_path) == {f"{IMAGES}.part": FILES[IMAGES][:150_000]}
    fetch(mirror.remote("honest"), tmp_path)
    assert asked(mirror)[-1] == ("honest", 150_000)


def test_a_download_can_be_cancelled_while_a_server_keeps_it_waiting(mirror, tmp_path):
    fetching = download(mirror.remote("never_answers"), tmp_path, patience=60)
    began = time.monotonic()
    for _ in range(3):
        next(fetching)
    fetching.close()
    assert time.monotonic() - began < 10


def test_a_folder_that_cannot_be_created_is_named(mirror, tmp_path):
    (tmp_path / "small").write_text("a file where the folder should be")
    with pytest.raises(DataError, match=rf"{tmp_path / 'small'}: cannot be written .*--data-dir"):
        fetch(mirror.remote("honest"), tmp_path)
    assert mirror.requests == []


@pytest.mark.parametrize("key", ["mnist", "fashion-mnist"])
def test_every_download_has_addresses_sizes_and_checksums(key):
    remote = downloads()[key]
    assert len(remote.mirrors) == 2
    assert all(mirror.startswith("http") and mirror.endswith("/") for mirror in remote.mirrors)
    assert len({file.name for file in remote.files}) == len({file.sha256 for file in remote.files}) == 4
    assert all(len(bytes.fromhex(file.sha256)) == 32 for file in remote.files)


def test_the_description_of_mnist_is_that_of_the_real_files(real_data):
    assert list(download(downloads()["mnist"], real_data))[-1].done == 11_594_722
