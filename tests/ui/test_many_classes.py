"""The window with more than ten classes."""

import numpy as np
import pytest

from nnstudio.data.dataset import Dataset
from nnstudio.data.folders import DataFolders
from nnstudio.data.imported import Imported, imported_file, keep
from nnstudio.session.state import State
from nnstudio.ui.drawing.drawing_view import DrawingView
from nnstudio.ui.pad.probability_bars import MAX_ROW, MAX_ROWS, MIN_ROW, ProbabilityBars
from nnstudio.ui.plots.live_view import LiveView
from tests.cli.test_import_dataset import patterns
from tests.ui.window import draw_one

LETTERS = tuple("ABCDEFGHIJKLMNOPQRSTUVWXYZ")


@pytest.fixture
def folders(tmp_path):
    """Data folders with 26 classes of pictures, imported as letters."""
    folders = DataFolders(tmp_path / "data", tmp_path / "cache")
    pictures, labels = patterns(len(LETTERS), 26 * 20)
    parts = (pictures.reshape(len(labels), -1), labels.astype(np.uint8))
    keep(Dataset(*parts, *(part[:52] for part in parts), LETTERS), imported_file(folders, "letters"))
    return folders


def test_letters_are_learned_and_predicted_in_the_window(window, wait_until):
    window.workspace.set("data.dataset", Imported("letters"))
    assert window.settings_panel.summary.shape.endswith("→ 26")
    draw_one(window)
    window.run_actions.run.trigger()
    wait_until(lambda: window.session.state is State.FINISHED)
    window.view(DrawingView).refusal.significance.slider.setValue(0)  # a drawn 1 looks like none of these letters
    shown = window.pad.bars.shown
    assert len(shown) == MAX_ROWS
    likeliest = np.argsort(window.models.reader.prediction.probabilities)[::-1][:MAX_ROWS]
    assert shown == likeliest.tolist()
    assert window.pad.text == f"It reads {LETTERS[shown[0]]}"
    assert MAX_ROWS * MIN_ROW <= window.pad.bars.height() <= MAX_ROWS * MAX_ROW


@pytest.mark.parametrize("classes", [2, 10, 11, 300])
def test_at_most_ten_bars_are_shown_including_the_best(qtbot, themes, classes):
    bars = ProbabilityBars(themes.theme)
    qtbot.addWidget(bars)
    bars.set_class_names([f"class number {number} with a long name" for number in range(classes)])
    bars.resize(260, MAX_ROW * MAX_ROWS)
    assert bars.height() == MAX_ROW * min(classes, MAX_ROWS)
    assert not bars.grab().isNull()
    probabilities = np.full(classes, 0.1 / classes, np.float32)
    probabilities[classes // 2] = 0.9
    bars.show_probabilities(probabilities)
    assert classes // 2 in bars.shown
    assert f"class number {classes // 2} with" in bars.accessibleDescription()
    assert not bars.grab().isNull()


def test_the_guessing_line_depends_on_the_number_of_classes(window):
    for curve, expected in ((window.view(LiveView).loss, np.log(300)), (window.view(LiveView).accuracy, 1 / 300)):
        curve.set_history(window.session.history, 300)
        assert curve.guessing == pytest.approx(expected)
    window.view(LiveView).loss.draw_if_changed()
    assert window.view(LiveView).loss.limits[1][1] > np.log(300)
