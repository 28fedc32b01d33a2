"""Listing and downloading data sets as a person at a terminal does."""

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


def test_an_address_that_is_not_of_the_web_is_refused(capsys):
    with pytest.raises(SystemExit, match="2"):
        main(["datasets", "download", "mnist", "--mirror", "ftp://somewhere"])
    assert "found 'ftp://somewhere'; allowed: an address that begins with http://" in capsys.readouterr().err
