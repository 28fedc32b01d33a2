import pytest

from nnstudio.data.folders import DataFolders
from nnstudio.errors import MissingDataError
from nnstudio.runs.check_up_report import Verdict
from nnstudio.session.settings_check_up import SettingsCheckUp
from tests.conftest import small_settings

TIMEOUT = 30_000


@pytest.fixture
def check_up(folders):
    model = SettingsCheckUp(folders)
    yield model
    model.close()


def wait_for_end(qtbot, model):
    qtbot.waitUntil(lambda: not model.is_active, timeout=TIMEOUT)


def test_a_check_up_ends_with_its_result(check_up, qtbot):
    told = []
    check_up.changed.connect(lambda: told.append(check_up.progress))
    check_up.start(small_settings())
    assert check_up.is_active
    wait_for_end(qtbot, check_up)
    assert check_up.result.verdict is Verdict.FINE
    assert check_up.result.settings == small_settings()
    assert (told[0].what, told[-1]) == ("Reading the data", None)


def test_a_cancelled_check_up_keeps_the_last_result(check_up, qtbot):
    check_up.start(small_settings())
    wait_for_end(qtbot, check_up)
    before = check_up.result
    check_up.start(small_settings("learning_rate=0.9"))
    check_up.cancel()
    wait_for_end(qtbot, check_up)
    assert check_up.result is before
    assert check_up.error is None


def test_a_second_start_during_a_check_up_is_passed_over(check_up, qtbot):
    check_up.start(small_settings())
    check_up.start(small_settings("learning_rate=0.9"))
    wait_for_end(qtbot, check_up)
    assert check_up.result.settings == small_settings()


def test_missing_data_is_an_error_until_the_next_start(qtbot, tmp_path, folders):
    model = SettingsCheckUp(DataFolders(tmp_path, folders.cache))
    model.start(small_settings())
    wait_for_end(qtbot, model)
    assert isinstance(model.error, MissingDataError)
    model.start(small_settings())
    assert model.error is None
    model.close()
