"""The table of warnings on real MNIST: ``python -m tests.runs.warnings_on_mnist [SEED] [PRESET …]`` takes minutes.

Prints the causes that came up in the first epochs of each preset, and those that are left in a new run with each change
of settings that the warnings offer. NNSTUDIO_DATA_DIR names the folder of MNIST.
"""

import sys
import tempfile
from pathlib import Path

from nnstudio.data.folders import DataFolders
from nnstudio.runs.presets import load_presets
from nnstudio.runs.run_warning import Cause, RunWarning
from nnstudio.runs.settings import RunSettings
from nnstudio.spec.paths import replace
from tests.conftest import SHARED_DATA
from tests.runs.test_run_warnings import warnings_of

EPOCHS = 10


def main(seed: int, wanted: list[str]) -> None:
    """Train each preset, or those that are ``wanted``, and print its warnings and what their remedies do."""
    for key, preset in load_presets().items():
        if not wanted or key in wanted:
            settings = preset.applied_to(RunSettings(seed=seed))
            settings = replace(settings, "training.epochs", min(EPOCHS, settings.training.epochs))
            found = _warnings_of(settings)
            print(f"{key}: {_causes(found)}", flush=True)
            for warning in found.values():
                for remedy in warning.remedies:
                    if remedy.path:
                        left = _warnings_of(replace(settings, remedy.path, remedy.value))
                        print(f"  {remedy.text}: {_causes(left)}", flush=True)


def _warnings_of(settings: RunSettings) -> dict[Cause, RunWarning]:
    with tempfile.TemporaryDirectory() as folder:
        found: dict[Cause, RunWarning] = warnings_of(settings, DataFolders.find(str(SHARED_DATA)), Path(folder))
    return found


def _causes(found: dict[Cause, RunWarning]) -> str:
    return ", ".join(found) or "silent"


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 0, sys.argv[2:])
