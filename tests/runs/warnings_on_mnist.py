"""The table of warnings on real MNIST: ``python -m tests.runs.warnings_on_mnist [SEED] [PRESET …]`` takes minutes.

Prints the causes that came up in the first epochs of each preset. NNSTUDIO_DATA_DIR names the folder of MNIST.
"""

import sys
import tempfile
from pathlib import Path

from nnstudio.data.folders import DataFolders
from nnstudio.runs.presets import load_presets
from nnstudio.runs.settings import RunSettings
from nnstudio.spec.paths import replace
from tests.conftest import SHARED_DATA
from tests.runs.test_run_warnings import warnings_of

EPOCHS = 10


def main(seed: int, wanted: list[str]) -> None:
    """Train each preset, or those that are ``wanted``, and print its warnings."""
    folders = DataFolders.find(str(SHARED_DATA))
    for key, preset in load_presets().items():
        if not wanted or key in wanted:
            settings = preset.applied_to(RunSettings(seed=seed))
            settings = replace(settings, "training.epochs", min(EPOCHS, settings.training.epochs))
            with tempfile.TemporaryDirectory() as folder:
                found = warnings_of(settings, folders, Path(folder))
            print(f"{key}: {', '.join(found) or 'silent'}", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 0, sys.argv[2:])
