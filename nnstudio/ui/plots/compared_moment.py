"""The moments of a run that now can be compared with."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from nnstudio.runs.history import History


@dataclass(frozen=True)
class ComparedMoment:
    """A moment to choose; ``of`` returns its position in epochs.

    It takes the history, with layers measured at least once, and the position of the pinned crosshair, if there is one.
    It returns None where there is no such moment (yet); ``missing`` then says what to do.
    """

    key: str
    label: str
    of: Callable[[History, float | None], float | None]
    missing: str = ""

    def text(self, place: str) -> str:
        """Return what is compared with, for a legend; ``place`` is x of the moment in words."""
        return f"{self.label.lower()}, {place}" if place else self.label.lower()


def _first(history: History, _pinned: float | None) -> float | None:
    return history.layers[0].position


def _an_epoch_ago(history: History, _pinned: float | None) -> float | None:
    position = history.layers[-1].position - 1
    return position if position >= history.layers[0].position else None


def _best(history: History, _pinned: float | None) -> float | None:
    return history.best_evaluation.position if len(history.evaluations) > 1 else None


def _pinned(_history: History, pinned: float | None) -> float | None:
    return pinned


FIRST = ComparedMoment("first", "First batch", _first)
COMPARED_MOMENTS: Sequence[ComparedMoment] = (
    FIRST,
    ComparedMoment("epoch", "An epoch ago", _an_epoch_ago, "No epoch is over yet"),
    ComparedMoment("best", "Best validation", _best, "No epoch is over yet"),
    ComparedMoment("pinned", "Pinned crosshair", _pinned, "Pin the crosshair: click in a plot over the run"),
)
"""In the order of the menu. To add one, write a line."""
