"""An index of the settings, by which the panel finds those that the user is looking for."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from nnstudio.spec.paths import entries
from nnstudio.spec.record import ListOf, Nested, OneOf, members
from nnstudio.spec.setting import Setting

MAXIMUM = 12
"""The number of settings found at most."""


@dataclass(frozen=True)
class FoundSetting:
    """A setting: its path, its label, and the labels of what it belongs to."""

    path: str
    label: str
    group: str

    def __str__(self) -> str:
        return f"{self.label}  ·  {self.group}"


@dataclass(frozen=True)
class _IndexEntry:
    found: FoundSetting
    texts: tuple[str, ...]
    """Lower-case texts that may contain what is searched for, the most telling first."""

    def distance(self, word: str) -> int | None:
        """Return 0 where the label begins with ``word``, more where a less telling text contains it, None if none."""
        if self.texts[0].startswith(word):
            return 0
        return next((rank for rank, text in enumerate(self.texts, 1) if word in text), None)


class SettingIndex:
    """The settings of a record by label, path, help, and the labels and hints of the kinds that they can be."""

    def __init__(self, settings: Any, others: Iterable[tuple[str, str, Setting]] = ()) -> None:
        """Take ``others`` that are no settings of their own as path, label of the group and declaration."""
        self._entries = [*_settings(settings), *(_entry(path, group, setting) for path, group, setting in others)]

    def find(self, text: str) -> list[FoundSetting]:
        """Return the settings that contain every word of ``text``, the nearest first; none for no word."""
        words = text.lower().split()
        ranked = []
        for order, entry in enumerate(self._entries):
            distances = [entry.distance(word) for word in words]
            if words and None not in distances:
                ranked.append((sum(filter(None, distances)), order, entry.found))
        return [found for _, _, found in sorted(ranked, key=lambda each: each[:2])[:MAXIMUM]]


def _settings(record: Any) -> Iterator[_IndexEntry]:
    groups: dict[str, str] = {"": ""}
    for entry in entries(record):
        parent, _, name = entry.path.rpartition(".")
        group = groups[parent]
        label = f"{entry.setting.label} {int(name) + 1}" if name.isdigit() else entry.setting.label
        groups[entry.path] = f"{group}, {label}" if group else label
        if not isinstance(entry.setting, Nested) and not name.isdigit():
            yield _entry(entry.path, group or label, entry.setting)


def _entry(path: str, group: str, setting: Setting) -> _IndexEntry:
    words = setting.label.split()
    initials = "".join(word[0] for word in words) if len(words) > 1 else ""
    texts = (setting.label, initials, path.replace("_", " "), path, _kinds(setting), setting.help)
    return _IndexEntry(FoundSetting(path, setting.label, group), tuple(text.lower() for text in texts))


def _kinds(setting: Setting) -> str:
    """Return the labels and hints of the kinds that ``setting`` can be, and the labels of their settings."""
    if isinstance(setting, ListOf):
        return _kinds(setting.item)
    if not isinstance(setting, OneOf):
        return ""
    kinds = list(setting.registry)
    return " ".join(
        [*(f"{kind.label} {kind.key} {kind.hint}" for kind in kinds)]
        + [each.label for kind in kinds for each in members(kind).values()]
    )
