import sys

import pytest

from nnstudio.cli.system_libraries import (
    DRAWING,
    SCREEN,
    how_to_install,
    missing_packages,
    needed_libraries,
    no_display,
)

linux_only = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the packages are those of Linux")


@linux_only
def test_a_library_that_cannot_be_loaded_is_named_by_its_package():
    libraries = {"libthisisnowhere.so.9": "libthisisnowhere9", "libc.so.6": "libc6"}
    assert missing_packages(libraries) == ["libthisisnowhere9"]


def test_the_text_is_a_command_that_can_be_typed():
    assert "sudo apt-get install libegl1 libgl1" in how_to_install(["libegl1", "libgl1"])


def test_a_screen_needs_more_than_drawing_alone(monkeypatch):
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    assert needed_libraries() == DRAWING
    monkeypatch.setenv("QT_QPA_PLATFORM", "xcb")
    assert needed_libraries() == DRAWING | SCREEN


@linux_only
def test_without_display_variables_there_is_no_display(monkeypatch):
    for name in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    assert "DISPLAY" in no_display()
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    assert no_display() is None
