"""Icons of one colour: the shape comes from an SVG file, the colour from the theme."""

from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from nnstudio.resources import resource_folder

_SIZES = (16, 24, 32, 48, 64, 128, 256)


def tinted(folder: Path, name: str, color: str) -> str:
    """Return the SVG text of the icon ``name`` drawn in ``color``; raises FileNotFoundError for an unknown name."""
    return (folder / f"{name}.svg").read_text(encoding="utf-8").replace("currentColor", color)


def draw_icon(folder: Path, name: str, color: str, disabled_color: str, drawn: Path) -> QIcon:
    """Return the icon ``name`` in ``color``, and in ``disabled_color`` where its control is disabled.

    Qt draws it in the sizes that are shown, when they are shown, from files that are written to ``drawn``.
    """
    icon = QIcon()
    for mode, tint in ((QIcon.Mode.Normal, color), (QIcon.Mode.Disabled, disabled_color)):
        file = drawn / f"{name}-{tint.lstrip('#')}.svg"
        if not file.exists():
            file.write_text(tinted(folder, name, tint), encoding="utf-8")
        icon.addFile(str(file), mode=mode)
    return icon


def application_icon() -> QIcon:
    """Return the icon of the program, which has colours of its own."""
    renderer = QSvgRenderer(str(resource_folder("icons") / "application" / "nnstudio.svg"))
    icon = QIcon()
    for size in _SIZES:
        icon.addPixmap(_pixmap(renderer, size))
    return icon


def _pixmap(renderer: QSvgRenderer, size: int) -> QPixmap:
    pixmap = QPixmap(QSize(size, size))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer.render(painter, QRectF(0, 0, size, size))
    painter.end()
    return pixmap
