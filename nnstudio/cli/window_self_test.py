"""``nnstudio self-test``: train, draw a digit and predict it, in the real window."""

import argparse
import sys
import tempfile
import traceback
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PySide6.QtCore import QElapsedTimer, QPoint, QSettings, Qt
from PySide6.QtTest import QTest

from nnstudio.app import build_window, create_application
from nnstudio.cli.exit_codes import ExitCode
from nnstudio.data.built_in_handwriting import BuiltInHandwriting
from nnstudio.data.folders import DataFolders
from nnstudio.ink.recipe import Stroke
from nnstudio.ink.stroke_template import built_in_templates
from nnstudio.session.state import State
from nnstudio.spec.errors import Problem, SettingError
from nnstudio.spec.paths import replace
from nnstudio.spec.setting import suggestion
from nnstudio.ui.main_window import MainWindow
from nnstudio.ui.pad.canvas import Canvas
from nnstudio.ui.theme import ThemeController
from nnstudio.ui.views import VIEWS

TRAINING_SECONDS = 4
VIEW_SECONDS = 1
LONGEST_SECONDS = 120
EPOCHS = 100


class SelfTestFailed(RuntimeError):  # noqa: N818 a fact about the test
    """Raised when the program does not do what it should."""


def self_test(arguments: argparse.Namespace, folders: DataFolders) -> ExitCode:
    """Train, draw a digit and predict it; return whether the prediction was correct."""
    width, height = _size(arguments.size)
    view = _view(arguments.view)
    themes = ThemeController()
    themes.choose(arguments.theme)
    themes.apply(create_application())
    with tempfile.TemporaryDirectory(prefix="nnstudio-self-test-") as folder:
        ui_settings = QSettings(str(Path(folder) / "ui.ini"), QSettings.Format.IniFormat)
        window = build_window(folders, Path(folder) / "runs", themes, ui_settings)
        window.resize(width, height)
        window.show()
        faults: list[str] = []
        sys.excepthook = lambda *fault: faults.append("".join(traceback.format_exception(*fault)))
        try:
            code = _test(window, int(arguments.digit), view, arguments.screenshot)
            if faults:
                raise SelfTestFailed(f"{len(faults)} faults in the window, the first one:\n{faults[0]}")
            return code
        except SelfTestFailed as failure:
            print(f"nnstudio self-test: {failure}", file=sys.stderr)
            return ExitCode.FAILED
        finally:
            window.close()
            sys.excepthook = sys.__excepthook__


def _test(window: MainWindow, digit: int, view: int, screenshot: str | None) -> ExitCode:
    settings = replace(window.workspace.settings, "data.dataset", BuiltInHandwriting())
    window.workspace.replace_all(replace(settings, "training.epochs", EPOCHS))
    window.run_actions.run.trigger()
    _wait(window, lambda: window.session.state is State.RUNNING, "training did not begin")
    # The network predicts while it learns: the digit is drawn and predicted before training has ended.
    QTest.qWait(1000 * TRAINING_SECONDS)
    draw_digit(window.pad.canvas, digit)
    step = _step(window)
    _wait(window, lambda: _has_newer_prediction(window, step), "no newer network came")
    prediction = window.models.reader.prediction
    if prediction is None:
        raise SelfTestFailed("there is no prediction for the drawing")
    window.views.setCurrentIndex(view)
    QTest.qWait(1000 * VIEW_SECONDS)  # let the view load what it shows
    if screenshot and not window.grab().save(screenshot):
        raise SelfTestFailed(f"{screenshot}: the picture cannot be written there; name a writable PNG file")
    window.run_actions.stop.trigger()
    _wait(window, lambda: not window.session.is_active, "training did not stop")
    probability = float(prediction.probabilities[prediction.best])
    batches = window.session.history.step
    print(f"drew {digit}, predicted {prediction.best} ({probability:.1%} sure) after {batches} batches")
    return ExitCode.SUCCESS if prediction.best == digit else ExitCode.FAILED


def _has_newer_prediction(window: MainWindow, step: int) -> bool:
    return window.models.reader.prediction is not None and _step(window) > step


def _step(window: MainWindow) -> int:
    active = window.session.active_network
    return active.step or 0 if active else 0


def _wait(window: MainWindow, is_reached: Callable[[], bool], complaint: str) -> None:
    """Process events until ``is_reached``; raise `SelfTestFailed` if training fails or it takes too long."""
    clock = QElapsedTimer()
    clock.start()
    while not is_reached():
        if window.session.state is State.FAILED:
            raise SelfTestFailed(window.banner.text)
        if clock.elapsed() > 1000 * LONGEST_SECONDS:
            raise SelfTestFailed(f"{complaint} within {LONGEST_SECONDS} s")
        QTest.qWait(10)


def _strokes(digit: int) -> list[Stroke]:
    """Return the most common way to write ``digit``, in a box about 100 high."""
    template = max((each for each in built_in_templates() if each.digit == digit), key=lambda each: each.frequency)
    samples = template.smooth @ template.control
    is_drawn = (template.arc >= 0) & (template.arc <= template.length)
    return [samples[is_drawn & (template.stroke == number)] for number in np.unique(template.stroke)]


def draw_digit(canvas: Canvas, digit: int) -> None:
    """Draw ``digit`` with mouse events, in the middle half of the pad."""
    strokes = _strokes(digit)
    points = np.concatenate(strokes)
    low, high = points.min(axis=0), points.max(axis=0)
    scale = 0.6 * canvas.area.width() / (high - low).max()
    middle = np.array(canvas.area.center().toTuple())
    left = Qt.MouseButton.LeftButton
    for stroke in strokes:
        positions = [
            QPoint(*(int(v) for v in np.rint((point - (low + high) / 2) * scale + middle))) for point in stroke
        ]
        QTest.mousePress(canvas, left, pos=positions[0])
        for position in positions[1:]:
            QTest.mouseMove(canvas, position)
        QTest.mouseRelease(canvas, left, pos=positions[-1])


def _view(name: str) -> int:
    """Return the index of the view whose title is ``name``, in small letters and with hyphens."""
    names = [view.title.lower().replace(" ", "-") for view in VIEWS]
    if name.lower() not in names:
        raise SettingError(Problem("--view", repr(name), ", ".join(names) + suggestion(name, names)))
    return names.index(name.lower())


def _size(text: str) -> tuple[int, int]:
    width, _, height = text.partition("x")
    if not (width.isdecimal() and height.isdecimal()):
        raise SettingError(Problem("--size", repr(text), "width x height in pixels, such as 1280x800"))
    return int(width), int(height)
