"""Ink files: the strokes of one digit per line of JSON, drawn as the pad draws them; see `nnstudio.ink.file`."""

from pathlib import Path

import numpy as np

from nnstudio.data.dataset import Progress
from nnstudio.data.importing.found import MAX_PICTURES, Format, Found, Importing, Labelled, Source
from nnstudio.errors import DataError
from nnstudio.ink.file import DrawnDigit, read_ink_file
from nnstudio.ink.recipe import draw_many

DRAWN = "Strokes were turned into pictures as on the pad, by MNIST's recipe."
_CHUNK = 200


def recognises(source: Source) -> bool:
    """Return whether ``source`` begins like a line of JSON."""
    return source.start.lstrip().startswith(b"{")


def read(path: Path) -> Importing:
    """Draw every digit; raise `DataError` naming the line at fault."""
    pictures: list[np.ndarray] = []
    labels: list[str] = []
    waiting: list[DrawnDigit] = []

    def draw() -> None:
        pictures.append(draw_many([digit.strokes for digit in waiting]))
        labels.extend(str(digit.label) for digit in waiting)
        waiting.clear()

    unlabelled = 0
    for digit in read_ink_file(path):
        if digit.label is None:
            unlabelled += 1
            continue
        waiting.append(digit)
        if len(labels) + len(waiting) > MAX_PICTURES:
            raise DataError(path, f"more than {MAX_PICTURES} digits", "Import a part of them.")
        if len(waiting) == _CHUNK:
            draw()
            yield Progress("Drawing strokes", len(labels), len(labels) + _CHUNK)
    if waiting:
        draw()
    if not labels:
        raise DataError(path, "no digits", 'A line looks like this: {"label": 8, "strokes": [[[x, y], …], …]}')
    left_out = [f"{unlabelled} drawings that are not digits were left out."] if unlabelled else []
    return Found(Labelled(np.concatenate(pictures), labels), None, [DRAWN, *left_out])


FORMAT = Format("Strokes", recognises, read)
