"""Settings made of settings: nested records, one of several kinds of record, and lists."""

import dataclasses
import functools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, TypeVar

from nnstudio.spec import notation
from nnstudio.spec.errors import Problem, SettingError, join
from nnstudio.spec.setting import Json, Number, Setting, setting_of, suggestion

KIND = "kind"
"""The member of a JSON object that names which of a registry's records it describes."""


class Kind:
    """Base of the records in a registry: each is one of several ways to do the same thing.

    A subclass is a frozen dataclass whose fields are declared settings. It has a permanent key (stored in files,
    typed on the command line), a label for the form, and a hint that says what it does and when it is usual.
    Its formula, if it has one, is also that of its members.
    """

    key: ClassVar[str]
    label: ClassVar[str]
    hint: ClassVar[str]
    formula: ClassVar[str] = ""


KindType = TypeVar("KindType", bound=Kind)


class Registry(Generic[KindType]):
    """The kinds of record that one setting can choose from, by key and in the order in which the form offers them."""

    def __init__(self, noun: str, *kinds: type[KindType]) -> None:
        self.noun = noun
        self._kinds = {kind.key: kind for kind in kinds}
        if len(self._kinds) != len(kinds):
            raise ValueError(f"two kinds of {noun} share a key")

    def __iter__(self) -> Iterator[type[KindType]]:
        return iter(self._kinds.values())

    def __len__(self) -> int:
        return len(self._kinds)

    def __contains__(self, key: object) -> bool:
        return key in self._kinds

    def __getitem__(self, key: str) -> type[KindType]:
        return self._kinds[key]

    @property
    def keys(self) -> tuple[str, ...]:
        """The permanent keys."""
        return tuple(self._kinds)


def members(record: Any) -> dict[str, Setting]:
    """Return the declared settings of a settings dataclass (or of an instance of one) by name."""
    return dict(_members(record if isinstance(record, type) else type(record)))


@functools.cache
def _members(record: type[Any]) -> dict[str, Setting]:
    declared = {field.name: setting_of(field) for field in dataclasses.fields(record)}
    formula = record.formula if issubclass(record, Kind) else ""
    return {
        name: dataclasses.replace(setting, formula=formula) if formula and isinstance(setting, Number) else setting
        for name, setting in declared.items()
    }


def record_to_json(record: Any) -> dict[str, Json]:
    """Return the JSON object of a settings dataclass."""
    return {name: setting.to_json(getattr(record, name)) for name, setting in members(record).items()}


def record_from_json(record_type: type[Any], data: Json, path: str = "") -> Any:
    """Return the settings whose JSON object is ``data``; omitted members take their defaults.

    Raises `SettingError` with every problem found: unknown members, wrong types, values out of range.
    """
    if not isinstance(data, dict):
        raise SettingError(Problem(path, repr(data), "an object with named members"))
    declared = members(record_type)
    problems: list[Problem] = []
    values: dict[str, Any] = {}
    for name, value in data.items():
        if name not in declared:
            allowed = ", ".join(declared) or "no members"
            problems.append(Problem(join(path, name), "an unknown name", allowed + suggestion(name, declared)))
            continue
        try:
            values[name] = declared[name].from_json(value, join(path, name))
        except SettingError as error:
            problems.extend(error.problems)
    if problems:
        raise SettingError(*problems)
    return record_type(**values)


def record_problems(record: Any, path: str = "") -> Iterator[Problem]:
    """Yield every problem of a settings dataclass."""
    for name, setting in members(record).items():
        yield from setting.check(getattr(record, name), join(path, name))


@dataclass(frozen=True, kw_only=True)
class Nested(Setting):
    """A settings dataclass inside another."""

    record: type[Any]

    def allowed(self) -> str:
        """Return the names of the members."""
        return "an object with " + ", ".join(members(self.record))

    def check(self, value: Any, path: str) -> Iterator[Problem]:
        """Yield the problems of every member."""
        if not isinstance(value, self.record):
            yield self.problem(path, value)
            return
        yield from record_problems(value, path)

    def to_json(self, value: Any) -> Json:
        """Return the JSON object."""
        return record_to_json(value)

    def from_json(self, data: Json, path: str) -> Any:
        """Read the JSON object."""
        return record_from_json(self.record, data, path)

    def from_notation(self, value: notation.Value, path: str) -> Json:
        """Raise `SettingError`: the members of a nested record are set one by one."""
        allowed = ", ".join(join(path, name) for name in members(self.record))
        raise SettingError(Problem(path, f"'{value}' for the whole group", f"set one of {allowed}"))


@dataclass(frozen=True, kw_only=True)
class OneOf(Setting):
    """One record from a registry, such as an optimizer with its own settings."""

    registry: Registry[Any]

    def allowed(self) -> str:
        """Return the keys of the registry."""
        return "one of " + ", ".join(self.registry.keys)

    def check(self, value: Any, path: str) -> Iterator[Problem]:
        """Yield the problems of the record, or one problem where its kind is not in the registry."""
        if not isinstance(value, tuple(self.registry)):
            yield self.problem(path, value)
            return
        yield from record_problems(value, path)

    def to_json(self, value: Any) -> Json:
        """Return the record's JSON object with its kind."""
        return {KIND: value.key, **record_to_json(value)}

    def from_json(self, data: Json, path: str) -> Any:
        """Read a JSON object that names its kind, or a kind's key alone, which stands for its defaults."""
        values = {KIND: data} if isinstance(data, str) else data
        if not isinstance(values, dict) or KIND not in values:
            raise SettingError(self.problem(path, data))
        kind = values[KIND]
        if not isinstance(kind, str) or kind not in self.registry:
            allowed = self.allowed() + suggestion(kind, self.registry.keys)
            raise SettingError(Problem(path, repr(kind), allowed))
        rest = {name: value for name, value in values.items() if name != KIND}
        return record_from_json(self.registry[kind], rest, path)

    def from_notation(self, value: notation.Value, path: str) -> Json:
        """Read ``dense 128 relu`` or ``dense units=128 activation=relu``."""
        if isinstance(value, notation.Items):
            raise SettingError(Problem(path, f"the list {value}", self.allowed()))
        if value.word not in self.registry:
            allowed = self.allowed() + suggestion(value.word, self.registry.keys)
            raise SettingError(Problem(path, repr(value.word), allowed))
        declared = members(self.registry[value.word])
        data: dict[str, Json] = {KIND: value.word}
        unnamed = iter(declared)
        for argument in value.arguments:
            name = argument.name or next(unnamed, None)
            if name not in declared or name in data:
                allowed = f"{value.word} takes " + (", ".join(declared) or "no values")
                raise SettingError(Problem(path, f"'{argument}' in '{value}'", allowed))
            data[name] = declared[name].from_notation(argument.value, join(path, name))
        return data

    def to_text(self, value: Any) -> str:
        """Return the record in the short notation, with every member in declaration order."""
        texts = [setting.to_text(getattr(value, name)) for name, setting in members(value).items()]
        arguments = [f"({text})" if " " in text and not text.startswith("[") else text for text in texts]
        return " ".join([value.key, *arguments])


@dataclass(frozen=True, kw_only=True)
class ListOf(Setting):
    """A list, stored as a tuple; one declaration applies to all of its items.

    It has at most ``maximum`` items of the type ``limited``, called ``noun`` in texts, and any number of others.
    """

    item: Setting
    maximum: int
    limited: type[Any] = object
    noun: str = ""

    def allowed(self) -> str:
        """Return the limit and what each item may be."""
        return f"a list of {self.limit()}, each {self.item.allowed()}"

    def limit(self) -> str:
        """Return the limit as text."""
        return f"at most {self.maximum}" + (f" {self.noun} and any number of others" if self.noun else "")

    def count(self, items: Sequence[Any]) -> int:
        """Return how many of ``items`` are limited."""
        return sum(isinstance(item, self.limited) for item in items)

    def has_room_for(self, item: Any, items: Sequence[Any]) -> bool:
        """Return whether ``item`` can be added to ``items``."""
        return not isinstance(item, self.limited) or self.count(items) < self.maximum

    def check(self, value: Any, path: str) -> Iterator[Problem]:
        """Yield the problems of every item, and one problem where there are too many items."""
        if not isinstance(value, tuple):
            yield self.problem(path, value)
            return
        count = self.count(value)
        if count > self.maximum:
            yield Problem(path, f"{count} {self.noun or 'items'}", self.limit())
        for index, item in enumerate(value):
            yield from self.item.check(item, join(path, index))

    def to_json(self, value: Any) -> Json:
        """Return the list of the items' JSON forms."""
        return [self.item.to_json(item) for item in value]

    def from_json(self, data: Json, path: str) -> Any:
        """Read a JSON list."""
        if not isinstance(data, list):
            raise SettingError(self.problem(path, data))
        items = tuple(self.item.from_json(item, join(path, index)) for index, item in enumerate(data))
        count = self.count(items)
        if count > self.maximum:
            raise SettingError(Problem(path, f"{count} {self.noun or 'items'}", self.limit()))
        return items

    def from_notation(self, value: notation.Value, path: str) -> Json:
        """Read ``[dense 128 relu, dense 64 relu]``."""
        if not isinstance(value, notation.Items):
            raise SettingError(Problem(path, f"'{value}'", self.allowed() + " between [ and ]"))
        return [self.item.from_notation(item, join(path, index)) for index, item in enumerate(value.values)]

    def to_text(self, value: Any) -> str:
        """Return the list in the short notation."""
        return "[" + ", ".join(self.item.to_text(item) for item in value) + "]"
