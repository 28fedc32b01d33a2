"""When each warning of a run was raised, and when it went away."""

from dataclasses import dataclass, replace

from nnstudio.runs.history import History
from nnstudio.runs.run_warning import Cause, RunWarning
from nnstudio.runs.run_warnings import run_warnings
from nnstudio.runs.settings import RunSettings

FIRST_STEP = 20
"""Batches after which a run is judged for the first time."""


@dataclass(frozen=True)
class RaisedWarning:
    """A ``warning``, with its newest evidence, from one moment of a run ``until`` another.

    Moments are numbers of batches; ``until`` is None while the warning has not gone.
    """

    warning: RunWarning
    step: int
    until: int | None = None


@dataclass(frozen=True, order=True)
class _Moment:
    """After ``step`` batches and ``evaluations`` evaluations; ``change`` is 1 if live settings have just changed."""

    step: int
    change: int
    evaluations: int


class WarningTimes:
    """Judges the run of ``history`` at each evaluation, each change of live settings, early on, and when it is over.

    What it sees at each moment is what the history was then. A run that is opened again is therefore judged as it was
    while it trained. Each moment is judged once, as soon as the history has got there.
    """

    def __init__(self, history: History, classes: int) -> None:
        self._history, self._classes = history, classes
        self._raised: list[RaisedWarning] = []
        self._begun = self._is_over = False
        self._evaluations = self._changes = 0
        self.is_judged = False
        self.current: tuple[RunWarning, ...] = ()
        """The warnings at the last moment that was judged."""

    @property
    def raised(self) -> tuple[RaisedWarning, ...]:
        """All warnings so far, in the order in which they were raised; one that came again is there twice."""
        return tuple(self._raised)

    def judge_next(self, settings: RunSettings, is_over: bool = False) -> bool:
        """Judge the next moment and return True, or return False if there is none yet.

        Since its last change the run has ``settings``; ``is_over`` makes its end a moment.
        """
        moment = self._next_moment(is_over)
        if moment is None:
            return False
        if moment.step:
            seen = self._history.as_of(moment.step, moment.evaluations)
            shown: frozenset[Cause] = frozenset(warning.cause for warning in self.current)
            trained_with = self._history.settings_of(moment.step + moment.change, settings)
            self._note(moment.step, run_warnings(seen, trained_with, self._classes, shown))
        return True

    def _next_moment(self, is_over: bool) -> _Moment | None:
        history = self._history
        moments = []
        if not self._begun and history.step >= FIRST_STEP:
            moments.append(_Moment(FIRST_STEP, 0, self._evaluations))
        if self._evaluations < len(history.evaluations):
            step = history.evaluations[self._evaluations].step
            moments.append(_Moment(step, 0, self._evaluations + 1))
        if self._changes < len(history.changes):
            moments.append(_Moment(history.changes[self._changes].step, 1, self._evaluations))
        if not moments:
            has_end, self._is_over = is_over and not self._is_over, is_over
            return _Moment(history.step, 1, self._evaluations) if has_end else None
        moment = min(moments)
        self._begun = self._begun or moment.step >= FIRST_STEP
        self._changes += moment.change
        self._evaluations = moment.evaluations
        return moment

    def _note(self, step: int, warnings: tuple[RunWarning, ...]) -> None:
        found = {warning.cause: warning for warning in warnings}
        for index, raised in enumerate(self._raised):
            if raised.until is None:
                still = found.pop(raised.warning.cause, None)
                self._raised[index] = replace(raised, until=step) if still is None else replace(raised, warning=still)
        self._raised += [RaisedWarning(warning, step) for warning in found.values()]
        self.current, self.is_judged = warnings, True
