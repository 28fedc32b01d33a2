"""``python -m tests.shipped_network``: train, shrink and check the network that comes with NN Studio.

It needs MNIST and takes as long as its preset. ``--run RUN`` takes a run that was trained before; ``--check`` only
checks the network that is there.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np

from nnstudio.data.built_in_handwriting import BuiltInHandwriting
from nnstudio.data.folders import DataFolders
from nnstudio.inspection.class_gaussians import ClassGaussians
from nnstudio.inspection.novelty_file import FILES, read_novelty_detector, write_novelty_detector
from nnstudio.runs.saved_run import WEIGHTS, open_run
from nnstudio.session.shipped_network import NAME
from nnstudio.steps import finish

FOLDER = Path(__file__).parents[1] / "resources" / "networks" / NAME
KEPT = 120
"""Training pictures that come with the network, to be shown as neighbours: they are of the built-in handwriting."""
LARGEST = 1_800_000
"""Bytes of all files."""
LOWEST_ACCURACY = 0.98
"""On the test pictures of MNIST and of the built-in handwriting."""
MOST_LOST = 0.0005
"""Accuracy that half precision may cost."""


def train(runs: Path) -> Path:
    """Train the preset, with progress on stderr, and return the folder of the run."""
    command = [sys.executable, "-m", "nnstudio", "train", "--preset", NAME, "--seed", "1", "--json"]
    output = subprocess.run([*command, "--runs-dir", str(runs)], stdout=subprocess.PIPE, text=True, check=True).stdout
    return Path(json.loads(output.splitlines()[-1])["run"])


def shrink(run: Path, folder: Path) -> None:
    """Write the last network of ``run`` in half precision into ``folder``, with its novelty detector."""
    saved = open_run(run)
    detector = read_novelty_detector(run, saved.network)
    assert detector is not None, f"{run} has no novelty detector"
    folder.mkdir(parents=True, exist_ok=True)
    description = json.loads((run / "run.json").read_text(encoding="utf-8"))
    del description["started"], description["batch_columns"]
    text = json.dumps(description, indent=2, ensure_ascii=False) + "\n"
    (folder / "run.json").write_text(text, encoding="utf-8")
    np.save(folder / WEIGHTS["last"], saved.parameters.astype("<f2"), allow_pickle=False)
    digits = finish(BuiltInHandwriting().load(DataFolders.find()))
    small = replace(
        detector,
        shapes=_halved(detector.shapes),
        activations=_halved(detector.activations),
        pictures=digits.training_pictures[:KEPT],
        labels=digits.training_labels[:KEPT],
    )
    with (folder / FILES["last"]).open("wb") as file:
        write_novelty_detector(file, small)


def _halved(gaussians: ClassGaussians) -> ClassGaussians:
    """Return the model with its two large arrays in half precision."""
    components, whitening = gaussians.components.astype("<f2"), gaussians.whitening.astype("<f2")
    return replace(gaussians, components=components, whitening=whitening)


def accuracy(run: Path) -> float:
    """Return the accuracy on the test set of the run's data."""
    command = [sys.executable, "-m", "nnstudio", "evaluate", str(run), "--json"]
    output = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout
    return float(json.loads(output)["accuracy"])


def check(folder: Path, original: Path | None) -> None:
    """Fail if the network in ``folder`` is too large, predicts too little, or less than the ``original`` run."""
    size = sum(file.stat().st_size for file in folder.iterdir())
    reached = accuracy(folder)
    print(f"{folder}: {size} bytes, {reached:.2%} of the test pictures")
    assert size <= LARGEST, f"{size} bytes are more than {LARGEST}"
    assert reached >= LOWEST_ACCURACY, f"{reached:.2%} is less than {LOWEST_ACCURACY:.1%}"
    if original is not None:
        lost = accuracy(original) - reached
        assert lost <= MOST_LOST, f"half precision costs {lost:.2%}"


def main() -> None:
    """Do what the arguments ask for."""
    parser = argparse.ArgumentParser(prog="python -m tests.shipped_network", description=__doc__)
    parser.add_argument("--run", type=Path, help="a run of the preset, trained before")
    parser.add_argument("--check", action="store_true", help="only check the network that is there")
    arguments = parser.parse_args()
    if arguments.check:
        check(FOLDER, None)
        return
    with tempfile.TemporaryDirectory() as runs:
        run = arguments.run or train(Path(runs))
        shrink(run, FOLDER)
        check(FOLDER, run)


if __name__ == "__main__":
    main()
