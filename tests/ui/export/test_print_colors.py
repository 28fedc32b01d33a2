"""Pictures in light colours for print, from a dark window that stays dark."""

import re

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QColor, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QWidget

from nnstudio.session.state import State
from nnstudio.ui.export.exporter import Exporter
from nnstudio.ui.plots.live_view import LiveView
from nnstudio.ui.theme import load_themes
from nnstudio.ui.views import VIEWS

pytestmark = [pytest.mark.qt_log_ignore("This plugin does not support"), pytest.mark.usefixtures("styled")]
LIGHT, DARK = (load_themes()[key] for key in ("light", "dark"))


@pytest.fixture
def dark(window, themes, wait_until):
    """A dark window after a run."""
    themes.choose("dark")
    window.run_actions.run.trigger()
    wait_until(lambda: window.session.state is State.FINISHED)
    return window


def exporter_of(window, name):
    (found,) = [each for each in window.findChildren(Exporter) if each.name == name]
    return found


def color_at_corner(image):
    return QColor(image.pixel(1, 1)).name()


def colors_of(image):
    """Return the colours of all pixels."""
    pixels = np.frombuffer(image.convertToFormat(QImage.Format.Format_RGB32).constBits(), np.uint32)
    return {f"#{pixel & 0xFFFFFF:06x}" for pixel in np.unique(pixels)}


def saved(exporter, path):
    exporter.save(path, "PNG picture (*.png)")
    return QImage(str(path))


def test_pictures_have_the_colours_of_the_window_until_others_are_wanted(dark, tmp_path):
    assert color_at_corner(saved(dark.exports.current, tmp_path / "a.png")) == DARK.window


def test_every_kind_of_picture_is_light_if_wanted(dark, tmp_path):
    exporter, suffixes = exporter_of(dark, "Loss"), ("png", "svg", "pdf")
    for name in ("dark", "light"):
        for suffix in suffixes:
            exporter.save(tmp_path / f"{name}.{suffix}", "")
        dark.print_colors.action.trigger()
    for suffix in suffixes:
        assert (tmp_path / f"dark.{suffix}").read_bytes() != (tmp_path / f"light.{suffix}").read_bytes(), suffix
    drawing = (tmp_path / "light.svg").read_text()
    assert LIGHT.batch in drawing
    assert not re.search(f"{DARK.batch}|{DARK.plot_background}|{DARK.text}", drawing)


def test_copied_pictures_are_light_too(dark):
    dark.print_colors.action.trigger()
    dark.exports.copy_picture()
    assert color_at_corner(QGuiApplication.clipboard().image()) == LIGHT.window


def test_a_light_picture_of_every_view_is_that_of_a_light_window(dark, wait_until, tmp_path):
    dark.print_colors.action.trigger()
    for index, view in enumerate(VIEWS):
        dark.views.setCurrentIndex(index)
        wait_until(lambda: dark.exports.current.is_shown)
        colors = colors_of(saved(dark.exports.current, tmp_path / "view.png"))
        assert not colors & {DARK.window, DARK.panel, DARK.raised, DARK.plot_background}, view.title
        assert LIGHT.window in colors, view.title


class _Paints(QObject):
    """Counts how often a widget was painted."""

    count = 0

    def eventFilter(self, _watched, event):  # noqa: N802 Qt's name
        self.count += event.type() == QEvent.Type.Paint
        return False


class _Styles(QObject):
    """Collects the widgets whose style was changed."""

    def __init__(self, changed):
        super().__init__()
        self._changed = changed

    def eventFilter(self, watched, event):  # noqa: N802 Qt's name
        if event.type() == QEvent.Type.StyleChange:
            self._changed.append(watched)
        return False


def test_the_window_keeps_its_theme_and_is_never_painted_light(dark, themes, tmp_path, qtbot):
    dark.print_colors.action.trigger()
    changes = []
    themes.theme_changed.connect(lambda theme: changes.append(theme.key))
    paints = _Paints()
    dark.pad.installEventFilter(paints)  # a part of the window that is not exported
    saved(exporter_of(dark, "Loss"), tmp_path / "loss.png")
    assert paints.count == 0
    assert changes == ["light", "dark"]
    assert (themes.theme.key, themes.choice) == ("dark", "dark")
    dark.pad.removeEventFilter(paints)
    QApplication.processEvents()
    colors = colors_of(dark.grab().toImage())
    assert not colors & {LIGHT.window, LIGHT.panel, LIGHT.raised}
    assert {DARK.window, DARK.panel, DARK.plot_background} <= colors


def test_the_theme_comes_back_when_a_file_cannot_be_written(dark, themes, tmp_path):
    dark.print_colors.action.trigger()
    with pytest.raises(OSError, match="No such file"):
        exporter_of(dark, "Loss").save_picture(tmp_path / "nowhere" / "loss.png")
    assert themes.theme.key == "dark"


def test_only_what_is_exported_gets_another_style_sheet(dark, qapp, tmp_path):
    """To change that of the application would block the window for a second or two."""
    dark.print_colors.action.trigger()
    exporter, application_sheet = exporter_of(dark, "Loss"), qapp.styleSheet()
    changed = []
    watch = _Styles(changed)
    qapp.installEventFilter(watch)
    exporter.save_picture(tmp_path / "loss.png")
    qapp.removeEventFilter(watch)
    assert qapp.styleSheet() == application_sheet
    assert 0 < len(changed) < 100, f"of {len(dark.findChildren(QWidget))} widgets"


def test_a_light_window_does_not_change_at_all(window, themes, tmp_path):
    window.print_colors.action.trigger()
    changes = []
    themes.theme_changed.connect(changes.append)
    assert color_at_corner(saved(window.exports.current, tmp_path / "a.png")) == LIGHT.window
    assert changes == []


def test_the_wish_is_remembered(window, ui_settings):
    window.print_colors.action.trigger()
    window.print_colors.save(ui_settings)
    window.print_colors.action.setChecked(False)
    window.print_colors.restore(ui_settings)
    assert window.print_colors.action.isChecked()


def test_the_menu_of_a_plot_offers_it_once(window):
    menu = exporter_of(window, "Loss").menu
    for _ in range(2):
        menu.aboutToShow.emit()
    texts = [action.text().replace("&", "") for action in menu.actions()]
    assert texts.count("Light colours for print") == 1


def test_every_plot_of_a_view_can_be_exported_and_copied_by_keyboard(dark):
    live = dark.view(LiveView)
    for label in ("Gradient norm", "Over time"):
        live.choice.actions_by_label[label].setChecked(True)
    dark.exports.parts.aboutToShow.emit()
    parts = {action.text().replace("&", ""): action.menu() for action in dark.exports.parts.actions()}
    assert set(parts) == {"Loss", "Accuracy", "Weights", "Gradient norm", "Over time"}
    for menu in parts.values():
        texts = [action.text().replace("&", "") for action in menu.actions()]
        assert texts[:2] == ["Export…", "Copy picture"]
        assert "Copy numbers of every batch" in texts
    QGuiApplication.clipboard().clear()
    next(each for each in parts["Gradient norm"].actions() if "Copy picture" in each.text().replace("&", "")).trigger()
    assert not QGuiApplication.clipboard().image().isNull()


def test_a_view_without_parts_says_so(window):
    window.views.setCurrentIndex([view.title for view in VIEWS].index("Drawing"))
    window.exports.parts.aboutToShow.emit()
    (action,) = window.exports.parts.actions()
    assert not action.isEnabled()
    assert "as a whole" in action.text().replace("&", "")
