"""Ink files for tests."""

from collections.abc import Iterable
from pathlib import Path

from nnstudio.ink.file import DrawnDigit, append_to_ink_file


def write_ink_file(path: Path, digits: Iterable[DrawnDigit]) -> None:
    """Write a file of ``digits``, as they are kept one after the other."""
    for digit in digits:
        append_to_ink_file(path, digit)
