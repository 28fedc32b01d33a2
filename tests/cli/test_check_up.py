import json

from nnstudio.cli.main import main

WORDS = ["--dataset", "mnist", "--set", "validation_count=100", "--set", "network.layers=[dense 16 relu]"]


def run(folders, *words):
    return main(["check-up", *WORDS, "--data-dir", str(folders.data), *words])


def test_the_findings_are_printed_as_text(folders, capsys):
    assert run(folders, "--quiet") == 0
    out = capsys.readouterr().out
    assert out.startswith("first loss: fine\n")
    assert "learning rate: fine\n" in out


def test_the_findings_are_printed_as_json(folders, capsys):
    assert run(folders, "--lr", "10", "--json", "--quiet") == 0
    content = json.loads(capsys.readouterr().out)
    assert content["verdict"] == "fault"
    assert content["findings"][-1]["check"] == "learning rate"


def test_no_run_is_kept(folders, tmp_path, capsys):
    assert run(folders, "--quiet", "--runs-dir", str(tmp_path / "runs")) == 0
    assert not (tmp_path / "runs").exists()


def test_a_setting_that_is_not_allowed_is_named(folders, capsys):
    assert run(folders, "--batch-size", "-1") == 2
    assert "training.batch_size" in capsys.readouterr().err
