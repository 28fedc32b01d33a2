"""Listing and downloading data sets as a person at a terminal does."""

import hashlib
import json
import os
import resource
import signal
import subprocess
import sys
from contextlib import closing

import pytest

from nnstudio.cli.main import main
from nnstudio.data.idx_dataset import FILES
from tests.local_mirror import LocalMirror, files_of


@pytest.fixture
def mirror(real_data, monkeypatch):
    """Serves the real MNIST."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    files = files_of(real_data / "mnist")
    with closing(LocalMirror({f"{name}.gz": files[f"{name}.gz"] for name in FILES})) as server:
        yield server


def words(tmp_path, mirror, *behaviours):
    mirrors = [word for behaviour in behaviours for word in ("--mirror", mirror.address(behaviour))]
    return ["datasets", "download", "mnist", *mirrors, "--data-dir", str(tmp_path)]


def listed(capsys, *more):
    assert main(["datasets", "--json", *more]) == 0
    return {entry["key"]: entry for entry in json.loads(capsys.readouterr().out)}


def test_datasets_lists_what_there_is_and_where(folders, capsys):
    entries = listed(capsys, "--data-dir", str(folders.data))
    assert list(entries) == ["mnist", "fashion-mnist", "handwriting", "mnist-and-handwriting"]
    small = entries["mnist"]
    assert small["present"] is True
    assert small["path"] == str(folders.data / "mnist")
    assert small["bytes"] == sum(path.stat().st_size for path in (folders.data / "mnist").iterdir())
    assert (small["training_count"], small["test_count"]) == (600, 100)
    assert entries["fashion-mnist"]["present"] is False
    assert entries["fashion-mnist"]["path"] is None
    assert entries["fashion-mnist"]["download_bytes"] == 30_878_645


def test_datasets_says_how_to_get_a_missing_data_set(tmp_path, capsys):
    assert main(["datasets", "--data-dir", str(tmp_path)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[1].split()[0] == "mnist"
    assert "nnstudio datasets download mnist (11.6 MB)" in lines[1]
    assert "60000 + 10000 test" in lines[3]


def test_a_damaged_file_does_not_keep_the_list_from_being_shown(tmp_path, capsys):
    (tmp_path / "mnist").mkdir()
    for name in FILES:
        (tmp_path / "mnist" / name).write_bytes(b"damaged")
    entry = listed(capsys, "--data-dir", str(tmp_path))["mnist"]
    assert (entry["present"], entry["bytes"], entry["training_count"]) == (True, 28, None)


def test_download_fetches_real_mnist_which_can_then_be_used(tmp_path, mirror, capsys):
    assert main(words(tmp_path, mirror, "honest")) == 0
    assert f"MNIST is in {tmp_path / 'mnist'}" in capsys.readouterr().err
    assert listed(capsys, "--data-dir", str(tmp_path))["mnist"]["training_count"] == 60_000
    assert main([*words(tmp_path, mirror), "--quiet"]) == 0  # all files are present, so no mirror is asked
    assert capsys.readouterr().err == ""


def test_a_download_that_fails_says_what_each_mirror_did(tmp_path, mirror, capsys):
    assert main(words(tmp_path, mirror, "busy", "sends_a_page")) == 1
    error = capsys.readouterr().err
    assert f"{mirror.address('busy')} answered HTTP 503" in error
    assert f"{mirror.address('sends_a_page')} sent 39 bytes of text/html" in error
    assert "Traceback" not in error


def test_interrupting_a_download_keeps_the_bytes_received(tmp_path, mirror):
    command = [sys.executable, "-m", "nnstudio", *words(tmp_path, mirror, "stalls")]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    partial = tmp_path / "mnist" / f"{FILES[0]}.gz.part"
    while not (partial.is_file() and partial.stat().st_size > 1_000_000):
        assert process.poll() is None, process.stderr.read()
    process.send_signal(signal.SIGINT)
    _, error = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Interrupted. The download so far is kept" in error
    assert 1_000_000 < partial.stat().st_size <= 9_912_422 // 2


def test_a_full_disk_is_named_with_what_to_do(tmp_path, mirror):
    def allow_small_files_only():
        resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))

    command = [sys.executable, "-m", "nnstudio", *words(tmp_path, mirror, "honest")]
    environment = os.environ | {"PYTHONDONTWRITEBYTECODE": "1"}
    result = subprocess.run(
        command, capture_output=True, text=True, check=False, env=environment, preexec_fn=allow_small_files_only
    )
    assert result.returncode == 1
    assert f"{tmp_path / 'mnist'}: cannot be written (File too large). Free some space" in result.stderr


@pytest.fixture
def openml(monkeypatch):
    """Serves a small data set with the number 7 as OpenML does."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    rows = "".join(f"{','.join([str(number)] * 16)},{'ab'[number % 2]}\n" for number in range(12))
    pixels = "".join(f"@attribute p{index} real\n" for index in range(16))
    body = f"@relation r\n{pixels}@attribute kind {{a,b}}\n@data\n{rows}".encode()
    described = {
        "name": "tiny",
        "format": "ARFF",
        "url": "https://www.openml.org/data/v1/download/9/tiny.arff",
        "md5_checksum": hashlib.md5(body).hexdigest(),
        "default_target_attribute": "kind",
    }
    description = json.dumps({"data_set_description": described}).encode()
    files = {"api/v1/json/data/7": description, "data/v1/download/9/tiny.arff": body}
    with closing(LocalMirror(files)) as server:
        yield server


def test_a_data_set_of_openml_is_imported_listed_and_said_how_to_train_on(tmp_path, openml, capsys):
    words = ["datasets", "download", "openml:7", "--mirror", openml.address("honest"), "--data-dir", str(tmp_path)]
    assert main(words) == 0
    said = capsys.readouterr().err
    assert "tiny: 10 training and 2 test pictures of 2 classes (ARFF)" in said
    assert f"Saved in {tmp_path / 'imported' / 'tiny.npz'}" in said
    assert "nnstudio train --set data.dataset='imported tiny' --set split=fraction" in said
    assert any("tiny" in json.dumps(entry) for entry in listed(capsys, "--data-dir", str(tmp_path)).values())
    assert main(words) == 1
    assert "tiny.npz: already exists. Delete it to download OpenML's data set 7 again" in capsys.readouterr().err


def test_interrupting_a_download_from_openml_keeps_the_bytes_received(tmp_path, openml):
    mirror = openml.address("stalls_with_the_file")
    words = ["datasets", "download", "openml:7", "--mirror", mirror, "--data-dir", str(tmp_path)]
    process = subprocess.Popen([sys.executable, "-m", "nnstudio", *words], stderr=subprocess.PIPE, text=True)
    partial = tmp_path / "openml" / "7" / "tiny.arff.part"
    while not partial.is_file():
        assert process.poll() is None, process.stderr.read()
    process.send_signal(signal.SIGINT)
    _, error = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Interrupted. The download so far is kept" in error
    assert "Traceback" not in error


@pytest.mark.parametrize("word", ["nothing", "openml", "openml:", "openml:0", "openml:mnist", "openml:1234567890"])
def test_a_data_set_that_is_none_is_refused_with_what_is_allowed(capsys, word):
    with pytest.raises(SystemExit, match="2"):
        main(["datasets", "download", word])
    allowed = "allowed: mnist, fashion-mnist, mnist-and-handwriting, or openml:NUMBER such as openml:554"
    assert f"found {word!r}; {allowed}" in capsys.readouterr().err


def test_an_address_that_is_not_of_the_web_is_refused(capsys):
    with pytest.raises(SystemExit, match="2"):
        main(["datasets", "download", "mnist", "--mirror", "ftp://somewhere"])
    assert "found 'ftp://somewhere'; allowed: an address that begins with http://" in capsys.readouterr().err
