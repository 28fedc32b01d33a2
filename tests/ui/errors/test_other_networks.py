"""The Errors view with other classes, other sizes of pictures, and with parts alone."""

import numpy as np
import pytest
from PySide6.QtGui import QColor

from nnstudio.data.folders import DataFolders
from nnstudio.data.imported import Imported
from nnstudio.engine.confusion import Confusion
from nnstudio.session.state import State
from nnstudio.ui.errors.confusion_model import ConfusionModel, Shown
from nnstudio.ui.errors.confusion_table import ConfusionTable
from nnstudio.ui.errors.errors_view import ErrorsView
from nnstudio.ui.theme import load_themes, readable_on, sequential_map
from tests.imported_shapes import keep_pictures
from tests.ui.window import show_in_window


@pytest.fixture
def folders(tmp_path):
    """Data folders with digits of 8 by 6 pixels."""
    folders = DataFolders(tmp_path / "data", tmp_path / "cache")
    keep_pictures(folders, (8, 6))
    return folders


def test_pictures_of_another_size_are_judged_and_go_on_the_pad(window, wait_until):
    view = window.view(ErrorsView)
    window.views.setCurrentWidget(view)
    window.workspace.set("data.dataset", Imported("small"))
    window.run_actions.run.trigger()
    wait_until(lambda: window.session.state is State.FINISHED)
    wait_until(lambda: view.judged is not None and view.judged.network is window.session.active_network)
    view.matrix.choose(None, None)
    item = view.pictures.items[0]
    assert item.picture.shape == (8, 6)
    view.pictures.activated.emit(view.pictures.model().index(0, 0))
    assert window.pad.canvas.has_ink
    assert window.models.reader.prediction.picture.shape == (8, 6)
    assert not view.grab().isNull()


@pytest.mark.parametrize("classes", [2, 26, 300])
def test_any_number_of_classes_fits(qtbot, themes, classes):
    names = tuple(f"a class with the long name {number}" for number in range(classes))
    labels = np.arange(classes)
    table = ConfusionTable(themes.theme)
    window = show_in_window(qtbot, table, 400, 400)
    table.show_confusion(Confusion.of(labels, (labels + 1) % classes, classes), names)
    assert table.model().rowCount() == table.model().columnCount() == classes + 1
    assert table.height() <= 400
    table.choose(classes - 1, 0)
    assert table.model().index(classes - 1, 0).data() == "1"
    assert not window.grab().isNull()


def test_other_classes_leave_no_cell_of_the_former_ones(qtbot, themes):
    table = ConfusionTable(themes.theme)
    window = show_in_window(qtbot, table, 400, 300)
    table.show_confusion(Confusion(np.eye(3, dtype=np.int64)), tuple("abc"))
    table.choose(2, 2)
    table.show_confusion(Confusion(np.eye(2, dtype=np.int64)), tuple("xy"))
    assert not table.currentIndex().isValid()
    assert window.isVisible()


def test_a_share_that_is_hardly_any_is_not_called_none():
    model = ConfusionModel()
    model.show_confusion(Confusion(np.array([[9999, 1], [0, 5]])), ("a", "b"))
    model.show_as(Shown.OF_ACTUAL)
    assert [model.index(0, 1).data(), model.index(1, 0).data()] == ["<0.1", ""]


def test_the_table_to_export_has_a_row_for_each_actual_class():
    model = ConfusionModel()
    model.show_confusion(Confusion(np.array([[3, 1], [0, 5]])), ("a", "b"))
    assert model.table().tab_separated() == "actual\tpredicted a\tpredicted b\na\t3\t1\nb\t0\t5\n"


@pytest.mark.parametrize("theme", load_themes().values(), ids=lambda theme: theme.key)
def test_the_text_of_a_cell_is_readable_on_every_colour_of_the_scale(theme):
    for color in sequential_map(theme):
        background = QColor(*(int(channel) for channel in color))
        assert contrast(readable_on(background), background) >= 4.5


def contrast(one, other):
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(color):
    channels = np.array([color.redF(), color.greenF(), color.blueF()])
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])
