"""The command line as a user at a terminal sees it, mostly run in a separate process."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from nnstudio.cli.commands import COMMANDS
from nnstudio.cli.main import main
from nnstudio.data.folders import DataFolders
from nnstudio.ui.views import VIEWS

SMALL = ("--dataset", "mnist", "--set", "validation_count=100", "--set", "batch_size=20", "--epochs", "2")


@pytest.fixture
def folder_options(folders: DataFolders, tmp_path):
    return ("--data-dir", str(folders.data), "--runs-dir", str(tmp_path / "runs"))


def start(*words, text=True, **environment):
    return subprocess.Popen(
        [sys.executable, "-m", "nnstudio", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=text,
        env={**os.environ, **environment},
    )


def finish(process):
    out, error = process.communicate(timeout=120)
    return process.returncode, out, error


@pytest.fixture
def run(capsys):
    """What `start` and `finish` do, without a process: for what a run prints and leaves, once others have ended one."""

    def run(*words):
        code = main(list(words))
        return code, *capsys.readouterr()

    return run


def test_train_ends_with_one_line_of_json(folder_options):
    code, out, error = finish(start("train", *SMALL, *folder_options, "--json"))
    assert code == 0, error
    result = json.loads(out.splitlines()[-1])
    assert result["epochs"] == 2
    assert result["reason"] == "finished"
    for name in ("test_accuracy", "validation_accuracy", "train_accuracy"):
        assert 0.5 < result[name] <= 1
    assert result["seconds"] > 0
    assert result["batches_per_second"] > 0
    assert (Path(result["run"]) / "weights.npy").is_file()
    assert "validation" in error


def test_output_that_the_encoding_of_a_file_lacks_is_replaced(folder_options):
    """On Windows a file has the encoding cp1252, which has no thin space."""
    process = start("train", *SMALL, *folder_options, text=False, PYTHONIOENCODING="cp1252")
    out, error = (text.decode("cp1252") for text in process.communicate(timeout=120))
    assert process.returncode == 0, error
    assert "?%" in out


def test_the_penalty_is_reported_beside_the_loss_of_the_data(folder_options, run):
    _, out, error = run("train", *SMALL, *folder_options, "--json")
    assert json.loads(out)["penalty"] == 0
    assert "  penalty " not in error
    _, out, error = run("train", *SMALL, *folder_options, "--set", "l2=0.01", "--json")
    assert json.loads(out)["penalty"] > 0
    assert "  penalty " in error


def test_train_warns_once_when_the_network_gets_worse_than_guessing(folder_options, run):
    # One step of a high learning rate in each epoch leaves the loss above guessing.
    words = ("--set", "batch_size=full", "--set", "learning_rate=10", "--epochs", "3", "--json")
    _, _, error = run("train", *SMALL, *folder_options, *words)
    warnings = [line for line in error.splitlines() if line.startswith("warning: ")]
    assert len(warnings) == 1
    assert "since epoch 1" in warnings[0]
    assert "Try: new run with learning rate 0.05" in warnings[0]


def test_quiet_writes_nothing_but_the_result(folder_options):
    code, out, error = finish(start("train", *SMALL, *folder_options, "--quiet"))
    assert (code, error) == (0, "")
    assert out.startswith("test accuracy")


def test_layers_are_set_by_text(folder_options, run):
    words = ("--set", "network.layers=[dense 12 relu, dense 7 sigmoid]", "--json", "--quiet")
    code, out, error = run("train", *SMALL, *folder_options, *words)
    assert code == 0, error
    description = json.loads((Path(json.loads(out)["run"]) / "run.json").read_text())
    assert [layer["units"] for layer in description["settings"]["network"]["layers"]] == [12, 7]


def test_the_settings_of_a_run_make_the_same_run_again(folder_options):
    results = []
    words = SMALL
    for _ in range(2):
        code, out, error = finish(start("train", *words, *folder_options, "--json", "--quiet", "--seed", "3"))
        assert code == 0, error
        results.append(json.loads(out))
        words = ("--settings", str(Path(results[0]["run"]) / "run.json"))
    assert results[0]["test_loss"] == results[1]["test_loss"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_is_kept(folder_options, number):
    process = start("train", *SMALL, *folder_options, "--set", "epochs=endless", "--json")
    while "epoch   1" not in process.stderr.readline():
        pass
    process.send_signal(number)
    code, out, _ = finish(process)
    assert code == 130
    result = json.loads(out)
    assert result["reason"] == "stopped"
    for name in ("train_accuracy", "validation_loss", "last_test_loss", "best_train_loss", "best_test_accuracy"):
        assert result[name] is not None, name
    assert (Path(result["run"]) / "result.json").is_file()


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("--set", "learning_rate=99"), "found 99.0; allowed: a number from 1e-05 to 10"),
        (("--set", "lerning_rate=0.1"), "did you mean learning_rate?"),
        (("--set", "layers=[dense 5000]"), "network.layers.0.units: found 5000"),
        (("--epochs", "many"), "training.epochs: found 'many'"),
        (("--settings", "/nowhere.json"), "/nowhere.json"),
    ],
)
def test_bad_arguments_end_with_code_2_and_say_what_is_allowed(folder_options, capsys, words, complaint):
    assert main(["train", *SMALL, *folder_options, *words]) == 2
    assert complaint in capsys.readouterr().err


def test_an_unknown_data_set_ends_with_code_2(capsys):
    with pytest.raises(SystemExit) as caught:
        main(["train", "--dataset", "letters"])
    assert caught.value.code == 2
    assert "mnist" in capsys.readouterr().err


def test_missing_data_ends_with_code_1_and_says_how_to_get_it(tmp_path, capsys):
    assert main(["train", "--dataset", "mnist", "--data-dir", str(tmp_path)]) == 1
    assert "nnstudio datasets download mnist" in capsys.readouterr().err


def test_a_folder_that_cannot_be_written_ends_with_code_1_and_is_named(folder_options, tmp_path, capsys):
    (tmp_path / "file").write_text("")
    assert main(["train", *SMALL, *folder_options[:2], "--runs-dir", str(tmp_path / "file")]) == 1
    assert f"{tmp_path}/file: cannot be written" in capsys.readouterr().err


def test_a_settings_file_that_is_no_settings_file_is_refused(folder_options, tmp_path, capsys):
    for content in ("", "[]", '{"settings": {"seed": "x"}}', "\x00", "[" * 100_000):
        (tmp_path / "file.json").write_text(content)
        assert main(["train", *folder_options, "--settings", str(tmp_path / "file.json")]) == 2
    assert "file.json" in capsys.readouterr().err


def test_settings_lists_every_setting_with_what_is_allowed(capsys):
    assert main(["settings"]) == 0
    out = capsys.readouterr().out
    assert "training.optimizer.learning_rate = 0.05" in out
    assert "a whole number from 1 to 4096" in out
    assert "or 0 (endless); may change while training\n" in out
    assert "or 0 (epoch); may change while training; advanced\n" in out


def test_the_data_folder_of_the_environment_is_used(folders, tmp_path):
    words = ("train", *SMALL, "--runs-dir", str(tmp_path), "--quiet")
    code, _, error = finish(start(*words, NNSTUDIO_DATA_DIR=str(folders.data / "mnist")))
    assert code == 0, error


def test_every_command_explains_itself(capsys):
    inner = [[command.name, each.name] for command in COMMANDS for each in command.commands]
    for command in ([], *([command.name] for command in COMMANDS), *inner):
        with pytest.raises(SystemExit) as caught:
            main([*command, "--help"])
        assert caught.value.code == 0
        assert f"usage: {' '.join(['nnstudio', *command])}" in capsys.readouterr().out


def test_version_prints_the_version(capsys):
    with pytest.raises(SystemExit):
        main(["--version"])
    assert capsys.readouterr().out.startswith("nnstudio 0.")


def test_without_a_display_the_window_names_the_headless_commands():
    environment = {"QT_QPA_PLATFORM": "", "DISPLAY": "", "WAYLAND_DISPLAY": ""}
    code, _, error = finish(start(**environment))
    assert code == 1
    assert "There is no display here" in error
    assert "nnstudio train" in error


def test_a_display_that_does_not_answer_is_said_instead_of_an_abort():
    code, _, error = finish(start(QT_QPA_PLATFORM="", DISPLAY=":987", WAYLAND_DISPLAY=""))
    assert code == 1
    assert "The display :987 does not answer" in error or "apt-get install" in error


def test_the_self_test_reads_the_digit_that_was_drawn(tmp_path):
    picture = tmp_path / "window.png"
    code, out, error = finish(start("self-test", "--screenshot", str(picture), QT_QPA_PLATFORM="offscreen"))
    assert code == 0, error
    assert "drew 3, predicted 3" in out
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_an_unknown_view_is_refused_with_all_there_are(capsys):
    assert main(["self-test", "--view", "my-digit"]) == 2
    error = capsys.readouterr().err
    assert ", ".join(view.title.lower().replace(" ", "-") for view in VIEWS) in error
    assert "did you mean my-digits?" in error


def test_the_learning_rate_and_the_batch_size_have_short_names(capsys):
    assert main(["settings", "--lr", "0.003", "--batch-size", "full", "--set", "optimizer=adam"]) == 0
    out = capsys.readouterr().out
    assert "training.batch_size = full" in out
    assert "training.optimizer.learning_rate = 0.003" in out


def test_a_learning_rate_that_is_not_allowed_is_named(capsys):
    assert main(["settings", "--lr", "99"]) == 2
    assert "training.optimizer.learning_rate: found 99" in capsys.readouterr().err


def test_an_invalid_window_size_is_refused(capsys):
    assert main(["self-test", "--size", "large"]) == 2
    assert "--size" in capsys.readouterr().err


def test_presets_are_listed_with_what_they_teach(capsys):
    assert main(["presets"]) == 0
    out = capsys.readouterr().out
    assert "leaky-relu-500-300-100" in out
    assert "learning rate decreases" in out
    assert "test accuracy about 97.5 %" in out


def test_presets_that_show_what_goes_wrong_are_listed_apart(capsys):
    assert main(["presets"]) == 0
    sound, broken = capsys.readouterr().out.split("to see what goes wrong:")
    assert "broken-zero-weights: " not in sound
    assert broken.count("broken-") == 8


def test_presets_in_json_have_their_figures_and_settings(capsys):
    assert main(["presets", "--json"]) == 0
    presets = {preset["key"]: preset for preset in json.loads(capsys.readouterr().out)}
    assert "test accuracy" in presets["best-mlp"]["expects"]
    assert presets["best-mlp"]["settings"]["data"]["dataset"] == {"kind": "mnist"}


def test_a_preset_without_mnist_says_how_to_get_it(tmp_path, capsys):
    options = ("--data-dir", str(tmp_path), "--runs-dir", str(tmp_path))
    assert main(["train", "--preset", "best-mlp", *options]) == 1
    error = capsys.readouterr().err
    assert "MNIST is not on this computer" in error
    assert "nnstudio datasets download mnist" in error


def test_a_preset_is_trained_by_its_key(folder_options, run):
    words = ("--dataset", "mnist", "--set", "validation_count=100", "--epochs", "1", "--json", "--quiet")
    code, out, error = run("train", "--preset", "dropout-128-64-adam", *words, *folder_options)
    assert code == 0, error
    description = json.loads((Path(json.loads(out)["run"]) / "run.json").read_text())
    assert description["settings"]["training"]["optimizer"]["kind"] == "adam"
