"""The pad and `nnstudio evaluate --ink` read the same strokes the same."""

import json
from itertools import islice

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from nnstudio.cli.main import main
from nnstudio.ink.file import DrawnDigit, read_ink_file
from nnstudio.ink.stroke_template import built_in_templates
from nnstudio.session.state import State
from tests.ink_files import write_ink_file

BOX = 500
"""Side of the square in which the digits of the files were written."""
LEFT, NONE = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton


def template_digits(count):
    """Return hand-drawn templates of all digits, at several sizes and positions in the square."""
    rng = np.random.default_rng(11)
    templates = built_in_templates()
    for template in templates[:: len(templates) // count][:count]:
        samples = template.smooth @ template.control * rng.uniform(1.5, 3) + rng.uniform(200, 300, 2)
        is_drawn = (template.arc >= 0) & (template.arc <= template.length)
        strokes = (samples[is_drawn & (template.stroke == number)] for number in np.unique(template.stroke))
        yield DrawnDigit(template.digit, tuple(stroke.clip(0, BOX) for stroke in strokes))


def replay(canvas, strokes):
    """Draw with mouse events at fractions of a pixel."""
    canvas.clear()
    area = canvas.area
    for stroke in strokes:
        points = [area.topLeft() + QPointF(x, y) * (area.width() / BOX) for x, y in stroke.tolist()]
        send(canvas, QEvent.Type.MouseButtonPress, points[0], LEFT)
        for point in points[1:]:
            send(canvas, QEvent.Type.MouseMove, point, NONE)
        send(canvas, QEvent.Type.MouseButtonRelease, points[-1], LEFT)


def send(canvas, kind, point, button):
    on_screen = canvas.mapToGlobal(point)
    QApplication.sendEvent(canvas, QMouseEvent(kind, point, on_screen, button, LEFT, Qt.KeyboardModifier.NoModifier))


def assert_same_predictions(window, digits, file, capsys):
    write_ink_file(file, digits)
    assert main(["evaluate", str(window.session.shown_run.started.folder), "--ink", str(file), "--each", "--json"]) == 0
    *reported, _summary = map(json.loads, capsys.readouterr().out.splitlines())
    assert len(reported) == len(digits)
    for digit, answer in zip(read_ink_file(file), reported, strict=True):
        replay(window.pad.canvas, digit.strokes)
        prediction = window.models.reader.prediction
        assert prediction.best == answer["read"]
        np.testing.assert_allclose(prediction.probabilities, answer["probabilities"], atol=1e-6)


@pytest.fixture
def trained(window, wait_until):
    window.run_actions.run.trigger()
    wait_until(lambda: window.session.state is State.FINISHED)
    return window


def test_thirty_built_in_digits_are_read_alike(trained, tmp_path, capsys):
    digits = list(template_digits(30))
    assert {digit.label for digit in digits} == set(range(10))
    assert_same_predictions(trained, digits, tmp_path / "digits.jsonl", capsys)


def test_forty_digits_of_many_writers_are_read_alike(trained, real_data, tmp_path, capsys):
    digits = list(islice(read_ink_file(real_data / "pen-strokes" / "writers-train.jsonl"), 0, None, 180))
    assert len(digits) >= 40
    assert_same_predictions(trained, digits, tmp_path / "digits.jsonl", capsys)
