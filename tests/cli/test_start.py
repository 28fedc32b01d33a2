"""The window opens with no more code than it shows, and can be used at once."""

import os
import subprocess
import sys

import pytest

STARTED = """
import sys
from nnstudio.cli import main
main.run_window = lambda arguments: 0
assert main.main([]) == 0
import nnstudio.app
print(" ".join(sys.modules))
"""


@pytest.fixture(scope="module")
def loaded():
    """The modules that are loaded when the window can be built."""
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-c", STARTED]
    return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout.split()


@pytest.mark.parametrize(
    "module",
    [
        "nnstudio.cli.commands",
        "nnstudio.data.download",
        "nnstudio.data.importing.formats",
        "nnstudio.runs.run",
        "nnstudio.training.child",
        "nnstudio.ui.errors.errors_view",
        "nnstudio.ui.health.health_view",
        "nnstudio.ui.inside.inside_view",
        "PIL",
        "tqdm",
        "urllib.request",
    ],
)
def test_what_only_a_command_a_run_a_download_or_a_hidden_view_needs_is_loaded_later(loaded, module):
    assert module not in loaded


def test_from_empty_folders_the_window_opens_draws_and_trains_and_leaves_the_generated_digits(tmp_path):
    folders = dict.fromkeys(("HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"), str(tmp_path))
    environment = os.environ | folders | {"QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-m", "tests.benchmarks.first_second"]
    said = subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout
    assert [line.rsplit(" ", 1)[0] for line in said.splitlines()] == ["up", "first stroke", "first batch"]
    assert len(list(tmp_path.rglob("handwriting-*.bytes"))) == 1
