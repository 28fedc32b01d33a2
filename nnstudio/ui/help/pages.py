"""The pages of the guide: markdown files in ``resources/help``."""

from dataclasses import dataclass
from pathlib import Path

from nnstudio.resources import resource_folder

ORDER = (
    "first-steps",
    "your-assignment",
    "live",
    "inside",
    "errors",
    "health",
    "why",
    "drawing",
    "data",
    "my-digits",
    "runs",
    "experiments",
    "settings",
    "pad",
)
"""The keys of the pages as they are listed; further files follow by name."""


@dataclass(frozen=True)
class HelpPage:
    """One page: its key, which is the name of its file without the suffix, its title, and the file."""

    key: str
    title: str
    file: Path


def help_pages() -> tuple[HelpPage, ...]:
    """Return all pages, in the order in which they are listed. The title is the first heading."""
    files = sorted(resource_folder("help").glob("*.md"), key=lambda file: (_position(file.stem), file.stem))
    return tuple(HelpPage(file.stem, _title(file), file) for file in files)


def _position(key: str) -> int:
    return ORDER.index(key) if key in ORDER else len(ORDER)


def _title(file: Path) -> str:
    first, *_ = file.read_text(encoding="utf-8").splitlines()
    return first.lstrip("# ").split(":")[0]
