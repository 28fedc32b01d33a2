"""The window opens with no more code than it shows."""

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
        "PIL",
        "tqdm",
        "urllib.request",
    ],
)
def test_what_only_a_command_a_run_an_import_or_a_download_needs_is_loaded_later(loaded, module):
    assert module not in loaded
