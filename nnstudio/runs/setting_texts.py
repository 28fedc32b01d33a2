"""The settings of a run as texts by their paths, to compare many runs quickly."""

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from nnstudio.runs.network_name import network_name
from nnstudio.runs.settings import RunSettings
from nnstudio.spec.change_text import in_a_sentence, name_of
from nnstudio.spec.paths import entries
from nnstudio.spec.record import ListOf, Nested
from nnstudio.spec.value_text import value_text

Texts = Mapping[str, str]
"""The text of each setting whose value is not that of `default_texts`; "" for one that these settings do not have."""

APART = ("data.dataset", "network.layers")
"""Settings that are named apart: by the data set and by `network_text`."""


def texts_of(settings: RunSettings) -> dict[str, str]:
    """Return the texts that differ from those of `default_texts`, by path; those `APART` are left out."""
    texts, defaults = _all_texts(settings), default_texts()
    changed = {path: text for path, text in texts.items() if defaults.get(path) != text}
    return changed | {path: "" for path in defaults if path not in texts}


@cache
def default_texts() -> dict[str, str]:
    """Return the text of every default setting by its path."""
    return _all_texts(RunSettings())


def labels_of(settings: RunSettings) -> dict[str, str]:
    """Return what each setting of ``settings`` is called in a sentence, by its path."""
    declared = {entry.path: entry.setting for entry in entries(settings)}
    return {path: name_of(path, declared) for path in declared if not path.startswith(APART)}


def network_text(settings: RunSettings) -> str:
    """Return the layers in short: the units, then what is not usual, each once: "128-64, tanh, dropout 0.2"."""
    special: list[str] = []
    for layer in settings.network.layers:
        if not hasattr(layer, "units"):
            special.append(_with_numbers(layer))
        else:
            usual = _all_texts(type(layer)())
            changed = {path: text for path, text in _all_texts(layer).items() if usual.get(path) != text}
            special += [_part(path, text, layer) for path, text in changed.items() if path != "units"]
    return ", ".join(dict.fromkeys([network_name(settings), *special]))


def differing(runs: Iterable[Texts]) -> list[str]:
    """Return the paths at which some two of ``runs`` have different values, in the order of the settings.

    A setting that only some of them have, such as one of an optimizer, counts if two of these differ.
    """
    counts: dict[str, Counter[str]] = {}
    total = 0
    for texts in runs:
        total += 1
        for path, text in texts.items():
            counts.setdefault(path, Counter())[text] += 1
    return sorted((path for path, counter in counts.items() if varies(path, counter, total)), key=order_of)


def varies(path: str, counts: Mapping[str, int], total: int) -> bool:
    """Return whether ``total`` runs, of which ``counts`` have the texts of `texts_of`, differ in the setting."""
    shown = {text for text, count in counts.items() if text and count}
    if sum(counts.values()) < total and path in default_texts():
        shown.add(default_texts()[path])
    return len(shown) > 1


def text_at(path: str, texts: Texts) -> str:
    """Return the text of the setting at ``path`` of a run with these ``texts``; "" if it has none."""
    return texts[path] if path in texts else default_texts().get(path, "")


def order_of(path: str) -> tuple[int, str]:
    """Return the place of a setting among all, in the order of the form."""
    places = _places()
    while path and path not in places:
        path = path.rpartition(".")[0]
    return places.get(path, 0), path


@cache
def _places() -> dict[str, int]:
    return {entry.path: index for index, entry in enumerate(entries(RunSettings()))}


def _all_texts(record: Any) -> dict[str, str]:
    return {
        entry.path: value_text(entry.setting, entry.value)
        for entry in entries(record)
        if not isinstance(entry.setting, Nested | ListOf) and not entry.path.startswith(APART)
    }


def _with_numbers(layer: Any) -> str:
    """Return a layer without units with what is not usual for it; of a dropout always the rate."""
    texts = _all_texts(layer)
    usual = _all_texts(type(layer)())
    shown = [text for path, text in texts.items() if path == "rate" or usual.get(path) != text]
    return " ".join([in_a_sentence(layer.label), *shown])


def _part(path: str, text: str, layer: Any) -> str:
    if text in ("on", "off"):
        label = next(entry.setting.label for entry in entries(layer) if entry.path == path)
        return in_a_sentence(label) if text == "on" else f"no {in_a_sentence(label)}"
    return in_a_sentence(text)
