"""The pictures of the README: those of the gallery at one size, in both themes, as small files."""

from pathlib import Path

from PIL import Image

from nnstudio.ui.views import VIEWS

FOLDER = Path(__file__).parents[2] / "resources" / "screenshots"
COLORS = 256
"""In a file. The window has few colours besides those of smooth edges, so that no difference is seen."""


def keep_for_readme(taken: Path, theme: str) -> None:
    """Copy the pictures of the window in ``theme``, while it learned and with each of its views, from ``taken``."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in ("training", *(file_name(view.title) for view in VIEWS)):
        with Image.open(taken / f"{name}.png") as picture:
            few = picture.convert("RGB").quantize(COLORS, dither=Image.Dither.NONE)
            few.save(FOLDER / f"{name}-{theme}.png", optimize=True)


def file_name(title: str) -> str:
    """Return what the picture of the view with this ``title`` is called, without its suffix."""
    return title.replace("&", "").replace(" ", "-").lower()
