"""What the measurements of a check-up mean, in plain words."""

from nnstudio.inspection.check_up.one_batch import STEPS
from nnstudio.inspection.check_up.range_test import POINTS
from nnstudio.number_text import grouped, percent, short, significant
from nnstudio.runs.check_up_report import Check, Finding, Measurements, Verdict

FIRST_LOSS_LOOK, FIRST_LOSS_FAULT = 1.5, 3.0
"""Times the loss of guessing from which the first loss is worth a look, and from which it is a fault."""
ERROR_LOOK, ERROR_FAULT = 1e-4, 1e-2
"""Relative errors of a gradient; rounding and curvature explain the ones below."""
VANISHING = 1e-3
"""Times the largest gradient of any layer below which the first layer's has vanished."""
TOO_HIGH_LOOK, TOO_HIGH_FAULT = 1.5, 4.0
"""Times the highest rate at which the loss is still low."""
TOO_LOW_LOOK, TOO_LOW_FAULT = 1 / 200, 1 / 1000
"""Times the rate with the lowest loss: a run has thousands of steps where the test has a hundred."""


def findings(measured: Measurements) -> tuple[Finding, ...]:
    """Return a finding for each check, in their order."""
    return (_first_loss(measured), _one_batch(measured), _gradients(measured), _learning_rate(measured))


def neat(rate: float) -> float:
    """Return a learning rate with two significant digits."""
    return float(f"{rate:.1e}")


def rate_text(rate: float) -> str:
    """Return a learning rate in two digits: 0.00087."""
    return f"{neat(rate):g}" if rate >= 1e-4 else short(neat(rate))


def _first_loss(measured: Measurements) -> Finding:
    first = measured.first_loss
    evidence = (
        f"The untrained network has a loss of {significant(first.loss)} on {grouped(first.pictures)} training "
        f"pictures; guessing has {significant(first.guessing)}.{_fewer(first.pictures, first.wanted, 'pictures')}"
    )
    if first.alike:
        return Finding(
            Check.FIRST_LOSS,
            Verdict.FAULT,
            f"{evidence} All units have the same weights in {_listed(first.alike)}.",
            "Units that start alike get the same gradients and stay alike: the layer is worth one unit.",
            "Choose random initial weights: He for ReLU, Xavier for sigmoid and tanh.",
        )
    if first.loss <= FIRST_LOSS_LOOK * first.guessing:
        reason = "It knows nothing yet and claims nothing: a good start."
        return Finding(Check.FIRST_LOSS, Verdict.FINE, evidence, reason)
    return Finding(
        Check.FIRST_LOSS,
        Verdict.LOOK if first.loss <= FIRST_LOSS_FAULT * first.guessing else Verdict.FAULT,
        evidence,
        "It is sure of wrong answers before it has seen anything: the initial weights or the inputs are too large. The "
        "first steps only take this back.",
        "Choose He or Xavier initial weights, and inputs from 0 to 1 or standardised.",
    )


def _one_batch(measured: Measurements) -> Finding:
    batch, retried = measured.one_batch, measured.retried
    tried = f"with learning rate {rate_text(batch.learning_rate)}"
    if batch.step is not None:
        evidence = f"All {grouped(batch.pictures)} pictures are right after {batch.step} steps {tried}."
        return Finding(Check.ONE_BATCH, Verdict.FINE, evidence, "The network can learn, and all of its parts work.")
    seen = "the loss became infinite" if batch.has_diverged else f"the loss is {significant(batch.loss)}"
    right = f"{percent(batch.accuracy, 0)} of {grouped(batch.pictures)} pictures are right"
    evidence = f"After {batch.steps} steps {tried}, {right}; {seen}.{_fewer(batch.steps, STEPS, 'steps')}"
    if batch.is_learned:
        return Finding(Check.ONE_BATCH, Verdict.FINE, evidence, "The network learns them, if slowly.")
    if retried is not None and retried.is_learned:
        rate = rate_text(retried.learning_rate)
        return Finding(
            Check.ONE_BATCH,
            Verdict.FAULT,
            f"{evidence} With {rate} it learns them.",
            "The network can learn, but not with this learning rate.",
            f"Use a learning rate near {rate}.",
        )
    return Finding(
        Check.ONE_BATCH,
        Verdict.FAULT,
        evidence,
        "A network that cannot learn a few pictures by heart will not learn thousands: no gradient gets through, or "
        "all units do the same.",
        "Try fewer layers, ReLU, other initial weights, or batch normalization.",
    )


def _gradients(measured: Measurements) -> Finding:
    layers = measured.gradients
    worst = max(layers, key=lambda each: each.error)
    compared = sum(each.compared for each in layers)
    evidence = (
        f"{compared} gradients in {len(layers)} layers differ from numerical ones by at most {short(worst.error)} "
        f"({worst.name}).{_fewer(compared, sum(each.wanted for each in layers), 'gradients')}"
    )
    wrong = [each for each in layers if not each.error < ERROR_LOOK]
    if wrong:
        last = wrong[-1]
        return Finding(
            Check.GRADIENTS,
            Verdict.LOOK if worst.error < ERROR_FAULT else Verdict.FAULT,
            f"{evidence} The last layer that differs is {last.name}, by {short(last.error)}.",
            "The backward pass of that layer does not belong to its forward pass; the layers before it follow.",
            "Use another kind of layer or activation, and report this fault.",
        )
    sizes = [each.size for each in layers if each.size]
    if sizes and sizes[0] < VANISHING * max(sizes):
        return Finding(
            Check.GRADIENTS,
            Verdict.LOOK,
            f"{evidence} The typical gradient is {short(sizes[0])} in the first layer and {short(max(sizes))} at most.",
            "They are right, but they vanish on the way to the first layers, which will hardly learn.",
            "Use ReLU or fewer layers, or put batch normalization between the layers.",
        )
    return Finding(Check.GRADIENTS, Verdict.FINE, evidence, "The backward pass computes what it should.")


def _learning_rate(measured: Measurements) -> Finding:
    test, rate = measured.range_test, measured.settings.training.optimizer.learning_rate
    tenth = test.tenth_of_minimum
    if test.minimum is None or test.highest is None or tenth is None:
        return Finding(
            Check.LEARNING_RATE,
            Verdict.FAULT,
            f"The loss fell at none of the rates from {rate_text(test.rates[0])} to {rate_text(test.rates[-1])}.",
            "The learning rate is not what is wrong.",
            "Look at the other checks first.",
        )
    steepest = f" steepest at {rate_text(test.steepest)}," if test.steepest else ""
    stays = "" if test.highest < 1.5 * test.minimum else f" and stays low until {rate_text(test.highest)}"
    above = f" From {rate_text(test.too_high)} on it is higher than at first." if test.too_high else ""
    evidence = (
        f"While the rate rises, the loss falls{steepest} until {rate_text(test.minimum)}{stays}.{above} Yours is "
        f"{rate_text(rate)}.{_fewer(test.planned, POINTS, 'rates')}"
    )
    retried = measured.retried
    if retried is not None and retried.is_learned:
        evidence += f" With yours the network did not learn one batch, with {rate_text(retried.learning_rate)} it did."
    verdict, reason = _judge_rate(measured, test.minimum, test.highest)
    remedy = f"Start with a tenth of the rate with the lowest loss, {rate_text(tenth)}."
    return Finding(Check.LEARNING_RATE, verdict, evidence, reason, "" if verdict is Verdict.FINE else remedy)


def _judge_rate(measured: Measurements, minimum: float, highest: float) -> tuple[Verdict, str]:
    """Return the verdict on the learning rate and its reason.

    Easy data is learned before the test reaches a rate that is too high; one batch then tells it.
    """
    rate, too_high, retried = measured.one_batch.learning_rate, measured.range_test.too_high, measured.retried
    other = retried.learning_rate if retried is not None and retried.is_learned else None
    is_diverging = (too_high is not None and rate >= too_high) or (other is not None and rate > other)
    if is_diverging or rate > TOO_HIGH_LOOK * highest:
        is_fault = is_diverging or rate > TOO_HIGH_FAULT * highest
        reason = "Steps this large leap over the minimum; training may diverge or kill units."
    elif rate < TOO_LOW_LOOK * minimum or other is not None:
        is_fault = rate < TOO_LOW_FAULT * minimum or other is not None
        reason = "Steps this small hardly change the loss; training would take very long."
    else:
        return Verdict.FINE, "Your learning rate is where the loss falls."
    return (Verdict.FAULT if is_fault else Verdict.LOOK), reason


def _fewer(done: int, wanted: int, what: str) -> str:
    """Return a sentence that says that something was reduced, or nothing."""
    return "" if done >= wanted else f" As the network is large, these are {done} {what} instead of {wanted}."


def _listed(names: tuple[str, ...]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
