"""Settings by their dotted path: ``training.optimizer.learning_rate``, ``network.layers.0.units``."""

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from nnstudio.spec import notation
from nnstudio.spec.errors import Problem, SettingError, join
from nnstudio.spec.record import ListOf, Nested, OneOf, members
from nnstudio.spec.setting import Setting, suggestion


@dataclass(frozen=True)
class Entry:
    """One setting of a record: its full path, its declaration, its present value."""

    path: str
    setting: Setting
    value: Any


def entries(record: Any, path: str = "") -> Iterator[Entry]:
    """Yield every setting of ``record``, each group, variant and list before its members."""
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
    """Return the setting that ``path`` names. Levels may be left out where that is not ambiguous.

    ``learning_rate`` and ``training.learning_rate`` both find ``training.optimizer.learning_rate``.
    Raises `SettingError` for a name that is unknown or that several settings share.
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
    """Return whether ``wanted`` is ``full`` with some levels left out, the last one kept."""
    if wanted[-1] != full[-1]:
        return False
    rest = iter(full)
    return all(name in rest for name in wanted)


def replace(record: Any, path: str, value: Any) -> Any:
    """Return ``record`` with the setting at the full ``path`` replaced by ``value``, which is not checked."""
    name, _, rest = path.partition(".")
    if isinstance(record, tuple):
        entry = int(name)
        item = replace(record[entry], rest, value) if rest else value
        return (*record[:entry], item, *record[entry + 1 :])
    member = replace(getattr(record, name), rest, value) if rest else value
    return dataclasses.replace(record, **{name: member})


def set_text(record: Any, assignment: str) -> Any:
    """Return ``record`` with one setting changed as ``path=value`` in the short notation says.

    Raises `SettingError` for an assignment without ``=``, an unknown path or a value that is not allowed.
    """
    path, equals, text = assignment.partition("=")
    if not equals:
        raise SettingError(Problem(assignment, "no '='", "path=value, such as learning_rate=0.05"))
    entry = find(record, path.strip())
    data = entry.setting.from_notation(notation.read(text, entry.path), entry.path)
    return replace(record, entry.path, entry.setting.from_json(data, entry.path))


def differences(first: Any, second: Any) -> list[tuple[str, str, str]]:
    """Return (path, text in first, text in second) for each leaf setting that differs or stands in only one."""
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
    """Return ``current`` with every setting that may change during training taken from ``wanted``.

    A variant of another kind or a list of another length is not live; nothing below it is adopted.
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
