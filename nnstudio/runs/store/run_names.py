"""Names of runs, made of what tells each from its neighbours."""

from collections import Counter
from collections.abc import Mapping, Sequence

from nnstudio.runs.setting_texts import order_of, text_at, varies
from nnstudio.runs.store.run_summary import RunState, RunSummary

NEIGHBOURS = 5
"""Runs before and after a run that its name tells it from."""
MOST_PARTS, MANY_PARTS = 4, 8
"""Of settings in the name of a run in a list, and of one that is compared with a few."""


def names_of(runs: Sequence[RunSummary], labels: Mapping[str, str]) -> dict[str, str]:
    """Return a name for each of ``runs``, which are in the order in which they began, by key; no two are the same.

    It is the one that somebody gave it, else the values of the settings in which it differs from most of its
    neighbours: "128-64, Adam, learning rate 0.01". ``labels`` say what settings are called, by path.
    """
    window = _Window()
    taken: Counter[str] = Counter(run.metadata.name for run in runs if run.metadata.name)
    names = {}
    for index, run in enumerate(runs):
        if index == 0:
            for other in runs[: NEIGHBOURS + 1]:
                window.add(other)
        else:
            if index + NEIGHBOURS < len(runs):
                window.add(runs[index + NEIGHBOURS])
            if index - NEIGHBOURS - 1 >= 0:
                window.remove(runs[index - NEIGHBOURS - 1])
        if run.metadata.name:
            names[run.key] = run.metadata.name
            continue
        name = run.key if run.state is RunState.DAMAGED else window.name_of(run, labels)
        taken[name] += 1
        names[run.key] = name if taken[name] == 1 else f"{name} ({taken[name]})"
    return names


def told_apart(
    runs: Sequence[RunSummary], labels: Mapping[str, str], left_out: frozenset[str] = frozenset()
) -> list[str]:
    """Return a name for each of ``runs``, made of what differs among them, or the one that somebody gave it.

    Settings at the paths ``left_out`` do not count. Runs of which nothing tells them apart are numbered.
    """
    window = _Window(left_out, MANY_PARTS)
    for run in runs:
        window.add(run)
    names = [run.metadata.name or window.name_of(run, labels) for run in runs]
    repeated, counts = Counter(names), Counter[str]()
    for index, name in enumerate(names):
        counts[name] += 1
        names[index] = f"{name} ({counts[name]})" if repeated[name] > 1 else name
    return names


class _Window:
    """Some runs in a row, and how many of them have each value of each setting."""

    def __init__(self, left_out: frozenset[str] = frozenset(), most: int = MOST_PARTS) -> None:
        self._left_out, self._most = left_out, most
        self._count = 0
        self._texts: dict[str, dict[str, int]] = {}
        self._datasets: dict[str, int] = {}
        self._networks: dict[str, int] = {}

    def add(self, run: RunSummary, count: int = 1) -> None:
        if run.state is RunState.DAMAGED:
            return
        self._count += count
        _add(self._datasets, run.dataset, count)
        _add(self._networks, run.network, count)
        for path, text in run.texts.items():
            if path in self._left_out:
                continue
            _add(self._texts.setdefault(path, {}), text, count)

    def remove(self, run: RunSummary) -> None:
        self.add(run, -1)

    def name_of(self, run: RunSummary, labels: Mapping[str, str]) -> str:
        """Return what tells the run from the others; in a list, without what it shares with more than half of them."""
        parts = [
            text
            for text, counts in ((run.dataset, self._datasets), (run.network, self._networks))
            if len(counts) > 1 and not self._is_usual(counts[text])
        ]
        if run.fine_tuned_from:
            parts.append("fine-tuned")
        paths = [path for path, counts in self._texts.items() if varies(path, counts, self._count)]
        said = []
        for path in sorted(paths, key=order_of):
            text, counts = text_at(path, run.texts), self._texts[path]
            count = counts[text] if path in run.texts else self._count - sum(counts.values())
            if text and not self._is_usual(count):
                said.append(setting_part(path, text, labels))
        return ", ".join([*parts, *said[: self._most]]) or run.network

    def _is_usual(self, count: int) -> bool:
        """Return whether a value that ``count`` of the runs have says little about one of them."""
        return self._most == MOST_PARTS and 2 * count > self._count


def setting_part(path: str, text: str, labels: Mapping[str, str]) -> str:
    """Return a setting with its value as a part of a name: "Adam", "learning rate 0.01", "no restore best"."""
    label = labels.get(path, path.rpartition(".")[2])
    if text[:1].isupper():  # a kind says what it is
        return text
    return f"no {label}" if text == "off" else label if text == "on" else f"{label} {text}"


def _add(counts: dict[str, int], text: str, count: int) -> None:
    """Add ``count``, which may be negative, to that of ``text``; what is at 0 is removed."""
    counts[text] = counts.get(text, 0) + count
    if not counts[text]:
        del counts[text]
