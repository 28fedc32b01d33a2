"""The application uses the chosen theme, or follows the system."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QImage, QPalette
from PySide6.QtWidgets import QApplication, QToolButton
from pytestqt.qtbot import QtBot

from nnstudio.resources import resource_folder
from nnstudio.ui.theme import ThemeController, ThemeError, load_themes
from nnstudio.ui.theme.style import style_sheet


class System(QObject):
    colorSchemeChanged = Signal(object)  # noqa: N815  (Qt's own name)

    def __init__(self) -> None:
        super().__init__()
        self.scheme = Qt.ColorScheme.Light

    def colorScheme(self) -> Qt.ColorScheme:  # noqa: N802  (Qt's own name)
        return self.scheme

    def turn(self, scheme: Qt.ColorScheme) -> None:
        self.scheme = scheme
        self.colorSchemeChanged.emit(scheme)


@pytest.fixture
def system() -> System:
    return System()


@pytest.fixture
def controller(qtbot: QtBot, system: System) -> ThemeController:
    return ThemeController(system=system)


@pytest.fixture
def application(qapp: QApplication) -> Iterator[QApplication]:
    yield qapp
    qapp.setStyleSheet("")
    qapp.setPalette(QPalette())


def test_the_system_is_followed_until_a_theme_is_chosen(
    qtbot: QtBot, controller: ThemeController, system: System
) -> None:
    assert controller.theme.key == "light"
    with qtbot.waitSignal(controller.theme_changed) as emitted:
        system.turn(Qt.ColorScheme.Dark)
    assert emitted.args is not None
    assert emitted.args[0] is controller.theme
    assert controller.theme.key == "dark"
    controller.choose("light")
    system.turn(Qt.ColorScheme.Light)
    system.turn(Qt.ColorScheme.Dark)
    assert controller.theme.key == "light"
    controller.choose("system")
    assert controller.theme.key == "dark"


def test_a_system_without_a_colour_scheme_gets_the_light_theme(qtbot: QtBot, system: System) -> None:
    system.scheme = Qt.ColorScheme.Unknown
    assert ThemeController(system=system).theme.key == "light"


def test_choosing_the_current_theme_changes_nothing(qtbot: QtBot, controller: ThemeController) -> None:
    with qtbot.assertNotEmitted(controller.theme_changed):
        controller.choose("light")


def test_an_unknown_theme_is_refused_with_a_list_of_all_themes(controller: ThemeController) -> None:
    with pytest.raises(KeyError, match=r"sepia.*system.*light"):
        controller.choose("sepia")
    assert controller.choice == "system"


def test_a_light_system_gets_a_light_theme_of_any_name(qtbot: QtBot, system: System) -> None:
    themes = load_themes()
    controller = ThemeController({"dark": themes["dark"], "day": themes["light"]}, system)
    assert not controller.theme.is_dark


def test_the_application_follows_the_theme(controller: ThemeController, application: QApplication) -> None:
    controller.apply(application)
    assert application.palette().color(QPalette.ColorRole.Window) == controller.theme.color("window")
    controller.choose("dark")
    assert application.palette().color(QPalette.ColorRole.Window) == load_themes()["dark"].color("window")
    assert load_themes()["dark"].accent in application.styleSheet()
    assert "$" not in application.styleSheet()


def test_a_placeholder_that_no_theme_fills_is_named(tmp_path, controller: ThemeController) -> None:
    template = tmp_path / "sheet.qss"
    template.write_text("QLabel { color: $sky; }", encoding="utf-8")
    with pytest.raises(ThemeError, match="sky"):
        style_sheet(template, controller.theme, resource_folder("icons"), tmp_path)


def drawn_colors(image: QImage) -> set[str]:
    pixels = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
    return {pixel.name() for pixel in pixels if pixel.alpha() == 255}


def test_every_icon_is_drawn_in_the_requested_colour(controller: ThemeController) -> None:
    names = [file.stem for file in resource_folder("icons").glob("*.svg")]
    assert {"run", "pause", "stop", "step-batch", "step-epoch", "dice"} <= set(names)
    for name in names:
        image = controller.icon(name, "error").pixmap(96, 96).toImage()
        assert drawn_colors(image) == {controller.theme.error}, name


def test_a_missing_icon_is_refused(controller: ThemeController) -> None:
    with pytest.raises(FileNotFoundError):
        controller.icon("unicorn")


def test_icons_change_with_the_theme(qtbot: QtBot, controller: ThemeController) -> None:
    button = QToolButton()
    qtbot.addWidget(button)
    action = QAction()
    for target in (button, action):
        controller.set_icon(target, "stop")
        controller.set_icon(target, "run", "accent")
    controller.choose("dark")
    for target in (button, action):
        assert drawn_colors(target.icon().pixmap(96, 96).toImage()) == {load_themes()["dark"].accent}


def test_a_window_is_built_with_fonts_and_colours_but_without_the_style_sheet(
    controller: ThemeController, application: QApplication
) -> None:
    controller.choose("dark")
    controller.prepare(application)
    assert application.styleSheet() == ""
    assert application.palette().color(QPalette.ColorRole.Window).lightness() < 128
    font = application.font()
    controller.apply(application)
    assert "QPushButton" in application.styleSheet()
    assert application.font() == font
