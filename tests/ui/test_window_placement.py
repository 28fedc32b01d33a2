"""The window fits the screen with its frame, and says in its title what it shows."""

import re

import pytest
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QApplication

from nnstudio.app import create_application
from nnstudio.session.state import State
from nnstudio.ui.window_placement import FRAME_DELAY, fitted

SMALL_SCREEN = QRect(0, 0, 1366, 768)


@pytest.mark.parametrize(
    ("frame", "expected"),
    [
        (QRect(43, 2, 1280, 808), QRect(43, 0, 1280, 768)),
        (QRect(100, 40, 1288, 760), QRect(78, 8, 1288, 760)),
        (QRect(-20, -30, 1024, 700), QRect(0, 0, 1024, 700)),
        (QRect(10, 10, 1024, 700), QRect(10, 10, 1024, 700)),
    ],
    ids=["too high", "too far right", "beyond the corner", "already inside"],
)
def test_a_frame_is_moved_and_cut_to_the_screen(frame, expected):
    assert fitted(frame, SMALL_SCREEN) == expected


def test_a_new_window_leaves_room_for_its_frame(window):
    available = window.screen().availableSize()
    window.resize(4000, 4000)
    window.placement.fit()
    assert window.frameGeometry().height() <= available.height()
    assert window.frameGeometry().width() <= available.width()


def test_a_size_that_was_chosen_before_the_window_is_shown_stays(window, qtbot):
    qtbot.wait(2 * FRAME_DELAY)
    assert window.width() == 1280


def test_the_program_and_its_windows_have_an_icon(window):
    create_application()
    assert not QApplication.windowIcon().isNull()
    assert not window.windowIcon().isNull()


def test_the_title_names_the_data_the_network_and_the_epoch(window, wait_until):
    assert window.windowTitle() == "NN Studio"
    window.run_actions.run.trigger()
    wait_until(lambda: window.session.state is State.FINISHED)
    assert window.windowTitle() == "MNIST 16 · epoch 2 of 2 – NN Studio"


@pytest.mark.usefixtures("run_endlessly")
def test_the_title_of_an_endless_run_has_no_last_epoch(window):
    assert re.fullmatch(r"MNIST 16 · epoch \d+ – NN Studio", window.windowTitle())
