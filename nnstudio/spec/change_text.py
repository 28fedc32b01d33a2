"""A change of settings in a few words, such as "learning rate 0.05 → 0.01"."""

from typing import Any

from nnstudio.spec.paths import differences, entries
from nnstudio.spec.record import OneOf
from nnstudio.spec.setting import Setting


def change_text(before: Any, after: Any) -> str:
    """Return every setting that differs with its old and its new value, separated by commas; empty if none does.

    Both must be records of the same kind. A setting of a list's item is named after the item: "layer 2 rate".
    """
    declared = {entry.path: entry.setting for entry in entries(after)}
    changed = [(path, old, new) for path, old, new in differences(before, after) if path in declared]
    return ", ".join(f"{name_of(path, declared)} {old} → {new}" for path, old, new in changed)


def name_of(path: str, declared: dict[str, Setting]) -> str:
    """Return what the setting at ``path`` is called in a sentence; ``declared`` has it and its owners by path."""
    label = in_a_sentence(declared[path].label)
    owner_path = path.rpartition(".")[0]
    owner = declared.get(owner_path)
    if not isinstance(owner, OneOf):
        return label
    index = owner_path.rpartition(".")[2]
    if index.isdigit():
        return f"{in_a_sentence(owner.label)} {int(index) + 1} {label}"
    # One word such as "limit" needs its owner's name, "learning rate" does not.
    return label if " " in label else f"{in_a_sentence(owner.label)} {label}"


def in_a_sentence(label: str) -> str:
    """Return ``label`` without its capital, which a name such as L2 keeps."""
    return label if label[1:2].isupper() or label[1:2].isdigit() else label[:1].lower() + label[1:]
