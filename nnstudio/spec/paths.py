"""Settings by their dotted path (``training.optimizer.learning_rate``): finding, replacing and comparing them."""

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from nnstudio.spec import notation
from nnstudio.spec.errors import Problem, SettingError, join
from nnstudio.spec.record import ListOf, Nested, OneOf, members, record_problems
from nnstudio.spec.setting import Setting, suggestion


@dataclass(frozen=True)
class Entry:
    """One setting of a record: its full path, its declaration and its current value."""

    path: str
    setting: Setting
    value: Any


def entries(record: Any, path: str = "") -> Iterator[Entry]:
    """Yield every setting of ``record``; a nested record or a list comes before its members."""
    for name, setting in members(record).items():
        yield from _entry_and_members(Entry(join(path, name), setting, getattr(record, name)))


def _entry_and_members(entry: Entry) -> Iterator[Entry]:
    yield entry
    if isinstance(entry.setting, Nested | OneOf):
        yield from entries(entry.value, entry.path)
    elif isinstance(entry.setting, ListOf):
        for index, item in enumerate(entry.value):
            yield from _entry_and_members(Entry(join(entry.path, index), entry.setting.item, item))


def find(record: Any, path: str) -> Entry:
    """Return the setting that ``path`` names. Levels may be omitted where the rest is unambiguous.

    ``learning_rate`` and ``training.learning_rate`` both find ``training.optimizer.learning_rate``.
    Raises `SettingError` for an unknown or an ambiguous name.
    """
    all_entries = list(entries(record))
    exact = [entry for entry in all_entries if entry.path == path]
    if exact:
        return exact[0]
    wanted = path.split(".")
    matches = [entry for entry in all_entries if _is_shortened(wanted, entry.path.split("."))]
    if len(matches) == 1:
        return matches[0]
    if matches:
        allowed = "one of " + ", ".join(entry.path for entry in matches)
        raise SettingError(Problem(path, "a name that several settings share", allowed))
    known = [entry.path for entry in all_entries]
    short = [entry.split(".")[-1] for entry in known]
    near = suggestion(path, known) or suggestion(wanted[-1], short)
    listed = ", ".join(entry.path for entry in all_entries if not isinstance(entry.setting, Nested))
    raise SettingError(Problem(path, "an unknown setting", listed + near))


def _is_shortened(wanted: list[str], full: list[str]) -> bool:
    """Return whether ``wanted`` is ``full`` with some levels omitted, but not the last."""
    if wanted[-1] != full[-1]:
        return False
    rest = iter(full)
    return all(name in rest for name in wanted)


def replace(record: Any, path: str, value: Any) -> Any:
    """Return ``record`` with the setting at the full ``path`` replaced by ``value``; the value is not checked."""
    name, _, rest = path.partition(".")
    if isinstance(record, tuple):
        index = int(name)
        item = replace(record[index], rest, value) if rest else value
        return (*record[:index], item, *record[index + 1 :])
    member = replace(getattr(record, name), rest, value) if rest else value
    return dataclasses.replace(record, **{name: member})


def default_at(defaults: Any, record: Any, path: str) -> Any:
    """Return the default of the setting at the full ``path`` of ``record``: its value in ``defaults``.

    Within a kind that ``defaults`` has not chosen there, or within an item of a list, it is that kind's own default.
    """
    for name in path.split("."):
        if isinstance(record, tuple):
            record = record[int(name)]
            defaults = type(record)() if hasattr(record, "__dataclass_fields__") else record
        else:
            if type(defaults) is not type(record):
                defaults = type(record)()
            record, defaults = getattr(record, name), getattr(defaults, name)
    return defaults


def set_text(record: Any, assignment: str) -> Any:
    """Return ``record`` with one setting changed by ``path=value``, where the value is in the short notation.

    Raises `SettingError` for an assignment without ``=``, an unknown path or a value that is not allowed.
    """
    path, equals, text = assignment.partition("=")
    if not equals:
        raise SettingError(Problem(assignment, "no '='", "path=value, such as learning_rate=0.05"))
    entry = find(record, path.strip())
    data = entry.setting.from_notation(notation.read(text, entry.path), entry.path)
    changed = replace(record, entry.path, entry.setting.from_json(data, entry.path))
    problems = tuple(record_problems(changed))  # a list may now have too many of a kind
    if problems:
        raise SettingError(*problems)
    return changed


def differences(first: Any, second: Any) -> list[tuple[str, str, str]]:
    """Return (path, text in first, text in second) for each leaf setting that differs or that only one of them has."""
    left, right = _leaf_texts(first), _leaf_texts(second)
    paths = list(left) + [path for path in right if path not in left]
    return [(path, left.get(path, ""), right.get(path, "")) for path in paths if left.get(path) != right.get(path)]


def _leaf_texts(record: Any) -> dict[str, str]:
    texts: dict[str, str] = {}
    for entry in entries(record):
        if isinstance(entry.setting, OneOf):
            texts[entry.path] = entry.value.key
        elif not isinstance(entry.setting, Nested | ListOf):
            texts[entry.path] = entry.setting.to_text(entry.value)
    return texts


def adopt_live(current: Any, wanted: Any) -> Any:
    """Return ``current`` with every live setting, one that may change during training, taken from ``wanted``.

    Nothing is adopted from a record of another kind or from a list of another length.
    """
    adopted = current
    for name, setting in members(current).items():
        value = _adopt(setting, getattr(current, name), getattr(wanted, name))
        adopted = dataclasses.replace(adopted, **{name: value})
    return adopted


def _adopt(setting: Setting, current: Any, wanted: Any) -> Any:
    if isinstance(setting, Nested | OneOf):
        return adopt_live(current, wanted) if type(current) is type(wanted) else current
    if isinstance(setting, ListOf):
        if len(current) != len(wanted):
            return current
        return tuple(_adopt(setting.item, *pair) for pair in zip(current, wanted, strict=True))
    return wanted if setting.live else current
