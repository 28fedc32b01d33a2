"""Pictures as data URIs of PNG files."""

import base64
import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from nnstudio.engine.arrays import Floats
from nnstudio.runs.report.html import element, text


def data_uri(pixels: NDArray[np.uint8]) -> str:
    """Return ``pixels``, shape (height, width) for grey levels or (height, width, 4) for RGBA, as a data URI."""
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG", optimize=True)
    return "data:image/png;base64," + base64.b64encode(file.getvalue()).decode()


def labelled(pixels: NDArray[np.uint8], caption: str, class_: str | None = None) -> str:
    """Return a figure of one picture, as ink on paper, with its caption."""
    picture = element("img", src=data_uri(255 - pixels), alt=caption, width=56, height=56).removesuffix("</img>")
    return element("figure", picture, element("figcaption", text(caption)), class_=class_)


def weight_tiles(weights: Floats, shape: tuple[int, ...], colors: tuple[str, str], columns: int) -> NDArray[np.uint8]:
    """Return the weights of units, shape (inputs, units), as tiles of ``shape``, RGBA, with a pixel between them.

    The two ``colors``, such as #d55e00, are those of negative and of positive weights; a weight is the more opaque the
    larger it is, as a fraction of the largest of its unit. 0 is transparent.
    """
    height, width = shape
    units = weights.shape[1]
    rows = -(-units // columns)
    sheet = np.zeros((rows * (height + 1) - 1, columns * (width + 1) - 1, 4), np.uint8)
    negative, positive = (np.array([int(color[start : start + 2], 16) for start in (1, 3, 5)]) for color in colors)
    for unit in range(units):
        tile = np.nan_to_num(weights[:, unit]).reshape(shape)
        top, left = unit // columns * (height + 1), unit % columns * (width + 1)
        cell = sheet[top : top + height, left : left + width]
        cell[..., :3] = np.where(tile[..., None] < 0, negative, positive)
        cell[..., 3] = np.rint(255 * np.abs(tile) / (np.abs(tile).max() or 1.0))
    return sheet
