"""One image file, decoded by Pillow into grey levels as bytes.

Colours become their luma (ITU-R BT.601). Transparent areas become paper: white under dark ink, black under light ink.
A photograph is rotated as its Exif orientation says. Only formats that need no other program are opened.
"""

import warnings
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

FORMATS = {
    "PNG": (".png",),
    "JPEG": (".jpg", ".jpeg"),
    "BMP": (".bmp",),
    "GIF": (".gif",),
    "PPM": (".pgm", ".ppm", ".pbm"),
    "TIFF": (".tif", ".tiff"),
    "WEBP": (".webp",),
}
"""Pillow's names of the formats that are opened, each with its file name extensions."""
ENDINGS = frozenset(ending for endings in FORMATS.values() for ending in endings)
MAX_PIXELS = 25_000_000
"""Pictures with more pixels in their header are refused before any pixel is decoded."""
_PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_MIDDLE = 128


class ImageError(ValueError):
    """A file that cannot be decoded; the message says why."""


def read_image(path: Path) -> NDArray[np.uint8]:
    """Return the brightness of the picture in ``path``, shape (height, width); raise `ImageError` saying why not."""
    try:
        with warnings.catch_warnings():
            # Pillow warns of harmless oddities, and of large pictures, which `_brightness` checks itself.
            warnings.simplefilter("ignore")
            _check_png_chunks(path)
            with Image.open(path, formats=tuple(FORMATS)) as image:
                return _brightness(image)
    except ImageError:
        raise
    except Image.UnidentifiedImageError as error:
        raise ImageError("not a picture in a known format") from error
    except Exception as error:  # Pillow raises a dozen exceptions for damaged files; all mean the same here
        reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
        raise ImageError(f"damaged ({reason})") from error


def _check_png_chunks(path: Path) -> None:
    """Raise `ImageError` if a chunk of a PNG file claims more bytes than follow: the decoder would allocate them.

    Each chunk is its length, big-endian in four bytes, a type of four bytes, the data and a checksum of four bytes
    (W3C, Portable Network Graphics, section 5.3). Other files pass.
    """
    with path.open("rb") as file:
        if file.read(len(_PNG_SIGNATURE)) != _PNG_SIGNATURE:
            return
        size, start = path.stat().st_size, len(_PNG_SIGNATURE)
        while len(header := file.read(8)) == 8 and header[4:] != b"IEND":
            length = int.from_bytes(header[:4], "big")
            start += 12 + length
            if start > size:
                raise ImageError(f"damaged (a chunk of {length} bytes in a file of {size})")
            file.seek(start)


def _brightness(image: Image.Image) -> NDArray[np.uint8]:
    width, height = image.size
    if not 0 < width * height <= MAX_PIXELS:
        raise ImageError(f"{width} × {height} pixels; allowed: 1 to {MAX_PIXELS} in all")
    image = ImageOps.exif_transpose(image)
    if image.mode.startswith("I") or image.mode == "F":
        return _from_deep(image)
    if image.has_transparency_data:
        return _on_paper(image.convert("RGBA"))
    grey = image if image.mode in ("1", "L", "P") else image.convert("RGB")
    return np.array(grey.convert("L"), np.uint8)


def _from_deep(image: Image.Image) -> NDArray[np.uint8]:
    """Return a picture of 16-bit or floating-point levels as bytes; Pillow itself would clip them at 255."""
    values = np.asarray(image, np.float32)
    if not np.isfinite(values).all() or values.min() < 0:
        raise ImageError("a brightness that is negative or not a number")
    highest = float(values.max())
    full = next((limit for limit in (255.0, 65535.0) if highest <= limit), None)
    if image.mode.startswith("I;16"):
        full = 65535.0
    elif image.mode == "F" and highest <= 1:
        full = 1.0
    if full is None:
        raise ImageError(f"a brightness of {highest:g}; allowed: up to 65535")
    scaled: NDArray[np.uint8] = np.rint(values * np.float32(255 / full)).astype(np.uint8)
    return scaled


def _on_paper(image: Image.Image) -> NDArray[np.uint8]:
    grey = np.asarray(image.convert("RGB").convert("L"), np.float32)
    opacity = np.asarray(image.getchannel("A"), np.float32) / 255
    ink = float((grey * opacity).sum() / max(1.0, float(opacity.sum())))
    paper = 255.0 if ink < _MIDDLE else 0.0
    return np.rint(grey * opacity + paper * (1 - opacity)).astype(np.uint8)
