"""When each warning of a run was raised, and when it went away."""

from dataclasses import dataclass, replace

from nnstudio.runs.events import RunEnded
from nnstudio.runs.history import History
from nnstudio.runs.run_judge import RunJudge
from nnstudio.runs.run_warning import RunWarning
from nnstudio.runs.settings import RunSettings
from nnstudio.runs.symptoms import RECENT

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
    """Judges the run of ``history`` often in its first epoch, at each evaluation and live change, and at its end.

    What it sees at each moment is what the history was then. A run that is opened again is therefore judged as it was
    while it trained. Each moment is judged once, as soon as the history has got there, and nothing is read twice.
    """

    def __init__(self, history: History, classes: int) -> None:
        self._history, self._classes = history, classes
        self._raised: list[RaisedWarning] = []
        self._judge: RunJudge | None = None
        self._is_over = False
        self._early = FIRST_STEP
        self._seen = _Moment(0, 0, 0)
        self._changes = self._measured = 0

    @property
    def is_judged(self) -> bool:
        """Whether a moment after the first batches has been judged."""
        return self._seen.step > 0

    @property
    def current(self) -> tuple[RunWarning, ...]:
        """The warnings at the last moment that was judged."""
        return self._judge.warnings if self._judge is not None else ()

    @property
    def failure(self) -> RunWarning | None:
        """That of the `current` ones which says why the network does not learn; None if it does."""
        return self._judge.failure if self._judge is not None else None

    @property
    def raised(self) -> tuple[RaisedWarning, ...]:
        """All warnings so far, in the order in which they were raised; one that came again is there twice."""
        return tuple(self._raised)

    def judge_next(self, settings: RunSettings, ended: RunEnded | None = None) -> bool:
        """Judge the next moment and return True, or return False if there is none yet.

        Since its last change the run has ``settings``; ``ended`` makes its end a moment.
        """
        moment = self._next_moment(ended is not None)
        if moment is None:
            return False
        trained_with = self._history.settings_of(moment.step + moment.change, settings)
        judge = self._judge = self._judge or RunJudge(trained_with, self._classes)
        self._take(judge, moment)
        if self._is_over and ended is not None:
            judge.symptoms.take_end(ended)
        judge.judge(trained_with)
        self._note(moment.step, judge.warnings)
        return True

    def _take(self, judge: RunJudge, moment: _Moment) -> None:
        """Let ``judge`` see what has come since the last moment."""
        history, symptoms = self._history, judge.symptoms
        symptoms.take_losses(history.series("loss").values[self._seen.step : moment.step])
        for evaluation in history.evaluations[self._seen.evaluations : moment.evaluations]:
            symptoms.take_evaluation(evaluation)
        while self._measured < len(history.layers) and history.layers[self._measured].step <= moment.step:
            symptoms.take_layers(history.layers[self._measured])
            self._measured += 1
        if moment.change and not self._is_over:
            symptoms.take_change()
        self._seen = moment

    def _next_moment(self, is_over: bool) -> _Moment | None:
        history, evaluations = self._history, self._seen.evaluations
        moments = []
        is_early = self._judge is None or not self._judge.symptoms.has_epoch
        if is_early and history.step >= self._early:
            moments.append(_Moment(self._early, 0, evaluations))
        if evaluations < len(history.evaluations):
            moments.append(_Moment(history.evaluations[evaluations].step, 0, evaluations + 1))
        if self._changes < len(history.changes):
            moments.append(_Moment(history.changes[self._changes].step, 1, evaluations))
        if not moments:
            has_end, self._is_over = is_over and not self._is_over, is_over
            return _Moment(history.step, 1, evaluations) if has_end else None
        moment = min(moments)
        if moment.step >= self._early:
            self._early = max(2, moment.step // RECENT + 1) * RECENT
        self._changes += moment.change
        return moment

    def _note(self, step: int, warnings: tuple[RunWarning, ...]) -> None:
        found = {warning.cause: warning for warning in warnings}
        for index, raised in enumerate(self._raised):
            if raised.until is None:
                still = found.pop(raised.warning.cause, None)
                self._raised[index] = replace(raised, until=step) if still is None else replace(raised, warning=still)
        self._raised += [RaisedWarning(warning, step) for warning in found.values()]
