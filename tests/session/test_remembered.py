"""Single values that are remembered: what was saved comes back, and what cannot be read is the default."""

import pytest
from PySide6.QtCore import QByteArray, QSettings

from nnstudio.session.remembered import saved_bytes, saved_flag, saved_number, saved_text


@pytest.fixture
def reopened(qapp, tmp_path):
    """Return a function that saves ``value`` as ``key`` and opens the file again, as the next start does."""

    def reopened(**values):
        path = str(tmp_path / "window.ini")
        settings = QSettings(path, QSettings.Format.IniFormat)
        for key, value in values.items():
            settings.setValue(key, value)
        settings.sync()
        return QSettings(path, QSettings.Format.IniFormat)

    return reopened


@pytest.mark.parametrize("default", [True, False])
def test_a_flag_comes_back_and_is_otherwise_the_default(reopened, default):
    settings = reopened(on=True, off=False, large="TRUE", word="maybe")
    assert saved_flag(settings, "on", default) is True
    assert saved_flag(settings, "off", default) is False
    assert saved_flag(settings, "large", default) is True
    assert saved_flag(settings, "word", default) is default
    assert saved_flag(settings, "missing", default) is default


def test_a_whole_number_comes_back_and_is_otherwise_the_default(reopened):
    settings = reopened(width=640, below=-3, word="wide", fraction=0.5)
    assert saved_number(settings, "width", 7) == 640
    assert saved_number(settings, "below", 7) == -3
    for key in ("word", "fraction", "missing"):
        assert saved_number(settings, key, 7) == 7


def test_a_text_comes_back_and_is_otherwise_empty(reopened):
    settings = reopened(name="Ås, 7", pieces=["a", "b"])
    assert saved_text(settings, "name") == "Ås, 7"
    assert saved_text(settings, "pieces") == ""
    assert saved_text(settings, "missing") == ""


def test_bytes_come_back_and_are_otherwise_none(reopened):
    settings = reopened(state=QByteArray(b"\0\xff state"), word="state")
    assert saved_bytes(settings, "state") == QByteArray(b"\0\xff state")
    assert saved_bytes(settings, "word").isEmpty()
    assert saved_bytes(settings, "missing").isEmpty()
