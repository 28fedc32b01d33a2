"""The folders of the data files that belong to the program, in a wheel and in a checkout alike."""

from pathlib import Path

_PACKAGE = Path(__file__).parent
_ROOTS = (_PACKAGE / "_resources", _PACKAGE.parent / "resources")


def resource_folder(name: str) -> Path:
    """Return the resource folder ``name``; raise FileNotFoundError where it is not installed."""
    root = next((root for root in _ROOTS if root.is_dir()), _ROOTS[-1])
    folder = root / name
    if not folder.is_dir():
        raise FileNotFoundError(f"The resource folder {name!r} is missing from this installation: {folder}")
    return folder
