"""The file of a novelty detector in its run's folder; what is read back is not trusted."""

import math
from dataclasses import fields
from pathlib import Path
from typing import IO, Any

import numpy as np

from nnstudio.data.npz import read_stored_npz
from nnstudio.engine.network import Network
from nnstudio.errors import DataError
from nnstudio.inspection.class_gaussians import ClassGaussians
from nnstudio.inspection.novelty import NoveltyDetector

FILES = {"last": "novelty.npz", "best": "novelty-best.npz"}
"""The file for each of the two networks that a run keeps."""
OLD_FILES = {"last": "familiarity.npz", "best": "familiarity-best.npz"}
"""The names of these files in format 1 of a run's folder."""
OLD_NAMES = {"calibration_scores": "usual", "medians": "middles"}
"""The arrays that had other names in those files."""
LARGEST_FILE = 1 << 29
MODELS = ("shapes", "activations")
GAUSSIAN_ARRAYS = tuple(field.name for field in fields(ClassGaussians))
ARRAYS = tuple(field.name for field in fields(NoveltyDetector) if field.name not in MODELS)

Arrays = dict[str, Any]
"""Arrays by name; `_fits` checks them when they are read back."""


def write_novelty_detector(file: IO[bytes], detector: NoveltyDetector) -> None:
    """Write ``detector`` as an uncompressed ``.npz`` with one member for each array."""
    arrays: Arrays = {name: getattr(detector, name) for name in ARRAYS}
    for model in MODELS:
        gaussians = getattr(detector, model)
        arrays |= {f"{model}_{name}": getattr(gaussians, name) for name in GAUSSIAN_ARRAYS}
    np.savez(file, **arrays)


def read_novelty_detector(folder: Path, network: Network, weights: str = "last") -> NoveltyDetector | None:
    """Return the detector that the run in ``folder`` wrote for its ``last`` or ``best`` weights.

    None where the file is missing, damaged or of another network: there is then no verdict, but all else works.
    """
    path = folder / FILES[weights]
    if not path.exists():
        path = folder / OLD_FILES[weights]
    try:
        arrays = read_stored_npz(path, LARGEST_FILE)
        models = {model: _gaussians(arrays, model) for model in MODELS}
        members: Arrays = models | {name: _named(arrays, name) for name in ARRAYS}
        if members["pictures"].shape[1:] == (network.inputs,):  # format 1 kept rows of pixels
            members["pictures"] = members["pictures"].reshape(-1, *network.input_shape)
        detector = NoveltyDetector(**members)
    except (DataError, KeyError, ValueError):
        return None
    return detector if _fits(detector, network) else None


def _named(arrays: Arrays, name: str) -> Any:
    """Return an array; half precision, which the network that came with NN Studio has, becomes single precision."""
    array = arrays[name if name in arrays else OLD_NAMES.get(name, name)]
    return array.astype(np.float32) if array.dtype == np.float16 else array


def _gaussians(arrays: Arrays, model: str) -> ClassGaussians:
    return ClassGaussians(**{name: _named(arrays, f"{model}_{name}") for name in GAUSSIAN_ARRAYS})


def _fits(detector: NoveltyDetector, network: Network) -> bool:
    """Return whether the detector can judge pictures for ``network``, by trying it on an empty one."""
    picture = np.zeros((1, *network.input_shape), np.uint8)
    hidden = np.zeros((1, math.prod(network.shapes[-2])), np.float32)
    kept, scores = detector.pictures, detector.calibration_scores
    if kept.dtype != np.uint8 or kept.shape[1:] != network.input_shape or detector.labels.shape != kept.shape[:1]:
        return False
    if len(kept) and (detector.labels.dtype.kind != "u" or detector.labels.max() >= network.classes):
        return False
    try:
        numbers = [getattr(getattr(detector, model), name) for model in MODELS for name in GAUSSIAN_ARRAYS]
        numbers.append(scores)
        if scores.ndim != 1 or not all(np.isfinite(each).all() for each in numbers):
            return False
        return bool(np.isfinite(detector.p_values(picture, hidden)).all())
    except (ValueError, TypeError, IndexError):
        return False
