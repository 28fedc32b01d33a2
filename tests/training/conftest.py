"""A trainer's process, and commands for it."""

import pytest

from nnstudio.training.messages import Start, Until
from tests.conftest import small_settings


@pytest.fixture
def trainer(warm_trainer):
    borrowed = warm_trainer.lend()
    yield borrowed
    borrowed.close()


@pytest.fixture
def start(folders, tmp_path):
    def begin(*assignments, until=Until.END):
        return Start(small_settings(*assignments), folders, tmp_path / "runs", until)

    return begin
