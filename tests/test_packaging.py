"""What a user installs: the wheel, in an environment that has nothing else."""

import json
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

from nnstudio import __version__

ROOT = Path(__file__).parents[1]


def run(*text, cwd=None):
    result = subprocess.run([str(word) for word in text], capture_output=True, text=True, check=False, cwd=cwd)
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT)
    (file,) = folder.glob("*.whl")
    return file


def test_the_wheel_carries_the_resources_and_the_licence(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    for folder in ("handwriting", "help", "icons", "networks", "presets", "styles", "themes"):
        expected = {path.name for path in (ROOT / "resources" / folder).rglob("*") if path.is_file()}
        assert expected
        assert expected == {Path(name).name for name in names if f"_resources/{folder}/" in name}
    assert any(name.endswith("LICENSE") for name in names)
    assert not any(name.startswith("tests") for name in names)


def test_the_wheel_runs_in_a_clean_environment(wheel, folders, tmp_path):
    venv.create(tmp_path / "venv", with_pip=True)
    programs = tmp_path / "venv" / ("Scripts" if sys.platform == "win32" else "bin")
    run(programs / "python", "-m", "pip", "install", "-q", "-c", ROOT / "constraints.txt", wheel)
    program = programs / "nnstudio"
    assert run(program, "--version", cwd=tmp_path).split() == ["nnstudio", __version__]
    text = ["--data-dir", folders.data, "--runs-dir", tmp_path / "runs", "--set", "validation_count=100"]
    out = run(program, "train", "--dataset", "mnist", "--epochs", "1", *text, "--json", "--quiet", cwd=tmp_path)
    assert json.loads(out)["epochs"] == 1
    assert "layers" in run(program, "settings", cwd=tmp_path)
    window = "from nnstudio.ui.theme import load_themes; print(sorted(load_themes()))"
    assert run(programs / "python", "-c", window, cwd=tmp_path).strip() == "['dark', 'high-contrast', 'light']"
