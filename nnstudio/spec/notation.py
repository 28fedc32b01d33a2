"""The short notation for records on a command line: ``[dense 128 relu, dropout rate=0.2]``.

::

    value    = list | record
    list     = "[" [ value { "," value } ] "]"
    record   = word { argument }
    argument = [ word "=" ] ( word | list | "(" value ")" )
"""

import re
from dataclasses import dataclass

from nnstudio.spec.errors import Problem, SettingError

MAX_DEPTH = 20
"""Levels of values nested in values; no setting needs more than three."""
_TOKEN = re.compile(r"\s*([\[\](),=]|[^\s\[\](),=]+)")


@dataclass(frozen=True)
class Record:
    """A word and its arguments; a word alone is a plain value such as ``128`` or ``relu``."""

    word: str
    arguments: tuple["Argument", ...] = ()

    def __str__(self) -> str:
        return " ".join([self.word, *(str(argument) for argument in self.arguments)])


@dataclass(frozen=True)
class Items:
    """A list: values between square brackets."""

    values: tuple["Value", ...]

    def __str__(self) -> str:
        return "[" + ", ".join(str(value) for value in self.values) + "]"


Value = Record | Items


@dataclass(frozen=True)
class Argument:
    """A value after a record's word, and the name of the member that it sets, or None where no name was given."""

    name: str | None
    value: Value

    def __str__(self) -> str:
        is_plain = isinstance(self.value, Items) or not self.value.arguments
        text = str(self.value) if is_plain else f"({self.value})"
        return text if self.name is None else f"{self.name}={text}"


def read(text: str, path: str) -> Value:
    """Parse ``text``; raise `SettingError` naming ``path`` where it does not follow the notation."""
    reader = _Reader(_TOKEN.findall(text), text, path)
    value = reader.value()
    if reader.peek() is not None:
        raise reader.error(f"{reader.peek()!r} after the end of the value")
    return value


class _Reader:
    """A recursive-descent parser over the tokens of one text."""

    def __init__(self, tokens: list[str], text: str, path: str) -> None:
        self._tokens = tokens
        self._text = text
        self._path = path
        self._next = 0
        self._depth = 0

    def peek(self, ahead: int = 0) -> str | None:
        index = self._next + ahead
        return self._tokens[index] if index < len(self._tokens) else None

    def take(self, expected: str | None = None) -> str:
        token = self.peek()
        if token is None or (expected is not None and token != expected):
            wanted = f"{expected!r}" if expected else "a value"
            raise self.error(f"{token!r} instead of {wanted}" if token else f"the end instead of {wanted}")
        self._next += 1
        return token

    def value(self) -> Value:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise self.error(f"more than {MAX_DEPTH} levels")
        value = self.items() if self.peek() == "[" else self.record()
        self._depth -= 1
        return value

    def items(self) -> Items:
        self.take("[")
        values: list[Value] = []
        while self.peek() != "]":
            if values:
                self.take(",")
            values.append(self.value())
        self.take("]")
        return Items(tuple(values))

    def record(self) -> Record:
        word = self.word()
        arguments: list[Argument] = []
        while self.peek() not in (None, ",", "]", ")"):
            arguments.append(self.argument())
        return Record(word, tuple(arguments))

    def argument(self) -> Argument:
        name = None
        if self.peek(1) == "=":
            name = self.word()
            self.take("=")
        if self.peek() == "(":
            self.take("(")
            value = self.value()
            self.take(")")
            return Argument(name, value)
        if self.peek() == "[":
            return Argument(name, self.items())
        return Argument(name, Record(self.word()))

    def word(self) -> str:
        token = self.take()
        if token in "[](),=":
            raise self.error(f"{token!r} instead of a word")
        return token

    def error(self, found: str) -> SettingError:
        allowed = "plain values, name=value, [lists, of, values] and (nested values)"
        return SettingError(Problem(self._path, f"{found} in {self._text[:200]!r}", allowed))
