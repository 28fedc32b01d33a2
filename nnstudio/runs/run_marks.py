"""What happened in a run and when, as marks on its axis."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from nnstudio.engine.validation import LOSS
from nnstudio.number_text import duration, percent, significant
from nnstudio.runs.events import RunEnded
from nnstudio.runs.history import History
from nnstudio.runs.pauses import Pause
from nnstudio.runs.warning_times import RaisedWarning


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
    """Return a mark for each change of live settings; those that a warning advised are among them."""
    return [RunMark(MarkKind.CHANGE, change.step, change.position, change.text) for change in history.changes]


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
