"""What ails a run, judged while it goes on: the cause, the evidence, and what can be done about it."""

from collections.abc import Iterable
from dataclasses import replace

from nnstudio.runs.causes import IN_SETTINGS, WHILE_LEARNING, WHY_FAILING, Looks
from nnstudio.runs.causes.case import Case
from nnstudio.runs.events import RunEnded
from nnstudio.runs.history import History
from nnstudio.runs.run_warning import Cause, RunWarning
from nnstudio.runs.settings import RunSettings
from nnstudio.runs.symptoms import FailureKind, Symptoms


class RunJudge:
    """Judges one run; what is new has to be given to its `symptoms`.

    A warning stays until its condition has clearly gone.
    """

    def __init__(self, settings: RunSettings, classes: int) -> None:
        """Judge a run that began with ``settings`` on ``classes`` classes."""
        self.symptoms = Symptoms(settings.training.loss.guessing(classes), classes)
        self.warnings: tuple[RunWarning, ...] = ()
        """What is wrong with the run."""
        self.failure: RunWarning | None = None
        """That of the `warnings` which says why the network does not learn; None if it does."""

    @classmethod
    def of(cls, history: History, settings: RunSettings, classes: int, ended: RunEnded | None = None) -> "RunJudge":
        """Return the judge of what is in ``history``, of a run whose settings are now ``settings``."""
        judge = cls(settings, classes)
        judge.symptoms.take_history(history)
        if ended is not None:
            judge.symptoms.take_end(ended)
        judge.judge(settings)
        return judge

    def judge(self, settings: RunSettings) -> None:
        """Judge anew what was taken so far, for a run whose settings are now ``settings``."""
        if not self.symptoms.batches:
            return
        case = Case(self.symptoms, settings, self.symptoms.failure)
        causes = self._found(case, IN_SETTINGS)
        if case.failure is not None:
            causes = causes or self._found(case, WHY_FAILING)[:1]
        elif not causes:
            causes = [warning for looks in WHILE_LEARNING for warning in self._found(case, looks)[:1]]
        if case.failure is not None and case.failure.kind is FailureKind.DIVERGED:
            causes = [_with_evidence(warning, case.failure.seen) for warning in causes]
        self.warnings = tuple(causes)
        self.failure = causes[0] if case.failure is not None else None

    def _found(self, case: Case, looks: Looks) -> list[RunWarning]:
        shown: Iterable[Cause] = {warning.cause for warning in self.warnings}
        found = (look(replace(case, is_shown=cause in shown)) for cause, look in looks)
        return [warning for warning in found if warning is not None]


def _with_evidence(warning: RunWarning, seen: str) -> RunWarning:
    return warning if seen in warning.evidence else replace(warning, evidence=f"{warning.evidence} {seen}")
