"""What ails a run, judged from its history and its settings: the cause, the evidence, and what can be done about it."""

import numpy as np

from nnstudio.engine.activations import LeakyRelu, Relu
from nnstudio.engine.events import Evaluated, Metrics
from nnstudio.engine.hidden_layers import with_activation
from nnstudio.engine.losses import CrossEntropy
from nnstudio.number_text import percent, short, significant
from nnstudio.runs.history import History
from nnstudio.runs.learning_problem import LARGEST_STEP_LOSS, LearningJudge, LearningProblem, ProblemKind, smaller_rate
from nnstudio.runs.run_warning import STOP, Cause, Remedy, RunWarning
from nnstudio.runs.settings import RunSettings
from nnstudio.runs.warnings_of_settings import warnings_of_settings

LEARNING_RATE = "training.optimizer.learning_rate"
VANISHED = 1e-2
"""Times the largest gradient norm of any layer that the first one has at most."""
DEAD = 0.6
"""Fraction of the units of a layer that never answer."""
SMALL_UPDATE, NOT_YET = 1e-4, 0.5
"""Ratio of update to weights below which steps are small, and times the loss of guessing from which this matters."""
GAP, RISEN, WIDE_GAP = 0.08, 1.25, 0.15
"""How much more accurate on the training set a network overfits, if the validation loss has risen by this factor, and
how much more if it has not."""
NOISE = 0.05
"""How much less accurate on its own training set a network is whose labels there are wrong."""
STANDING, IMPROVEMENT, POOR = 5, 0.005, 0.8
"""Epochs in which the loss has fallen by less than a fraction, at less than an accuracy."""
RELEASE = 0.7
"""Fraction of a threshold at which a warning that is shown goes again."""


def run_warnings(
    history: History, settings: RunSettings, classes: int, shown: frozenset[Cause] = frozenset()
) -> tuple[RunWarning, ...]:
    """Return what is wrong with a run of ``settings`` on ``classes`` classes; nothing before its first batch.

    Causes that stand in the settings hide what follows from them. A warning that is ``shown`` already stays until its
    condition has clearly gone.
    """
    if not history.step:
        return ()
    from_settings = tuple(warnings_of_settings(history, settings, classes))
    if any(warning.cause is not Cause.TINY_BATCHES for warning in from_settings):
        return from_settings
    judge = _Judge(history, settings, classes, shown)
    return from_settings + (judge.failing() or judge.learning())


class _Judge:
    """Judges what the numbers of a run show."""

    def __init__(self, history: History, settings: RunSettings, classes: int, shown: frozenset[Cause]) -> None:
        self._history, self._settings, self._shown = history, settings, shown
        self._guessing = settings.training.loss.guessing(classes)
        judge = LearningJudge(self._guessing, classes)
        judge.take_history(history)
        self._problem: LearningProblem | None = judge.problem(settings.training)
        self._rate = settings.training.optimizer.learning_rate
        self._pairs: list[tuple[Evaluated, Metrics]] = [
            (each, each.training) for each in history.evaluations if each.training is not None and each.position > 0
        ]

    def _limit(self, cause: Cause, limit: float) -> float:
        """Return ``limit``, or less of it while the warning of ``cause`` is shown."""
        return limit * RELEASE if cause in self._shown else limit

    def failing(self) -> tuple[RunWarning, ...]:
        """Return why the network does not learn, or hardly; nothing if it does."""
        if self._problem is not None:
            return (self._of_problem(self._problem),)
        ratio = self._update_ratio()
        if ratio is None or not self._pairs or self._pairs[-1][0].position < 1:
            return ()
        loss = self._pairs[-1][1].loss
        limit = SMALL_UPDATE / (RELEASE if Cause.RATE_TOO_LOW in self._shown else 1)
        if ratio < limit and loss > NOT_YET * self._guessing:
            return (self._rate_too_low(f"A step changes the weights by {short(ratio)} of their size"),)
        return ()

    def _of_problem(self, problem: LearningProblem) -> RunWarning:
        seen = problem.text.split(". ")[0] + "."
        losses = self._history.series("loss").values
        largest = float(losses[np.isfinite(losses)].max(initial=0))
        ratio = self._update_ratio()
        has_leapt = largest > LARGEST_STEP_LOSS * self._guessing
        if not has_leapt and ratio is not None and ratio < SMALL_UPDATE and self._rate < self._usual_rate:
            return self._rate_too_low(f"A step changes the weights by {short(ratio)} of their size")
        if problem.kind is ProblemKind.WORSE_THAN_GUESSING or has_leapt:
            return self._rate_too_high(f"{seen} The largest loss of a batch was {significant(largest)}.")
        if (sizes := self._gradients()) and sizes[0] < self._limit_up(Cause.VANISHING, VANISHED) * max(sizes):
            layers = with_activation(self._settings.network.layers, Relu())
            return RunWarning(
                Cause.VANISHING,
                f"{seen} The gradient norm is {short(sizes[0])} in the first layer and {short(max(sizes))} at most.",
                "Gradients shrink from layer to layer on their way back, so that the first ones learn nothing.",
                (Remedy("New run with ReLU in all layers", "network.layers", layers),),
            )
        if self._rate < self._usual_rate:
            return self._rate_too_low(seen.removesuffix("."))
        return RunWarning(Cause.NOT_LEARNING, seen, problem.text.removeprefix(seen).strip(), (STOP,))

    def _limit_up(self, cause: Cause, limit: float) -> float:
        return limit / RELEASE if cause in self._shown else limit

    @property
    def _usual_rate(self) -> float:
        return type(self._settings.training.optimizer)().learning_rate

    def _rate_too_high(self, evidence: str) -> RunWarning:
        smaller = smaller_rate(self._settings.training)
        third = float(f"{self._rate / 3:.2g}")
        return RunWarning(
            Cause.RATE_TOO_HIGH,
            evidence,
            f"Steps with learning rate {short(self._rate)} leap over the minimum, and units may be dead after them.",
            (
                Remedy(f"New run with learning rate {smaller:g}", LEARNING_RATE, smaller),
                Remedy(f"Learning rate ÷ 3: {third:g}", LEARNING_RATE, max(1e-5, third), is_live=True),
            ),
        )

    def _rate_too_low(self, evidence: str) -> RunWarning:
        larger = float(f"{min(10 * self._rate, max(self._usual_rate, self._rate)):.2g}")
        return RunWarning(
            Cause.RATE_TOO_LOW,
            f"{evidence}, and the loss is still {significant(self._pairs[-1][1].loss)}." if self._pairs else evidence,
            f"Steps with learning rate {short(self._rate)} are so small that learning takes very long.",
            (Remedy(f"Learning rate {larger:g}", LEARNING_RATE, larger, is_live=True),),
        )

    def learning(self) -> tuple[RunWarning, ...]:
        """Return what is wrong with a network that learns."""
        found = (self._dead(), self._label_noise() or self._overfitting(), self._plateau())
        return tuple(warning for warning in found if warning is not None)

    def _dead(self) -> RunWarning | None:
        recent = self._history.layers[-3:]
        if len(recent) < 3 or recent[-1].position < 1:
            return None
        worst = max(recent[-1].layers, key=lambda layer: layer.dead)
        least = min(next(each.dead for each in one.layers if each.index == worst.index) for one in recent)
        if least <= self._limit(Cause.DEAD_UNITS, DEAD):
            return None
        layers = with_activation(self._settings.network.layers, LeakyRelu())
        return RunWarning(
            Cause.DEAD_UNITS,
            f"{percent(worst.dead, 0)} of the units of a hidden layer answer to no picture.",
            "A ReLU unit whose sum is always negative gets no gradient and never comes back.",
            (Remedy("New run with leaky ReLU", "network.layers", layers),),
        )

    def _label_noise(self) -> RunWarning | None:
        gaps = [each.validation.accuracy - learned.accuracy for each, learned in self._pairs[-2:]]
        if len(gaps) < 2 or min(gaps) < self._limit(Cause.LABEL_NOISE, NOISE):
            return None
        event, learned = self._pairs[-1]
        remedies = [STOP]
        loss = self._settings.training.loss
        if isinstance(loss, CrossEntropy) and not loss.label_smoothing:
            remedies.append(Remedy("Label smoothing 0.1", "training.loss.label_smoothing", 0.1, is_live=True))
        return RunWarning(
            Cause.LABEL_NOISE,
            f"{percent(event.validation.accuracy)} of the validation set are right, but only "
            f"{percent(learned.accuracy)} of the training set, from which the network learns.",
            "Some labels of the training set are probably wrong. If it goes on, the network learns them by heart.",
            tuple(remedies),
        )

    def _overfitting(self) -> RunWarning | None:
        if len(self._pairs) < 4:
            return None
        lowest = min(each.validation.loss for each in self._history.evaluations)
        gap = min(learned.accuracy - each.validation.accuracy for each, learned in self._pairs[-2:])
        risen = min(each.validation.loss for each, _ in self._pairs[-2:]) / max(lowest, 1e-12)
        needed = GAP if risen >= 1 + self._limit(Cause.OVERFITTING, RISEN - 1) else WIDE_GAP
        if gap < self._limit(Cause.OVERFITTING, needed):
            return None
        event, learned = self._pairs[-1]
        remedies = [STOP]
        if not self._settings.training.penalties.l2:
            remedies.append(Remedy("Add L2 0.001", "training.penalties.l2", 0.001, is_live=True))
        losses = f"{significant(event.validation.loss)}, {significant(lowest)} at best"
        return RunWarning(
            Cause.OVERFITTING,
            f"Accuracy {percent(learned.accuracy)} on the training set, {percent(event.validation.accuracy)} on the "
            f"validation set, whose loss is {losses}.",
            "The network learns its training pictures by heart, which does not help with others.",
            tuple(remedies),
        )

    def _plateau(self) -> RunWarning | None:
        pairs = [(each, learned) for each, learned in self._pairs if each.ends_epoch]
        if len(pairs) <= STANDING or pairs[-1][1].accuracy >= POOR:
            return None
        before = min(learned.loss for _, learned in pairs[:-STANDING])
        now = min(learned.loss for _, learned in pairs[-STANDING:])
        if now < (1 - IMPROVEMENT) * before:
            return None
        third = float(f"{max(1e-5, self._rate / 3):.2g}")
        return RunWarning(
            Cause.PLATEAU,
            f"In {STANDING} epochs the loss on the training set has not fallen below {significant(before)}.",
            "The network has stopped learning before it was good: steps may be too large for what is left to learn, or "
            "the network too small.",
            (Remedy(f"Learning rate ÷ 3: {third:g}", LEARNING_RATE, third, is_live=True), STOP),
        )

    def _update_ratio(self) -> float | None:
        """Return the largest ratio of update to weights of any layer, the median of the last measurements."""
        recent = self._history.layers[-5:]
        if not recent:
            return None
        return float(np.median([max(layer.update_ratio for layer in each.layers) for each in recent]))

    def _gradients(self) -> list[float]:
        """Return the gradient norm of each layer, the median of the last measurements."""
        norms = [[layer.gradient_norm for layer in each.layers] for each in self._history.layers[-5:]]
        return [float(norm) for norm in np.median(norms, axis=0)] if norms else []
