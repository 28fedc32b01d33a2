"""A judge of the network of a session whose trainer is scripted."""

import pytest

from nnstudio.session.judge import Judge
from nnstudio.session.my_digits import MyDigits
from nnstudio.session.pen_activity import PenActivity


@pytest.fixture
def my_digits(qtbot, tmp_path):
    return MyDigits(tmp_path / "my-digits.jsonl")


@pytest.fixture
def judge(session, my_digits):
    judge = Judge(session, my_digits, PenActivity())
    judge.watch(True)
    yield judge
    judge.close()


@pytest.fixture
def wait(qtbot):
    def wait(is_reached):
        qtbot.waitUntil(is_reached, timeout=20_000)

    return wait
