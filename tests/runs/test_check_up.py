"""The check-up names what is wrong with settings, and finds sound ones fine."""

import json

import numpy as np
import pytest

from nnstudio.engine.events import BatchFinished
from nnstudio.errors import DataError
from nnstudio.inspection.check_up import first_loss, gradient_check, one_batch, range_test
from nnstudio.runs.check_up import check_up
from nnstudio.runs.check_up_report import Check, Verdict
from nnstudio.runs.preparation import load_run
from nnstudio.spec.errors import SettingError
from nnstudio.spec.paths import replace
from nnstudio.steps import finish
from tests.conftest import small_settings

EIGHT_SIGMOID = f"network.layers=[{', '.join(['dense 16 sigmoid'] * 8)}]"


def checked(folders, *assignments):
    return finish(check_up(small_settings(*assignments), folders))


def verdicts(result):
    return {finding.check: finding.verdict for finding in result.findings}


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("network.layers=[]",),
        ("optimizer=adam",),
        ("network.layers=[dense 16 relu, batch_norm, dropout 0.5]",),
        ("optimizer=rmsprop", "loss=mean_squared_error"),
        ("network.layers=[dense 16 sigmoid]", "initializer=xavier_normal", "optimizer=sgd 0.5"),
    ],
)
def test_sound_settings_are_fine(folders, words):
    result = checked(folders, *words)
    assert set(verdicts(result).values()) == {Verdict.FINE}, result.findings
    assert result.verdict is Verdict.FINE
    assert list(verdicts(result)) == list(Check)


@pytest.mark.parametrize(
    ("words", "check", "said"),
    [
        (
            ["optimizer=sgd 10", "network.layers=[dense 32 relu, dense 32 relu, dense 32 relu]"],
            Check.LEARNING_RATE,
            "leap over",
        ),
        (["optimizer=sgd 0.00001"], Check.LEARNING_RATE, "very long"),
        (["optimizer=sgd 0.00001"], Check.ONE_BATCH, "not with this learning rate"),
        (["initializer=zeros", "network.layers=[dense 16 relu, dense 16 relu]"], Check.FIRST_LOSS, "stay alike"),
        (["initializer=too_large"], Check.FIRST_LOSS, "sure of wrong answers"),
        ([EIGHT_SIGMOID], Check.ONE_BATCH, "by heart"),
    ],
)
def test_each_fault_is_named_with_something_to_do(folders, words, check, said):
    result = checked(folders, *words)
    (finding,) = [each for each in result.findings if each.check is check]
    assert finding.verdict is Verdict.FAULT
    assert said in finding.reason
    assert finding.remedy.endswith(".")
    assert result.verdict is Verdict.FAULT


def test_vanishing_gradients_are_worth_a_look(folders):
    finding = checked(folders, EIGHT_SIGMOID).findings[2]
    assert (finding.check, finding.verdict) == (Check.GRADIENTS, Verdict.LOOK)
    assert "vanish" in finding.reason


def first_losses(settings, folders):
    run = finish(load_run(settings, folders, clock=lambda: 0.0))
    try:
        events = run._training.events()
        batches = (event for event in events if isinstance(event, BatchFinished))
        return [next(batches).loss for _ in range(5)]
    finally:
        run._pictures.close()


def test_a_check_up_leaves_everything_as_it_was(folders, tmp_path):
    settings = small_settings()
    before = first_losses(settings, folders)
    files = sorted(folders.data.rglob("*"))
    first, again = (finish(check_up(settings, folders)) for _ in range(2))
    assert first_losses(settings, folders) == before
    assert sorted(folders.data.rglob("*")) == files
    assert first.findings == again.findings
    assert np.array_equal(first.measured.range_test.losses, again.measured.range_test.losses)


def test_progress_tells_each_step(folders):
    told = []
    finish(check_up(small_settings(), folders), told.append)
    names = list(dict.fromkeys(each.what for each in told))
    wanted = ["Measuring the first loss", "Checking gradients", "Trying learning rates", "Learning one batch by heart"]
    assert names[-4:] == wanted
    assert all(0 <= each.done <= each.total for each in told if each.what in wanted)


def test_the_json_has_plain_numbers(folders):
    content = json.loads(json.dumps(checked(folders, "optimizer=momentum 10").to_json(), allow_nan=False))
    assert content["verdict"] == "fault"
    assert content["learning_rate"] == 10
    assert content["tenth_of_minimum"] == pytest.approx(content["minimum"] / 10)
    assert set(content["gradient_errors"]) == {"1. Dense", "Output"}


def test_settings_that_cannot_run_are_refused_as_by_a_run(folders, tmp_path):
    with pytest.raises(SettingError):
        finish(check_up(replace(small_settings(), "training.batch_size", -3), folders))
    with pytest.raises(DataError):
        finish(check_up(small_settings("dataset=fashion-mnist"), folders))


@pytest.fixture
def _no_work_is_affordable(monkeypatch):
    """Every network is then a very large one."""
    for part in (first_loss, gradient_check, one_batch, range_test):
        monkeypatch.setattr(part, "MULTIPLICATIONS", 1)


@pytest.mark.usefixtures("_no_work_is_affordable")
def test_a_very_large_network_is_checked_with_less_work_and_the_report_says_so(folders):
    result = checked(folders, "optimizer=sgd 0.00001")
    evidence = {finding.check: finding.evidence for finding in result.findings}
    assert evidence[Check.FIRST_LOSS].endswith("As the network is large, these are 100 pictures instead of 500.")
    assert evidence[Check.GRADIENTS].endswith("As the network is large, these are 8 gradients instead of 46.")
    assert "these are 50 steps instead of 1000." in evidence[Check.ONE_BATCH]
    assert "these are 50 rates instead of 100." in evidence[Check.LEARNING_RATE]


def test_a_network_of_usual_size_is_checked_in_full(folders):
    for finding in checked(folders, "optimizer=sgd 0.00001").findings:
        assert "instead of" not in finding.evidence
