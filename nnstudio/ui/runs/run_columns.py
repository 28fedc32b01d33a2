"""The columns of the table of runs: those that it always has, and one for each setting that differs."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from nnstudio.number_text import duration, percent, significant
from nnstudio.runs.setting_texts import text_at
from nnstudio.runs.store.run_summary import RunSummary

SortKey = tuple[int, float, str]
NOT_KNOWN: SortKey = (2, 0.0, "")
"""What is not known comes last, whichever way the table is sorted."""


@dataclass(frozen=True)
class RunColumn:
    """A column with its title, its help, and the text and the sort key of a run, which has a name."""

    title: str
    hint: str
    text: Callable[[RunSummary, str], str]
    sort_key: Callable[[RunSummary, str], SortKey]
    is_number: bool = False


def _number(value: float | None) -> SortKey:
    return NOT_KNOWN if value is None or not math.isfinite(value) else (0, value, "")


def _text(text: str) -> SortKey:
    return (1, 0.0, text.lower()) if text else NOT_KNOWN


def _numbers(
    title: str, hint: str, value: Callable[[RunSummary], float | None], text: Callable[[float], str]
) -> RunColumn:
    def shown(run: RunSummary, _name: str) -> str:
        number = value(run)
        return "" if number is None else text(number)

    return RunColumn(title, hint, shown, lambda run, _name: _number(value(run)), is_number=True)


def _accuracy(title: str, hint: str, value: Callable[[RunSummary], float | None]) -> RunColumn:
    return _numbers(title, hint, value, lambda fraction: percent(fraction, 2))


def _texts(title: str, hint: str, value: Callable[[RunSummary, str], str]) -> RunColumn:
    return RunColumn(title, hint, value, lambda run, name: _text(value(run, name)))


def began_text(run: RunSummary, now: datetime | None = None) -> str:
    """Return when a run began: the time today, with the day this year, else the date."""
    moment, today = run.moment, now or datetime.now().astimezone()
    if moment is None:
        return ""
    if moment.year != today.year:
        return f"{moment:%Y-%m-%d}"
    return f"{moment:%H:%M}" if moment.date() == today.date() else f"{moment:%m-%d %H:%M}"


def _began(run: RunSummary) -> SortKey:
    return _number(run.moment.timestamp() if run.moment else None)


NAME = _texts(
    "Name", "What tells the run from its neighbours, or the name that you gave it. F2 renames", lambda _, name: name
)
BEGAN = RunColumn(
    "Began", "When the run began", lambda run, _: began_text(run), lambda run, _: _began(run), is_number=True
)
ENDED = _texts("Ended", "Why the run is over", lambda run, _: str(run.state))
FIRST = (
    NAME,
    _accuracy(
        "Valid. at best",
        "Accuracy on the validation set of the best weights, which are best by the loss or the accuracy, as chosen in "
        "the settings",
        lambda run: run.best_validation,
    ),
    _accuracy("Test", "Accuracy of the best weights on the test set", lambda run: run.test),
    _numbers("Epochs", "Epochs trained, with fractions", lambda run: run.position, "{:.4g}".format),
    ENDED,
    BEGAN,
)
LAST = (
    _texts("Data", "The data set", lambda run, _: run.dataset),
    _texts("Network", "The units of the hidden layers, and what is not usual about them", lambda run, _: run.network),
    _accuracy("Last valid.", "Last accuracy on the validation set", lambda run: run.last_validation),
    _numbers(
        "s/epoch",
        "Seconds of training for one epoch",
        lambda run: run.seconds_per_epoch,
        lambda value: significant(value, 3),
    ),
    _numbers("Time", "Time of training, without pauses", lambda run: run.seconds, duration),
    _texts("Tags", "Your tags for the run", lambda run, _: ", ".join(run.metadata.tags)),
)
"""The columns that the table always has: the settings that differ stand between the ``FIRST`` and the ``LAST``."""


def setting_column(path: str, label: str) -> RunColumn:
    """Return the column of the setting at ``path``, which is called ``label`` in a sentence."""

    def text(run: RunSummary, _name: str) -> str:
        return text_at(path, run.texts)

    def key(run: RunSummary, name: str) -> SortKey:
        try:
            return _number(float(text(run, name)))
        except ValueError:
            return _text(text(run, name))

    return RunColumn(label[:1].upper() + label[1:], f"A setting that differs among these runs: {label}", text, key)
