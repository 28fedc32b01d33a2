"""The value of a setting as people read it."""

from typing import Any

from nnstudio.spec.record import Kind, ListOf
from nnstudio.spec.setting import Choice, Setting


def value_text(setting: Setting, value: Any) -> str:
    """Return ``value`` as the form shows it: the label of a choice or a kind, the length of a list."""
    if isinstance(setting, Choice):
        return setting.options[value]
    if isinstance(setting, ListOf):
        return f"{len(value)} {setting.label.lower()}"
    return value.label if isinstance(value, Kind) else setting.to_text(value).replace("e-0", "e-")
