"""The names of classes, made from the labels in the user's files."""

import re

LONGEST_NAME = 60


def class_name(label: object) -> str:
    """Return the name of the class ``label``: whole numbers as plain integers (7.0 is 7), other text as it is.

    Raises ValueError, saying what was found, for a label that is empty, too long or unprintable, or a number that is
    negative or not whole.
    """
    text = label.decode("utf-8", "replace") if isinstance(label, bytes) else str(label)
    text = text.strip().strip("'\"").strip()
    if not text:
        raise ValueError("no label")
    if len(text) > LONGEST_NAME:
        raise ValueError(f"a label of {len(text)} characters, '{text[:20]}…'; allowed: at most {LONGEST_NAME}")
    if not text.isprintable():
        raise ValueError(f"a label with control characters, {text!r}")
    if re.fullmatch(r"\d+", text, re.ASCII):
        return str(int(text))
    try:
        number = float(text)
    except ValueError:
        return text
    if number < 0 or not number.is_integer():
        raise ValueError(f"the label {text}; allowed: text, and whole numbers from 0")
    return str(int(number))


def natural_order(name: str) -> tuple[tuple[tuple[int, int, str], ...], str]:
    """Return a key that sorts names as people do: 2 before 10, numbers before letters, a next to A."""
    parts = re.split(r"([0-9]+)", name.casefold())
    return tuple(
        (0, int(part), "") if part.isdigit() and part.isascii() else (1, 0, part) for part in parts if part
    ), name
