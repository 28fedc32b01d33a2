"""What is seen can be saved as a picture or a table, and copied."""

import re

import pytest
from PySide6.QtGui import QColor, QContextMenuEvent, QGuiApplication, QImage
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QFileDialog, QGraphicsView, QMessageBox

from nnstudio.runs.quantities import LOSS
from nnstudio.runs.tables import Table
from nnstudio.ui.export.exporter import Exporter
from nnstudio.ui.plots.curve_plot import CurvePlot
from nnstudio.ui.views import VIEWS
from tests.ui.test_readout import history  # noqa: F401
from tests.ui.window import show_in_window

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def plot(qtbot, themes, history):  # noqa: F811
    plot = CurvePlot(LOSS, themes.theme)
    plot.window_of_its_own = show_in_window(qtbot, plot, 320, 300)
    plot.set_history(history)
    plot.draw_if_changed()
    plot.show_reading(plot.reading_at(1.0))
    return plot


@pytest.fixture
def exporter(plot):
    return Exporter(plot, "Loss", {"numbers": lambda: Table(("x", "y"), [(1, 2.5)])})


def colors_of(image):
    return {image.pixel(x, y) for x in range(image.width()) for y in range(image.height())}


def test_a_png_shows_the_curves_at_twice_the_size_of_the_screen(exporter, tmp_path, themes):
    exporter.save(tmp_path / "loss.png", "PNG picture (*.png)")
    image = QImage(str(tmp_path / "loss.png"))
    assert (image.width(), image.height()) == (640, 600)
    assert QColor(themes.theme.batch).rgb() in colors_of(image)


def test_an_svg_has_lines_and_text_and_no_pixels_of_the_curves(exporter, tmp_path, themes):
    exporter.save(tmp_path / "loss.svg", "SVG picture, for print (*.svg)")
    text = (tmp_path / "loss.svg").read_text(encoding="utf-8")
    assert QSvgRenderer(str(tmp_path / "loss.svg")).isValid()
    assert "<text" in text
    assert "validation" in text
    assert themes.theme.batch in text
    assert "clip-path" in text
    assert "<image" not in text


def test_a_pdf_is_one_page_of_the_size_of_the_plot_without_pixels(exporter, tmp_path):
    exporter.save(tmp_path / "loss.pdf", "PDF page, for print (*.pdf)")
    content = (tmp_path / "loss.pdf").read_bytes()
    assert content.startswith(b"%PDF")
    (box,) = re.findall(rb"/MediaBox \[([^\]]*)\]", content)
    assert [float(number) for number in box.split()] == [0, 0, 240, 225]  # three quarters of a point for each pixel
    assert b"/Subtype /Image" not in content
    assert b"/Font" in content


def test_a_table_is_saved_with_named_columns(exporter, tmp_path):
    exporter.save(tmp_path / "loss.csv", "Numbers (*.csv)")
    assert (tmp_path / "loss.csv").read_text(encoding="utf-8") == "x,y\n1,2.5\n"


def test_a_picture_and_a_table_are_copied(exporter):
    exporter.copy_picture()
    assert not QGuiApplication.clipboard().image().isNull()
    exporter.copy_table("numbers")
    assert QGuiApplication.clipboard().text() == "x\ty\n1\t2.5\n"


@pytest.mark.parametrize("kind", ["PNG picture (*.png)", "Numbers (*.csv)"])
def test_a_file_that_cannot_be_written_is_named_with_the_reason(exporter, plot, tmp_path, kind):
    exporter.save(tmp_path / "nowhere" / "loss", kind)
    (box,) = plot.window().findChildren(QMessageBox)
    assert f"loss{kind[-5:-1]} was not saved" in box.text()
    assert str(tmp_path / "nowhere") in box.informativeText()
    assert "No such file" in box.informativeText()
    box.close()


@pytest.mark.parametrize(
    ("typed", "kind", "saved"),
    [
        ("x.csv", "PNG picture (*.png)", "x.csv"),
        ("x.PNG", "Numbers (*.csv)", "x.PNG"),
        ("x.svg", "PNG picture (*.png)", "x.svg"),
        ("x.pdf", "PNG picture (*.png)", "x.pdf"),
        ("x", "Numbers (*.csv)", "x.csv"),
        ("run.v2", "PNG picture (*.png)", "run.v2.png"),
    ],
)
def test_the_typed_suffix_decides_and_a_missing_one_is_added(exporter, tmp_path, typed, kind, saved):
    exporter.save(tmp_path / typed, kind)
    content = (tmp_path / saved).read_bytes()
    beginnings = {".csv": b"x,y", ".png": b"\x89PNG", ".svg": b"<?xml", ".pdf": b"%PDF"}
    assert content.startswith(beginnings[(tmp_path / saved).suffix.lower()])


def test_a_file_that_the_dialog_did_not_ask_about_is_not_replaced(exporter, plot, tmp_path):
    (tmp_path / "run.v2.png").write_text("precious")
    exporter.save(tmp_path / "run.v2", "PNG picture (*.png)")
    (box,) = plot.window().findChildren(QMessageBox)
    assert "run.v2.png was not saved" in box.text()
    assert (tmp_path / "run.v2.png").read_text() == "precious"
    box.close()


def test_the_status_bar_says_where_a_file_was_saved(window, tmp_path):
    window.exports.current.save(tmp_path / "live.png", "PNG picture (*.png)")
    assert window.status_bar.currentMessage() == f"Saved as {tmp_path / 'live.png'}"


def test_the_dialog_offers_every_kind_and_saves_the_chosen_one(exporter, plot, tmp_path):
    exporter.ask()
    (dialog,) = plot.window().findChildren(QFileDialog)
    assert dialog.nameFilters() == exporter.filters
    dialog.selectNameFilter("Numbers (*.csv)")
    dialog.fileSelected.emit(str(tmp_path / "chosen.csv"))
    assert (tmp_path / "chosen.csv").exists()
    dialog.close()


def test_every_view_can_be_exported(window):
    for index, view in enumerate(VIEWS):
        window.views.setCurrentIndex(index)
        window.exports.ask()
        (dialog,) = window.findChildren(QFileDialog)
        assert view.title in dialog.windowTitle()
        dialog.setParent(None)
        dialog.close()


def test_a_right_click_on_a_plot_offers_its_export(exporter, plot, qtbot):
    viewport = plot.findChild(QGraphicsView).viewport()
    middle = viewport.rect().center()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, middle, viewport.mapToGlobal(middle))
    QApplication.sendEvent(viewport, event)
    assert exporter.menu.isVisible()
    texts = [action.text().replace("&", "") for action in exporter.menu.actions()]
    assert texts == ["Export…", "Copy picture", "Copy numbers"]
    exporter.menu.close()
