"""What happened in a run and when, as marks on its axis."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from nnstudio.engine.validation import LOSS
from nnstudio.number_text import duration, percent, significant
from nnstudio.runs.events import RunEnded
from nnstudio.runs.history import Change, History
from nnstudio.runs.pauses import Pause
from nnstudio.runs.warning_times import RaisedWarning

TOGETHER = 1.5
"""Seconds of training within which changes of one setting are taken as one."""
ARROW = " → "
"""Between the old and the new value in a change's text."""


class MarkKind(StrEnum):
    """What a mark stands for, as a person reads it."""

    CHANGE = "live change"
    WARNING = "warning"
    PAUSE = "pause"
    BEST = "best validation result"
    END = "end of the run"


@dataclass(frozen=True)
class RunMark:
    """Something that happened after ``step`` batches, at ``position`` in epochs with fractions.

    A warning lasts ``until`` another step; None if it had not gone, and for all other kinds.
    """

    kind: MarkKind
    step: int
    position: float
    text: str
    until: int | None = None


def run_marks(history: History, warnings: Sequence[RaisedWarning] = (), ended: RunEnded | None = None) -> list[RunMark]:
    """Return the marks of the run of ``history``, with its ``warnings`` and how it ``ended``, in order."""
    marks = [*change_marks(history), *_warning_marks(history, warnings), *_pause_marks(history.pauses)]
    if (best := best_mark(history)) is not None:
        marks.append(best)
    if ended is not None:
        marks.append(RunMark(MarkKind.END, ended.step, history.position_of(ended.step), ended.explanation))
    return sorted(marks, key=lambda mark: mark.step)


def change_marks(history: History) -> list[RunMark]:
    """Return a mark for each change of live settings; those that a warning advised are among them.

    Changes of one setting that follow one another within `TOGETHER` seconds of training, as while a slider is dragged,
    have one mark together, where the last of them is; none if they end with the value they began with.
    """
    stretches: list[list[Change]] = []
    for change in history.changes:
        if stretches and _is_next(history, stretches[-1][-1], change):
            stretches[-1].append(change)
        else:
            stretches.append([change])
    texts = [_text_of(stretch) for stretch in stretches]
    marked = [(stretch[-1], text) for stretch, text in zip(stretches, texts, strict=True) if text]
    return [RunMark(MarkKind.CHANGE, change.step, change.position, text) for change, text in marked]


def _is_next(history: History, before: Change, after: Change) -> bool:
    """Return whether ``after`` goes on changing the only setting that ``before`` changed, and soon."""
    if _name(before, after) is None:
        return False
    return history.seconds_at(after.step) - history.seconds_at(before.step) <= TOGETHER


def _name(before: Change, after: Change) -> str | None:
    """Return the setting that both changes change, and nothing else; None if there is none."""
    if ", " in before.text + after.text:
        return None
    (first, _, middle), (second, _, _) = before.text.rpartition(ARROW), after.text.rpartition(ARROW)
    name = second.removesuffix(f" {middle}")
    return name if name != second and first.startswith(f"{name} ") else None


def _text_of(stretch: Sequence[Change]) -> str:
    """Return what the changes of ``stretch`` change together; empty if nothing."""
    first, last = stretch[0], stretch[-1]
    if len(stretch) == 1:
        return first.text
    before, now = first.text.rpartition(ARROW)[0], last.text.rpartition(ARROW)[2]
    return "" if before == f"{_name(*stretch[:2])} {now}" else f"{before}{ARROW}{now}"


def best_mark(history: History) -> RunMark | None:
    """Return the best evaluation once there is one to compare it with; the untrained network does not count."""
    if len(history.evaluations) < 3:
        return None
    best = history.best_evaluation
    if best.position <= 0:
        return None
    metrics = best.validation
    value = significant(metrics.loss) if history.best_by == LOSS else percent(metrics.accuracy, 2)
    return RunMark(MarkKind.BEST, best.step, best.position, f"best validation {history.best_by}: {value}")


def _warning_marks(history: History, warnings: Sequence[RaisedWarning]) -> Iterator[RunMark]:
    for raised in warnings:
        gone = "" if raised.until is None else f", until epoch {history.position_of(raised.until):.4g}"
        text = f"warning: {raised.warning.cause}{gone}"
        yield RunMark(MarkKind.WARNING, raised.step, history.position_of(raised.step), text, raised.until)


def _pause_marks(pauses: Sequence[Pause]) -> Iterator[RunMark]:
    """Yield a mark for each pause; those after single batches that follow one another have one together."""
    stretch: list[Pause] = []
    for pause in pauses:
        if stretch and pause.step > stretch[-1].step + 1:
            yield _pause_mark(stretch)
            stretch = []
        stretch.append(pause)
    if stretch:
        yield _pause_mark(stretch)


def _pause_mark(pauses: Sequence[Pause]) -> RunMark:
    first = pauses[0]
    if len(pauses) > 1:
        text = f"paused {len(pauses)} times, the last time after batch {pauses[-1].step}"
    else:
        text = "paused" if first.seconds is None else f"paused for {_length(first.seconds)}"
    return RunMark(MarkKind.PAUSE, first.step, first.position, text)


def _length(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 60 else duration(seconds)
