"""Warnings about a run: sound settings give none, each breakable one gives its cause, at any seed.

The same table on real MNIST, with the presets themselves: ``python -m tests.runs.warnings_on_mnist`` (minutes).
"""

import math

import numpy as np
import pytest

from nnstudio.engine.events import Evaluated, Metrics
from nnstudio.inspection.layer_statistics import LayerStatistics
from nnstudio.runs import layer_recorder
from nnstudio.runs.events import BatchesFinished, LayersMeasured, RunEnded
from nnstudio.runs.history import History
from nnstudio.runs.preparation import prepare
from nnstudio.runs.run_judge import RunJudge
from nnstudio.runs.run_warning import Cause
from nnstudio.spec.paths import find
from nnstudio.spec.paths import replace as replaced
from nnstudio.steps import finish
from tests.conftest import small_settings
from tests.runs.test_symptoms import history_of

LEARNING_RATE = "training.optimizer.learning_rate"
EIGHT_SIGMOID = f"network.layers=[{', '.join(['dense 16 sigmoid'] * 8)}]"
SOUND = [
    (),
    ("network.layers=[]",),
    ("optimizer=adam",),
    ("optimizer=sgd 0.1", "network.layers=[dense 20 relu, dense 7 relu, dense 5 relu]"),
    ("network.layers=[dense 16 relu, batch_norm, dropout 0.3]",),
    ("network.layers=[dense 16 leaky_relu]", "penalties.l2=0.0001"),
]
DEEP_RELU = "network.layers=[dense 64 relu, dense 64 relu, dense 64 relu]"
BROKEN = {
    "a rate that makes the loss leap": (Cause.RATE_TOO_HIGH, "optimizer=momentum 5", "network.layers=[dense 32 relu]"),
    "a rate that kills units": (Cause.RATE_TOO_HIGH, "optimizer=sgd 2", "network.layers=[dense 64 relu]"),
    "a tiny rate": (Cause.RATE_TOO_LOW, "optimizer=sgd 0.00001"),
    "zero weights": (Cause.SYMMETRIC, "initializer=zeros"),
    "deep and sigmoid": (Cause.VANISHING, EIGHT_SIGMOID, "optimizer=momentum 0.02"),
    "large weights and ReLU": (Cause.EXPLODING, "initializer=too_large", DEEP_RELU),
    "large weights and tanh": (
        Cause.SATURATED,
        "initializer=too_large 10",
        "network.layers=[dense 32 tanh, dense 32 tanh]",
    ),
    "random labels and ReLU": (Cause.DEAD_UNITS, "label_noise=0.9", "network.layers=[dense 32 relu]"),
    "raw inputs": (Cause.UNSCALED, "network.inputs=raw"),
    "no shuffling": (Cause.UNSHUFFLED, "shuffles=off"),
    "some wrong labels": (Cause.LABEL_NOISE, "label_noise=0.2"),
    "random labels": (
        Cause.NOT_LEARNING,
        "label_noise=0.9",
        "network.layers=[dense 8 leaky_relu]",
        "optimizer=sgd 0.1",
    ),
    "a strong penalty": (Cause.PENALTY, "penalties.l2=1"),
    "normalized pairs": (Cause.TINY_BATCHES, "network.layers=[dense 16 relu, batch_norm]", "batch_size=2"),
}
REPAIRED_BY_A_NEW_RUN = [name for name in BROKEN if name != "random labels and ReLU"]
"""There leaky ReLU mends what is warned of, after which the labels are."""


@pytest.fixture(autouse=True)
def _layers_are_measured_whenever_they_may_be(monkeypatch):
    """Not as often as there is time for it: each run then gives the same numbers."""
    monkeypatch.setattr(layer_recorder, "ADVANCE", math.inf)


def warnings_of(settings, folders, tmp_path):
    """Run ``settings`` and return every warning that came up, as it was first, by its cause."""
    run = finish(prepare(settings, folders, tmp_path / "runs"))
    judge, found = RunJudge(settings, 10), {}
    while run.ended is None:
        with np.errstate(all="ignore"):  # some diverge
            events = run.advance()
        for event in events:
            if isinstance(event, BatchesFinished):
                judge.symptoms.take_losses(event.rows["loss"])
            elif isinstance(event, LayersMeasured):
                judge.symptoms.take_layers(event)
            elif isinstance(event, Evaluated):
                judge.symptoms.take_evaluation(event)
            elif isinstance(event, RunEnded):
                judge.symptoms.take_end(event)
            judge.judge(settings)
            found = {warning.cause: warning for warning in judge.warnings} | found
    run.close()
    return found


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("words", SOUND, ids=str)
def test_sound_settings_give_no_warning(words, seed, folders, tmp_path):
    settings = small_settings(*words, f"seed={seed}", "epochs=6")
    assert warnings_of(settings, folders, tmp_path) == {}


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("name", BROKEN)
def test_each_breakable_one_gives_its_cause(name, seed, folders, tmp_path):
    cause, *words = BROKEN[name]
    found = warnings_of(small_settings(*words, f"seed={seed}", "epochs=4"), folders, tmp_path)
    assert set(found) == {cause}
    warning = found[cause]
    assert any(sign.isdigit() for sign in warning.evidence)
    assert warning.reason.endswith(".")
    assert warning.remedies


@pytest.mark.parametrize("seed", range(3))
def test_a_run_that_diverges_says_so_and_blames_the_rate(seed, folders, tmp_path):
    words = ("optimizer=sgd 10", "network.layers=[dense 64 linear, dense 64 linear]", f"seed={seed}")
    found = warnings_of(small_settings(*words), folders, tmp_path)
    assert set(found) <= {Cause.DIVERGED, Cause.RATE_TOO_HIGH}
    assert "the numbers became infinite" in found[Cause.DIVERGED].evidence
    assert "smaller learning rate" in found[Cause.DIVERGED].reason
    assert [remedy.path for remedy in found[Cause.DIVERGED].remedies] == [LEARNING_RATE, "training.clipping"]


@pytest.mark.parametrize("name", REPAIRED_BY_A_NEW_RUN)
def test_a_new_run_with_the_first_change_of_settings_is_sound(name, folders, tmp_path):
    cause, *words = BROKEN[name]
    settings = small_settings(*words, "epochs=4")
    remedies = warnings_of(settings, folders, tmp_path)[cause].remedies
    remedy = next(each for each in remedies if each.path)
    assert warnings_of(replaced(settings, remedy.path, remedy.value), folders, tmp_path) == {}


def test_a_rate_that_has_killed_units_is_mended_by_a_new_run_alone():
    history = history_of([(2.9, 0.1), (2.9, 0.1)], losses=[2.3, 9.0])
    layers = (LayerStatistics(0, {}, 0.0, 0.2, 0.9, 0.0), LayerStatistics(1, {}, 0.1, 0.2, 0.0, 0.0))
    history.add_layers(LayersMeasured(1, 0.01, 2.3, layers))
    settings = small_settings("optimizer=sgd 2", "network.layers=[dense 64 relu]")
    (warning,) = RunJudge.of(history, settings, 10).warnings
    assert warning.cause is Cause.RATE_TOO_HIGH
    assert "Only a new run does." in warning.reason
    assert not [remedy for remedy in warning.remedies if remedy.is_live]


def with_pairs(*pairs):
    """Return a history with an evaluation per epoch: (training loss, accuracy), (validation loss, accuracy)."""
    history = history_of(losses=[1.0, 0.9])
    for epoch, (learned, validation) in enumerate(pairs, start=1):
        metrics = Metrics(*learned, 100), Metrics(*validation, 100)
        history.add_evaluation(Evaluated(epoch, 2, float(epoch), *metrics, 0.0, ends_epoch=True))
    return history


GOOD = ((0.3, 0.92), (0.35, 0.9))
OVERFITTED = ((0.01, 1.0), (0.9, 0.88))


def causes(history, *words):
    settings = small_settings(*words)
    return [warning.cause for warning in RunJudge.of(history, settings, 10).warnings]


def test_a_smaller_gap_is_overfitting_too_where_the_validation_loss_has_risen_by_half():
    learned = ((0.0016, 1.0), (0.35, 0.94))
    assert causes(with_pairs(*[((0.1, 0.96), (0.2, 0.94))] * 3, learned, learned)) == [Cause.OVERFITTING]
    learned = ((0.0016, 1.0), (0.28, 0.94))
    assert causes(with_pairs(*[((0.1, 0.96), (0.2, 0.94))] * 3, learned, learned)) == []


def remedies_for(history, *words):
    (warning,) = RunJudge.of(history, small_settings(*words), 10).warnings
    return [remedy.text for remedy in warning.remedies]


def test_a_run_that_overfits_on_few_pictures_is_offered_all_of_them():
    history = with_pairs(GOOD, GOOD, GOOD, OVERFITTED, OVERFITTED, OVERFITTED)
    assert "New run with all training pictures" in remedies_for(history, "data.subset=100")
    assert "New run with all training pictures" not in remedies_for(history)


def test_overfitting_is_named_once_the_validation_loss_has_risen():
    assert causes(with_pairs(GOOD, GOOD, GOOD, OVERFITTED)) == []
    assert causes(with_pairs(GOOD, GOOD, OVERFITTED, OVERFITTED)) == [Cause.OVERFITTING]


def test_a_warning_that_is_shown_goes_only_when_its_condition_has_clearly_gone():
    nearly = ((0.1, 0.97), (0.44, 0.905))
    history = with_pairs(GOOD, GOOD, nearly, nearly)
    assert causes(history) == []
    settings = small_settings()
    judge = RunJudge.of(with_pairs(GOOD, GOOD, OVERFITTED, OVERFITTED), settings, 10)
    assert [warning.cause for warning in judge.warnings] == [Cause.OVERFITTING]
    for event in history.evaluations[-2:]:
        judge.symptoms.take_evaluation(event)
    judge.judge(settings)
    assert [warning.cause for warning in judge.warnings] == [Cause.OVERFITTING]
    for event in with_pairs(GOOD, GOOD).evaluations[-2:]:
        judge.symptoms.take_evaluation(event)
    judge.judge(settings)
    assert judge.warnings == ()


def test_a_loss_that_stands_still_before_it_is_good_is_a_plateau():
    poor = ((1.2, 0.6), (1.2, 0.6))
    assert causes(with_pairs(*[poor] * 6)) == [Cause.PLATEAU]
    assert causes(with_pairs(*[poor] * 5)) == []
    assert causes(with_pairs(*[GOOD] * 9)) == []


def test_remedies_are_values_that_their_settings_allow():
    histories = [with_pairs(GOOD, GOOD, OVERFITTED, OVERFITTED), with_pairs(*[((1.2, 0.6), (1.2, 0.8))] * 9)]
    settings = small_settings()
    for history in histories:
        for warning in RunJudge.of(history, settings, 10).warnings:
            for remedy in warning.remedies:
                if remedy.path:
                    entry = find(settings, remedy.path)
                    assert list(entry.setting.check(remedy.value, remedy.path)) == []
                    assert entry.setting.live == remedy.is_live


def test_before_the_first_batch_there_is_no_warning():
    assert causes(History(), "initializer=zeros") == []


def test_zero_weights_without_a_hidden_layer_are_sound():
    assert causes(history_of(losses=[2.3]), "initializer=zeros", "network.layers=[]") == []
