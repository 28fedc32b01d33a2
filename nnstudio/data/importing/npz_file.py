"""A NumPy archive with ``x_train``, ``y_train`` and, if there is a test set, ``x_test``, ``y_test``.

Pictures have the shape (count, height, width), the same with 1, 3 or 4 channels last, or (count, pixels) if they are
square. Labels are numbers or text of shape (count,) or (count, 1), or one-hot of shape (count, classes).
"""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnstudio.data.dataset import PICTURE_SHAPE, Pictures, Progress
from nnstudio.data.importing.class_name import class_name
from nnstudio.data.importing.found import MAX_PICTURES, Format, Found, Importing, Labelled, Source
from nnstudio.data.importing.picture_fit import fit_all, luma
from nnstudio.data.importing.pixel_values import PixelValues
from nnstudio.data.npz import npz_members, read_npz
from nnstudio.errors import DataError

_CHUNK = 1000
_SMALLEST_SIDE, _LARGEST_SIDE = 4, 2048


def recognises(source: Source) -> bool:
    """Return whether ``source`` begins like a zip archive."""
    return source.start.startswith(b"PK\x03\x04")


def read(path: Path) -> Importing:
    """Read the archive; raise `DataError` naming the array at fault."""
    splits = ["train", "test"] if "x_test" in npz_members(path) else ["train"]
    arrays = read_npz(path, [f"{letter}_{split}" for split in splits for letter in "xy"])
    values = PixelValues()
    checked = [_checked(arrays[f"x_{split}"], values, path, f"x_{split}") for split in splits]
    labels = [_labels(arrays[f"y_{split}"], path, f"y_{split}") for split in splits]
    found: list[Labelled] = []
    for split, pictures, names in zip(splits, checked, labels, strict=True):
        if len(pictures) != len(names):
            raise DataError(path, f"y_{split}: {len(names)} labels for {len(pictures)} pictures", "Save one for each.")
        fitted = np.empty((len(pictures), *PICTURE_SHAPE), np.uint8)
        for first in range(0, len(pictures), _CHUNK):
            yield Progress("Reading pictures", first, len(pictures))
            chunk = slice(first, first + _CHUNK)
            fitted[chunk] = _fitted(pictures[chunk], values)
        found.append(Labelled(fitted, names))
    return Found(found[0], found[1] if len(found) > 1 else None, values.notes())


def _checked(pictures: NDArray[Any], values: PixelValues, path: Path, name: str) -> NDArray[Any]:
    """Check the shape and values of ``pictures``; return them with the shape (count, height, width[, channels])."""
    shape = pictures.shape
    if pictures.ndim == 2:
        side = round(shape[1] ** 0.5)
        shape = (shape[0], side, side) if side * side == shape[1] else shape
    is_picture = len(shape) == 3 or (len(shape) == 4 and shape[3] in (1, 3, 4))
    is_sized = is_picture and _SMALLEST_SIDE <= min(shape[1:3]) <= max(shape[1:3]) <= _LARGEST_SIDE
    if not is_sized or not 0 < shape[0] <= MAX_PICTURES:
        allowed = (
            f"1 to {MAX_PICTURES} pictures with sides of {_SMALLEST_SIDE} to {_LARGEST_SIDE} pixels, of shape (count, "
            "height, width), the same with 1, 3 or 4 channels last, or (count, pixels) if they are square"
        )
        raise DataError(path, f"{name} has the shape {pictures.shape}", f"Allowed: {allowed}.")
    if pictures.dtype.kind not in "buif":
        raise DataError(path, f"{name} is {pictures.dtype}", "Pictures are numbers from 0 to 255, or 0 to 1.")
    for first in range(0, len(pictures), _CHUNK):
        try:
            values.take(pictures[first : first + _CHUNK])
        except ValueError as error:
            found = f"{name}, pictures {first} to {min(first + _CHUNK, len(pictures)) - 1}: {error}"
            raise DataError(path, found, "Allowed: 0 to 255, or 0 to 1.") from error
    return pictures.reshape(shape)


def _fitted(pictures: NDArray[Any], values: PixelValues) -> Pictures:
    if pictures.ndim == 4:  # a fourth channel is the opacity, which is ignored
        pictures = pictures[..., 0] if pictures.shape[3] == 1 else luma(pictures[..., :3]).clip(0, 255)
    return fit_all(values.to_bytes(pictures))


def _labels(labels: NDArray[Any], path: Path, name: str) -> list[str]:
    try:
        if labels.ndim == 2 and labels.shape[1] > 1:
            return _from_one_hot(labels)
        if labels.ndim != 1 and labels.shape[1:] != (1,):
            raise ValueError(f"the shape {labels.shape}")
        known: dict[Any, str] = {}
        plain = labels.reshape(-1).tolist()
        for label in plain:
            if label not in known:
                known[label] = class_name(label)
        return [known[label] for label in plain]
    except ValueError as error:
        raise DataError(
            path, f"{name}: {error}", "A label is text or a whole number from 0, one for each picture."
        ) from None


def _from_one_hot(labels: NDArray[Any]) -> list[str]:
    if labels.dtype.kind not in "buif" or not (np.count_nonzero(labels, axis=1) == 1).all() or labels.max() != 1:
        raise ValueError(f"the shape {labels.shape}, but not a single 1 in each row")
    return [str(index) for index in labels.argmax(axis=1)]


FORMAT = Format("NumPy archive", recognises, read)
