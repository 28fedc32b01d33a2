"""Warnings about a run: sound settings give none, each breakable one gives its cause, at any seed.

The same table on real MNIST, with the presets themselves: ``python -m tests.runs.warnings_on_mnist`` (minutes).
"""

from dataclasses import replace

import pytest

from nnstudio.engine.events import Evaluated, Metrics
from nnstudio.runs.events import BatchesFinished, LayersMeasured
from nnstudio.runs.history import History
from nnstudio.runs.preparation import prepare
from nnstudio.runs.run_warning import Cause
from nnstudio.runs.run_warnings import run_warnings
from nnstudio.spec.paths import find, set_text
from nnstudio.spec.paths import replace as replaced
from nnstudio.steps import finish
from tests.conftest import small_settings
from tests.runs.test_learning_problem import history_of

EIGHT_SIGMOID = f"network.layers=[{', '.join(['dense 16 sigmoid'] * 8)}]"
SOUND = [
    (),
    ("network.layers=[]",),
    ("optimizer=adam",),
    ("optimizer=sgd 0.1", "network.layers=[dense 20 relu, dense 7 relu, dense 5 relu]"),
    ("network.layers=[dense 16 relu, batch_norm, dropout 0.3]",),
    ("network.layers=[dense 16 leaky_relu]", "penalties.l2=0.0001"),
]
BROKEN = {
    Cause.RATE_TOO_HIGH: ("optimizer=momentum 5", "network.layers=[dense 32 relu, dense 32 relu]"),
    Cause.RATE_TOO_LOW: ("optimizer=sgd 0.00001",),
    Cause.SYMMETRIC: ("initializer=zeros",),
    Cause.VANISHING: (EIGHT_SIGMOID,),
    Cause.UNSCALED: ("network.inputs=raw",),
    Cause.UNSHUFFLED: ("shuffles=off",),
    Cause.LABEL_NOISE: ("label_noise=0.2",),
    Cause.TINY_BATCHES: ("network.layers=[dense 16 relu, batch_norm]", "batch_size=2"),
}


def warnings_of(settings, folders, tmp_path):
    """Run ``settings`` and return every warning that came up at an evaluation, by its cause."""
    run = finish(prepare(settings, folders, tmp_path / "runs"))
    history, found, shown = History(), {}, frozenset()
    while run.ended is None:
        for event in run.advance():
            if isinstance(event, BatchesFinished):
                history.add_batches(event)
            elif isinstance(event, LayersMeasured):
                history.add_layers(event)
            elif isinstance(event, Evaluated):
                history.add_evaluation(event)
                warnings = run_warnings(history, run.started.settings, 10, shown)
                shown = frozenset(warning.cause for warning in warnings)
                found |= {warning.cause: warning for warning in warnings}
    run.close()
    return found


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("words", SOUND, ids=str)
def test_sound_settings_give_no_warning(words, seed, folders, tmp_path):
    settings = small_settings(*words, f"seed={seed}", "epochs=6")
    assert warnings_of(settings, folders, tmp_path) == {}


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("cause", BROKEN)
def test_each_breakable_one_gives_its_cause(cause, seed, folders, tmp_path):
    settings = small_settings(*BROKEN[cause], f"seed={seed}", "epochs=4")
    found = warnings_of(settings, folders, tmp_path)
    assert set(found) == {cause}
    warning = found[cause]
    assert any(sign.isdigit() for sign in warning.evidence)
    assert warning.reason.endswith(".")
    assert warning.remedies


@pytest.mark.parametrize("cause", [Cause.RATE_TOO_HIGH, Cause.SYMMETRIC, Cause.VANISHING, Cause.UNSCALED])
def test_a_new_run_with_the_first_remedy_is_sound(cause, folders, tmp_path):
    settings = small_settings(*BROKEN[cause], "epochs=4")
    remedy = warnings_of(settings, folders, tmp_path)[cause].remedies[0]
    assert warnings_of(replaced(settings, remedy.path, remedy.value), folders, tmp_path) == {}


def with_pairs(*pairs):
    """Return a history with an evaluation per epoch: (training loss, accuracy), (validation loss, accuracy)."""
    history = history_of(losses=[1.0, 0.9])
    for epoch, (learned, validation) in enumerate(pairs, start=1):
        metrics = Metrics(*learned, 100), Metrics(*validation, 100)
        history.add_evaluation(Evaluated(epoch, 2, float(epoch), *metrics, 0.0, ends_epoch=True))
    return history


GOOD = ((0.3, 0.92), (0.35, 0.9))
OVERFITTED = ((0.01, 1.0), (0.9, 0.88))


def causes(history, shown=frozenset(), *words):
    return [warning.cause for warning in run_warnings(history, small_settings(*words), 10, shown)]


def test_overfitting_is_named_once_the_validation_loss_has_risen():
    assert causes(with_pairs(GOOD, GOOD, GOOD, OVERFITTED)) == []
    assert causes(with_pairs(GOOD, GOOD, OVERFITTED, OVERFITTED)) == [Cause.OVERFITTING]


def test_a_warning_that_is_shown_goes_only_when_its_condition_has_clearly_gone():
    nearly = ((0.1, 0.97), (0.44, 0.905))
    history = with_pairs(GOOD, GOOD, nearly, nearly)
    assert causes(history) == []
    assert causes(history, frozenset({Cause.OVERFITTING})) == [Cause.OVERFITTING]


def test_a_loss_that_stands_still_before_it_is_good_is_a_plateau():
    poor = ((1.2, 0.6), (1.2, 0.6))
    assert causes(with_pairs(*[poor] * 6)) == [Cause.PLATEAU]
    assert causes(with_pairs(*[poor] * 5)) == []
    assert causes(with_pairs(*[GOOD] * 9)) == []


def test_remedies_are_values_that_their_settings_allow():
    histories = [with_pairs(GOOD, GOOD, OVERFITTED, OVERFITTED), with_pairs(*[((1.2, 0.6), (1.2, 0.8))] * 9)]
    settings = small_settings()
    for history in histories:
        for warning in run_warnings(history, settings, 10):
            for remedy in warning.remedies:
                if remedy.path:
                    entry = find(settings, remedy.path)
                    assert list(entry.setting.check(remedy.value, remedy.path)) == []
                    assert entry.setting.live == remedy.is_live


def test_before_the_first_batch_there_is_no_warning():
    assert run_warnings(History(), set_text(small_settings(), "initializer=zeros"), 10) == ()


def test_zero_weights_without_a_hidden_layer_are_sound():
    settings = replace(small_settings("initializer=zeros"), network=small_settings("network.layers=[]").network)
    assert run_warnings(history_of(losses=[2.3]), settings, 10) == ()
