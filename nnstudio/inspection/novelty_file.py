"""A novelty detector in a file of its run's folder, read back without trusting it."""

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
"""One for each of the two networks that a run keeps."""
OLD_FILES = {"last": "familiarity.npz", "best": "familiarity-best.npz"}
"""What format 1 of a run's folder called them, and which of their arrays had other names."""
OLD_NAMES = {"calibration_scores": "usual", "medians": "middles"}
LARGEST_FILE = 1 << 29
PARTS = ("shapes", "activations")
GAUSSIAN_ARRAYS = tuple(field.name for field in fields(ClassGaussians))
ARRAYS = tuple(field.name for field in fields(NoveltyDetector) if field.name not in PARTS)

Arrays = dict[str, Any]
"""Arrays by name. What they must be is checked when they are read back, by `_fits`."""


def write_novelty_detector(file: IO[bytes], detector: NoveltyDetector) -> None:
    """Write ``detector`` as an uncompressed ``.npz``, a member for each array."""
    arrays: Arrays = {name: getattr(detector, name) for name in ARRAYS}
    for part in PARTS:
        gaussians = getattr(detector, part)
        arrays |= {f"{part}_{name}": getattr(gaussians, name) for name in GAUSSIAN_ARRAYS}
    np.savez(file, **arrays)


def read_novelty_detector(folder: Path, network: Network, weights: str = "last") -> NoveltyDetector | None:
    """Return what the run in ``folder`` wrote for its ``last`` or ``best`` weights.

    None where the file is missing, damaged or of another network: there is then no verdict, and nothing else lacks.
    """
    path = folder / FILES[weights]
    if not path.exists():
        path = folder / OLD_FILES[weights]
    try:
        arrays = read_stored_npz(path, LARGEST_FILE)
        parts = {part: _gaussians(arrays, part) for part in PARTS}
        members: Arrays = parts | {name: _named(arrays, name) for name in ARRAYS}
        if members["pictures"].shape[1:] == (network.inputs,):  # format 1 kept rows of pixels
            members["pictures"] = members["pictures"].reshape(-1, *network.input_shape)
        detector = NoveltyDetector(**members)
    except (DataError, KeyError, ValueError):
        return None
    return detector if _fits(detector, network) else None


def _named(arrays: Arrays, name: str) -> Any:
    return arrays[name if name in arrays else OLD_NAMES.get(name, name)]


def _gaussians(arrays: Arrays, part: str) -> ClassGaussians:
    return ClassGaussians(**{name: arrays[f"{part}_{name}"] for name in GAUSSIAN_ARRAYS})


def _fits(detector: NoveltyDetector, network: Network) -> bool:
    """Return whether it can judge a picture for ``network``: tried once on an empty one."""
    picture = np.zeros((1, *network.input_shape), np.uint8)
    hidden = np.zeros((1, math.prod(network.shapes[-2])), np.float32)
    kept, scores = detector.pictures, detector.calibration_scores
    if kept.dtype != np.uint8 or kept.shape[1:] != network.input_shape or detector.labels.shape != kept.shape[:1]:
        return False
    if len(kept) and (detector.labels.dtype.kind != "u" or detector.labels.max() >= network.classes):
        return False
    try:
        numbers = [getattr(getattr(detector, part), name) for part in PARTS for name in GAUSSIAN_ARRAYS]
        numbers.append(scores)
        if scores.ndim != 1 or not all(np.isfinite(each).all() for each in numbers):
            return False
        return bool(np.isfinite(detector.p_values(picture, hidden)).all())
    except (ValueError, TypeError, IndexError):
        return False
