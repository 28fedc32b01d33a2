"""Formulas, which are declared as text, with numbers in place of their letters."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from nnstudio.number_text import short, significant

_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_WORD = re.compile(r"[A-Za-zα-ω]+[₀-₉]*")
_STEP = "ᵗ"
"""The number of the step as an exponent."""
DIGITS = 4


@dataclass(frozen=True)
class Assignment:
    """One part of a formula: the letter ``name`` becomes what ``expression`` says."""

    name: str
    expression: str


def assignments(formula: str) -> tuple[Assignment, ...]:
    """Return the parts "name ← expression" of ``formula``, which are separated by commas; none for other formulas."""
    parts = [part.strip().removeprefix("then ") for part in formula.split(",")]
    pairs = [part.split("←") for part in parts]
    if any(len(pair) != 2 for pair in pairs):
        return ()
    return tuple(Assignment(name.strip(), expression.strip()) for name, expression in pairs)


def with_numbers(expression: str, texts: Mapping[str, str], step: int) -> str:
    """Return ``expression`` with the numbers ``texts`` in place of their letters, and ``step`` of the exponent t."""
    numbered = _WORD.sub(lambda found: texts.get(found[0], found[0]), expression)
    return numbered.replace(_STEP, str(step).translate(_SUPERSCRIPTS))


def letters(expression: str) -> set[str]:
    """Return the letters and words that stand for numbers in ``expression``."""
    return set(_WORD.findall(expression))


def number(value: float, digits: int = DIGITS) -> str:
    """Return ``value`` with a true minus sign; a zero has neither sign nor digits."""
    return significant(value, digits).replace("-", "−") if value else "0"


def factor(value: float, digits: int = DIGITS) -> str:
    """Return ``value`` so that it can be multiplied and squared: in parentheses where it has a sign or a power."""
    return _enclosed(number(value, digits))


def constant(value: float) -> str:
    """Return ``value``, which someone has chosen, without zeros at its end; otherwise as `factor`."""
    return _enclosed(short(value).replace("-", "−") if value else "0")


def _enclosed(text: str) -> str:
    return f"({text})" if "−" in text or "·" in text else text
