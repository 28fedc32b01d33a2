"""Converts images from a file or the clipboard to ink; an image that cannot be used is refused with a message."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QBuffer, QIODevice, QMimeData, QSize, Qt
from PySide6.QtGui import QImage, QImageReader, QPixmap

from nnstudio.ink.drawing import ImageDrawing
from nnstudio.ink.image import BlankImageError, ink_of

MAX_FILE_SIZE = 20_000_000
"""Bytes."""
MAX_SIDE = 8000
"""Pixels of an image's longer side."""
SCALED_SIDE = 512
"""Larger images are scaled down to this side: twice the pad's resolution, many times that of the network's picture."""


class ImageRefusedError(ValueError):
    """Raised for an image that cannot be used; the message says what was found and what is allowed."""


def holds_image(content: QMimeData) -> bool:
    """Return whether ``content`` is an image or a file, which may be one."""
    return content.hasImage() or content.hasUrls()


def drawing_from(content: QMimeData) -> ImageDrawing:
    """Return the drawing in pasted or dropped ``content``. Raises `ImageRefusedError`."""
    if content.hasImage():
        image = content.imageData()
        # What this program has copied itself is a QPixmap.
        return drawing_of(image.toImage() if isinstance(image, QPixmap) else image, "The image")
    files = [Path(url.toLocalFile()) for url in content.urls() if url.isLocalFile()]
    if len(files) > 1:
        raise ImageRefusedError(f"{len(files)} files: the pad takes one image at a time.")
    if files:
        return drawing_from_file(files[0])
    raise ImageRefusedError("No image found. Copy an image, or drop an image file here.")


def drawing_from_file(file: Path) -> ImageDrawing:
    """Return the drawing in an image file. Raises `ImageRefusedError`."""
    try:
        if not file.is_file():
            raise ImageRefusedError(f"{file.name} is not a file. Drop an image file, such as a PNG.")
        with file.open("rb") as opened:
            content = opened.read(MAX_FILE_SIZE + 1)
    except OSError as error:
        raise ImageRefusedError(f"{file.name} cannot be read: {error.strerror or error}.") from error
    if len(content) > MAX_FILE_SIZE:
        raise ImageRefusedError(f"{file.name} is larger than {MAX_FILE_SIZE // 1_000_000} MB. Use a smaller image.")
    buffer = QBuffer()
    buffer.setData(content)
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setAutoTransform(True)
    if not reader.canRead():
        raise ImageRefusedError(f"{file.name} is not an image that can be read. Use PNG, JPEG, BMP or GIF.")
    _check_size(reader.size(), file.name)
    image = reader.read()
    if image.isNull():
        raise ImageRefusedError(f"{file.name} is damaged: {reader.errorString()}.")
    return drawing_of(image, file.name)


def drawing_of(image: QImage, name: str) -> ImageDrawing:
    """Return the ink of ``image``. Raises `ImageRefusedError`, whose message calls the image ``name``."""
    if image.isNull():
        raise ImageRefusedError(f"{name} is empty.")
    _check_size(image.size(), name)
    if max(image.width(), image.height()) > SCALED_SIDE:
        smooth = Qt.TransformationMode.SmoothTransformation
        image = image.scaled(SCALED_SIDE, SCALED_SIDE, Qt.AspectRatioMode.KeepAspectRatio, smooth)
    opacity = _plane(image.convertToFormat(QImage.Format.Format_Alpha8))
    gray = _plane(image.convertToFormat(QImage.Format.Format_RGB32).convertToFormat(QImage.Format.Format_Grayscale8))
    try:
        return ImageDrawing(ink_of(gray, opacity))
    except BlankImageError as error:
        raise ImageRefusedError(f"{name} is blank: no ink stands out from the background.") from error


def _check_size(size: QSize, name: str) -> None:
    if max(size.width(), size.height()) > MAX_SIDE:
        found = f"{size.width()} × {size.height()}"
        raise ImageRefusedError(f"{name} has {found} pixels. Each side may have up to {MAX_SIDE}.")


def _plane(image: QImage) -> NDArray[np.uint8]:
    """Return the pixels of an image with one byte per pixel, shape (height, width)."""
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:, : image.width()].copy()
