"""Importing the pictures that can be read, where some cannot."""

import threading

import numpy as np
import pytest

from nnstudio.data.dataset import Progress
from nnstudio.data.imported import imported_names
from nnstudio.data.importing.found import Found, Labelled, UnreadablePicturesError
from nnstudio.session.picture_import import ImportFailed
from tests.session.picture_import.conftest import TIMEOUT, broken, ends


@pytest.fixture
def unreadable(pictures):
    """The error of an import of which six pictures can be read."""
    readable = Found(Labelled(np.eye(28, dtype=np.uint8)[None].repeat(6, 0) * 255, ["a", "b"] * 3), None)
    return UnreadablePicturesError(pictures, "18 pictures cannot be read", readable)


def test_pictures_that_cannot_be_read_are_named_and_the_others_can_be_imported(
    qtbot, importer, user, unreadable, reported
):
    with qtbot.waitSignal(importer.failed, timeout=TIMEOUT) as failed:
        importer.start(broken(unreadable))
    assert failed.args == [ImportFailed(str(unreadable), "", unreadable)]
    with qtbot.waitSignal(importer.imported, timeout=TIMEOUT) as done:
        importer.start_readable(failed.args[0].unreadable)
        assert importer.is_busy
    assert done.args[0].class_names == ("a", "b")
    assert imported_names(user) == ("mine",)
    assert ends(reported) == ["failed", "imported"]


def test_the_pictures_that_can_be_read_are_not_imported_while_another_import_is_in_progress(
    qtbot, importer, user, waiting, unreadable, reported
):
    importer.start(waiting)
    importer.start_readable(unreadable)
    with qtbot.waitSignal(importer.imported, timeout=TIMEOUT) as done:
        waiting.released.set()
    assert done.args[0].class_names == ("0", "1", "2")
    assert ends(reported) == ["imported"]
    assert imported_names(user) == ("mine",)


def test_an_import_that_is_cancelled_after_another_was_kept_is_not_reported_as_kept(
    qtbot, importer, pictures, unreadable, reported, monkeypatch
):
    with qtbot.waitSignal(importer.imported, timeout=TIMEOUT):
        importer.start(pictures)
    importing = threading.Event()

    def endless(_error, _folders):
        while True:
            importing.set()
            yield Progress("Reading", 0, 1)

    monkeypatch.setattr("nnstudio.session.picture_import.import_readable", endless)
    importer.start_readable(unreadable)
    assert importing.wait(TIMEOUT / 1000)
    with qtbot.waitSignal(importer.cancelled, timeout=TIMEOUT):
        importer.cancel()
    assert ends(reported) == ["imported", "cancelled"]
