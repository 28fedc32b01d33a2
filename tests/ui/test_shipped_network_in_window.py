"""The window before the first run, with the network that came with NN Studio."""

import os
import subprocess
import sys
import textwrap

import pytest
from PySide6.QtCore import Qt

from nnstudio.session.shipped_network import shipped_network
from nnstudio.session.state import State
from nnstudio.ui.drawing.drawing_view import DrawingView
from nnstudio.ui.my_digits.fine_tune_bar import SHIPPED
from nnstudio.ui.my_digits.my_digits_view import MyDigitsView
from nnstudio.ui.plots.live_view import LiveView
from nnstudio.ui.why.why_view import WhyView
from tests.ui.window import draw_one


@pytest.fixture
def fresh(window):
    """The window as it is after the first start, with a one on the pad."""
    window.session.begin_with(shipped_network())
    draw_one(window)
    return window


def show(window, view):
    window.views.setCurrentWidget(window.view(view))
    return window.view(view)


def test_the_pad_reads_at_once_and_says_who_reads(fresh):
    assert fresh.models.reader.prediction.best == 1
    assert "1" in fresh.pad.text
    assert fresh.pad.source == "Read by the network that came with NN Studio"


def test_the_caption_follows_the_network_of_the_run(fresh, wait_until):
    fresh.run_actions.run.trigger()
    wait_until(lambda: fresh.session.state is State.FINISHED)
    wait_until(lambda: fresh.pad.source == "Read by this run, epoch 2")


def test_the_why_view_explains_it_with_units_and_neighbours(fresh, wait_until):
    why = show(fresh, WhyView)
    wait_until(lambda: why.explanation is not None)
    assert why.explanation.units
    assert why.explanation.neighbours
    assert why.explanation.pixels.any()


def test_the_drawing_view_predicts_with_it(fresh, wait_until):
    steps = show(fresh, DrawingView).steps
    wait_until(lambda: steps.pictures["pixels"].picture.any())
    assert fresh.models.reader.predict(fresh.models.reader.drawing.render()).best == 1


def test_its_weights_have_histograms(fresh):
    weights = show(fresh, LiveView).weights
    assert weights.count == 4


def test_my_digits_are_read_by_it_but_it_is_not_fine_tuned(fresh, wait_until):
    fresh.pad.labels.keep(1)
    view = show(fresh, MyDigitsView)
    wait_until(lambda: view.gallery.rowCount() == 1)
    assert view.gallery.item(0, 0).data(Qt.ItemDataRole.UserRole).predicted == 1
    assert not view.fine_tuning.start.isEnabled()
    assert view.fine_tuning.text == view.fine_tuning.start.toolTip() == SHIPPED


def test_without_a_network_the_pad_says_so(window):
    draw_one(window)
    assert "No network yet" in window.pad.text
    assert window.pad.source == ""


def test_a_window_that_is_opened_for_the_first_time_begins_with_it(tmp_path):
    code = f"""
        from pathlib import Path
        from PySide6.QtCore import QTimer
        from nnstudio import app
        from nnstudio.data.folders import DataFolders

        def show_window(*folders):
            window = shown(*folders)
            def look():
                if window.models.reader.has_network:
                    print(window.models.reader.origin)
                    window.close()
                else:
                    QTimer.singleShot(10, look)
            look()
            return window

        if __name__ == "__main__":
            shown, app.show_window = app.show_window, show_window
            folder = Path({str(tmp_path)!r})
            app.open_window(DataFolders(folder / "data", folder / "cache"), folder / "runs")
    """
    script = tmp_path / "first_start.py"
    script.write_text(textwrap.dedent(code), encoding="utf-8")
    empty = {name: str(tmp_path) for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME")}
    started = subprocess.run(
        [sys.executable, str(script)], env=os.environ | empty, capture_output=True, text=True, timeout=120, check=True
    )
    assert started.stdout.strip() == "the network that came with NN Studio"
