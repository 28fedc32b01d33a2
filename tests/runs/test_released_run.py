"""A run of the first released format, kept as it was written: newer code must open, evaluate and continue it.

`released/run` was stopped in its third of four epochs, after the learning rate had been changed to 0.02 during the run.
"""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from nnstudio.cli.main import main
from nnstudio.runs.saved_run import open_run

RELEASED = Path(__file__).parent / "released"


@pytest.fixture
def released(tmp_path: Path) -> Path:
    """Return a copy of the run with its data beside it."""
    shutil.copytree(RELEASED, tmp_path / "released")
    return tmp_path / "released"


def test_it_opens_with_its_settings_and_weights() -> None:
    run = open_run(RELEASED / "run")

    assert run.settings.network.inputs == "standardized"
    assert run.settings.data.dataset.key == "imported"
    assert run.class_names == tuple("0123456789")
    assert np.array_equal(run.parameters, np.load(RELEASED / "run" / "weights.npy"))


def test_it_is_evaluated_as_when_it_ended(released: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--data-dir", str(released / "data"), "evaluate", str(released / "run"), "--json"]) == 0

    evaluated = json.loads(capsys.readouterr().out.splitlines()[-1])
    result = json.loads((released / "run" / "result.json").read_text())
    assert evaluated["accuracy"] == result["test_accuracy"]


def test_it_is_resumed_to_its_last_epoch(released: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folders = ["--data-dir", str(released / "data"), "--runs-dir", str(tmp_path / "runs")]

    assert main([*folders, "train", "--resume", str(released / "run"), "--json", "--quiet"]) == 0

    resumed = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (resumed["epochs"], resumed["batches"], resumed["reason"]) == (4, 48, "finished")
    rates = np.fromfile(Path(resumed["run"]) / "batches.f32", "<f4").reshape(-1, 5)[:, 3]
    assert set(rates) == {np.float32(0.02)}  # as changed during the run


@pytest.mark.parametrize("split", [{"kind": []}, {"kind": {}}, {}, [], "share", None])
def test_settings_that_nobody_wrote_are_refused_in_words(tmp_path: Path, split: object) -> None:
    file = tmp_path / "settings.json"
    file.write_text(json.dumps({"data": {"split": split}}))
    assert main(["train", "--settings", str(file), "--data-dir", str(tmp_path)]) == 2
