"""The declaration of one setting, and the kinds that hold a single plain value."""

import dataclasses
import difflib
import re
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from nnstudio.spec import notation
from nnstudio.spec.errors import Problem, SettingError

Json = Any
"""A value that the json module writes: None, bool, int, float, str, list or dict."""


@dataclass(frozen=True, kw_only=True)
class Setting(ABC):
    """Base of all declarations: texts for the form, and how the setting is used.

    ``live``: it may change while a run is training. ``is_advanced``: it is seldom needed, so that the form shows it
    behind More, or when it differs from its default; so is every member of an advanced record. ``needs`` is the name of
    another member of the same record, without which this one has no effect. ``formula`` is where a coefficient stands.
    """

    label: str
    help: str
    unit: str = ""
    live: bool = False
    is_advanced: bool = False
    needs: str = ""
    formula: str = ""

    @abstractmethod
    def allowed(self) -> str:
        """Return a text that says what is allowed."""

    @abstractmethod
    def check(self, value: Any, path: str) -> Iterator[Problem]:
        """Yield every problem of ``value``."""

    @abstractmethod
    def from_notation(self, value: notation.Value, path: str) -> Json:
        """Convert the short notation to the JSON form; `from_json` checks the limits."""

    def to_json(self, value: Any) -> Json:
        """Return the JSON form of ``value``."""
        return value

    def from_json(self, data: Json, path: str) -> Any:
        """Return the value whose JSON form is ``data``; raise `SettingError` where it is not allowed."""
        problems = tuple(self.check(data, path))
        if problems:
            raise SettingError(*problems)
        return data

    def to_text(self, value: Any) -> str:
        """Return ``value`` in the short notation."""
        return str(value)

    def problem(self, path: str, found: object) -> Problem:
        """Return the problem that ``found``, which is at ``path``, is not allowed."""
        return Problem(path, str(found) if isinstance(found, notation.Record) else repr(found), self.allowed())

    def word(self, value: notation.Value, path: str) -> str:
        """Return the single word that ``value`` consists of; raise `SettingError` where it has more."""
        if isinstance(value, notation.Items) or value.arguments:
            raise SettingError(Problem(path, f"'{value}'", self.allowed()))
        return value.word


@dataclass(frozen=True, kw_only=True)
class Number(Setting):
    """A real number between two limits. Where 0 is allowed as well, ``zero_means`` is its word, such as "off"."""

    minimum: float
    maximum: float
    scale: Literal["linear", "log"] = "linear"
    zero_means: str = ""

    def allowed(self) -> str:
        """Return the limits as text."""
        unit = f" {self.unit}" if self.unit else ""
        special = f", or 0 ({self.zero_means})" if self.zero_means else ""
        return f"a number from {self.minimum:g} to {self.maximum:g}{unit}{special}"

    def check(self, value: Any, path: str) -> Iterator[Problem]:
        """Yield a problem unless ``value`` is a finite number within the limits."""
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if is_number and self.zero_means and value == 0:
            return
        if not is_number or not self.minimum <= value <= self.maximum:  # NaN and infinity fail too
            yield self.problem(path, value)

    def from_json(self, data: Json, path: str) -> float:
        """Return ``data`` as a float."""
        return float(super().from_json(data, path))

    def from_notation(self, value: notation.Value, path: str) -> Json:
        """Read a number, or the word for zero."""
        word = self.word(value, path)
        if self.zero_means and word == self.zero_means:
            return 0.0
        try:
            return float(word)
        except ValueError:
            raise SettingError(self.problem(path, word)) from None

    def to_text(self, value: Any) -> str:
        """Return the shortest text that reads back as the same number, or the word for zero."""
        return self.zero_means if self.zero_means and value == 0 else repr(float(value)).removesuffix(".0")


@dataclass(frozen=True, kw_only=True)
class Integer(Setting):
    """A whole number between two limits; ``steps`` are common values, which the form offers first."""

    minimum: int
    maximum: int
    steps: Sequence[int] = ()
    zero_means: str = ""

    def allowed(self) -> str:
        """Return the limits as text."""
        unit = f" {self.unit}" if self.unit else ""
        special = f", or 0 ({self.zero_means})" if self.zero_means else ""
        return f"a whole number from {self.minimum} to {self.maximum}{unit}{special}"

    def check(self, value: Any, path: str) -> Iterator[Problem]:
        """Yield a problem unless ``value`` is a whole number within the limits."""
        is_integer = isinstance(value, int) and not isinstance(value, bool)
        if is_integer and self.zero_means and value == 0:
            return
        if not is_integer or not self.minimum <= value <= self.maximum:
            yield self.problem(path, value)

    def from_notation(self, value: notation.Value, path: str) -> Json:
        """Read a whole number, or the word for zero."""
        word = self.word(value, path)
        if self.zero_means and word == self.zero_means:
            return 0
        try:
            return int(word)
        except ValueError:
            raise SettingError(self.problem(path, word)) from None

    def to_text(self, value: Any) -> str:
        """Return the number, or the word for zero."""
        return self.zero_means if self.zero_means and value == 0 else str(value)


@dataclass(frozen=True, kw_only=True)
class Flag(Setting):
    """On or off."""

    def allowed(self) -> str:
        """Return the two values as text."""
        return "on or off"

    def check(self, value: Any, path: str) -> Iterator[Problem]:
        """Yield a problem unless ``value`` is a bool."""
        if not isinstance(value, bool):
            yield self.problem(path, value)

    def from_notation(self, value: notation.Value, path: str) -> Json:
        """Read on, off, true, false, yes or no."""
        meanings = {"on": True, "true": True, "yes": True, "off": False, "false": False, "no": False}
        word = self.word(value, path)
        if word.lower() not in meanings:
            raise SettingError(self.problem(path, word))
        return meanings[word.lower()]

    def to_text(self, value: Any) -> str:
        """Return on or off."""
        return "on" if value else "off"


@dataclass(frozen=True, kw_only=True)
class Choice(Setting):
    """One of a few keys; ``options`` maps each permanent key to the label that the form shows."""

    options: Mapping[str, str]

    def allowed(self) -> str:
        """Return the keys."""
        return "one of " + ", ".join(self.options)

    def check(self, value: Any, path: str) -> Iterator[Problem]:
        """Yield a problem unless ``value`` is one of the keys."""
        if not isinstance(value, str) or value not in self.options:
            yield Problem(path, repr(value), self.allowed() + suggestion(value, self.options))

    def from_notation(self, value: notation.Value, path: str) -> Json:
        """Read a key."""
        return self.word(value, path)


@dataclass(frozen=True, kw_only=True)
class Text(Setting):
    """A word that the user chose, or none. It must match the regular expression ``pattern``.

    ``explanation`` says which words match.
    """

    pattern: str
    explanation: str

    def allowed(self) -> str:
        """Return the explanation of the pattern."""
        return self.explanation

    def check(self, value: Any, path: str) -> Iterator[Problem]:
        """Yield a problem unless ``value`` is empty or matches the pattern."""
        if not isinstance(value, str) or (value and not re.fullmatch(self.pattern, value)):
            yield self.problem(path, value)

    def from_notation(self, value: notation.Value, path: str) -> Json:
        """Read a word."""
        return self.word(value, path)


def suggestion(found: object, known: Mapping[str, object] | Sequence[str]) -> str:
    """Return " (did you mean …?)" with the known name closest to ``found``, or "" where none is close."""
    near = difflib.get_close_matches(str(found), list(known), n=1)
    return f" (did you mean {near[0]}?)" if near else ""


def setting_of(field: "dataclasses.Field[Any]") -> Setting:
    """Return the declaration that `declare` put on ``field``."""
    setting = field.metadata["setting"]
    assert isinstance(setting, Setting)
    return setting


def declare(default: Any, setting: Setting) -> Any:
    """Declare one field of a frozen settings dataclass: ``units: int = declare(128, Integer(...))``."""
    return dataclasses.field(default=default, metadata={"setting": setting})
