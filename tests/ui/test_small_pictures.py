"""The window on pictures of another size than the pad draws."""

import numpy as np
import pytest
from PySide6.QtGui import QColor

from nnstudio.data.folders import DataFolders
from nnstudio.data.imported import Imported
from nnstudio.session.state import State
from nnstudio.ui.data.data_view import DataView
from nnstudio.ui.data.sample_grid import SIDE, SampleGrid
from nnstudio.ui.why.why_view import WhyView
from tests.imported_shapes import keep_pictures
from tests.ui.window import draw_one


@pytest.fixture
def folders(tmp_path):
    """Data folders with digits of 8 by 6 pixels."""
    folders = DataFolders(tmp_path / "data", tmp_path / "cache")
    keep_pictures(folders, (8, 6))
    return folders


@pytest.fixture
def trained(window, wait_until):
    """The window after a run on them, with a one on the pad."""
    window.workspace.set("data.dataset", Imported("small"))
    window.workspace.set("data.augmentation.shift", 1.0)
    draw_one(window)
    window.run_actions.run.trigger()
    wait_until(lambda: window.session.state is State.FINISHED)
    return window


def test_the_summary_counts_the_pixels_of_the_data_set_that_is_chosen(window):
    assert window.settings_panel.summary.shape.startswith("784 →")
    window.workspace.set("data.dataset", Imported("small"))
    assert window.settings_panel.summary.shape.startswith("48 →")


def test_a_drawing_is_read_and_explained_in_the_size_of_their_pictures(trained, wait_until):
    why = trained.view(WhyView)
    trained.views.setCurrentWidget(why)
    assert trained.models.reader.prediction.picture.shape == (8, 6)
    wait_until(lambda: why.explanation is not None and why.explanation.prediction is trained.models.reader.prediction)
    assert why.explanation.pixels.shape == why.explanation.occlusion.shape == (8, 6)
    assert len(why.explanation.neighbours) > 0
    assert not why.grab().isNull()


def test_the_data_view_shows_them_with_and_without_distortions(trained, wait_until):
    data = trained.view(DataView)
    trained.views.setCurrentWidget(data)
    wait_until(lambda: data.shows_pictures)
    assert data.pictures.loaded.splits.training.shape == (8, 6)
    assert set(data.pictures.grid.names) <= set("0123456789")
    assert not data.grab().isNull()


@pytest.mark.parametrize(("shape", "drawn"), [((8, 8), (56, 56)), ((28, 28), (56, 56)), ((7, 14), (28, 56))])
def test_a_sample_is_drawn_as_large_as_fits_with_its_aspect_kept(qtbot, themes, shape, drawn):
    grid = SampleGrid(themes.theme)
    qtbot.addWidget(grid)
    grid.resize(300, 200)
    grid.show_samples(np.full((1, *shape), 255, np.uint8), ("one",))
    image = grid.grab().toImage()
    white = QColor(255, 255, 255)
    is_white = np.array([[image.pixelColor(x, y) == white for x in range(SIDE)] for y in range(SIDE)])
    assert (np.ptp(np.flatnonzero(is_white.any(axis=1))) + 1, np.ptp(np.flatnonzero(is_white.any(axis=0))) + 1) == drawn
