"""Texts that change many times a second do not lay out the window anew, unless they need another size."""

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from nnstudio.ui.still_area import StillArea
from tests.ui.window import show_in_window


class Requests(QObject):
    """Counts how often a widget is asked to lay out what it contains."""

    count = 0

    def eventFilter(self, _watched, event):  # noqa: N802 Qt's name
        self.count += event.type() == QEvent.Type.LayoutRequest
        return False


@pytest.fixture
def content(qapp):
    """A widget with a label that may be narrower than its text, below one that may not."""
    content = QWidget()
    column = QVBoxLayout(content)
    content.heading, content.number = QLabel("Loss"), QLabel("0.5")
    content.number.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
    column.addWidget(content.heading)
    column.addWidget(content.number)
    return content


@pytest.fixture
def outside(qtbot, content):
    """A widget that has the area in its layout."""
    outside = QWidget()
    QHBoxLayout(outside).addWidget(StillArea(content))
    outside.window_reference = show_in_window(qtbot, outside, 300, 200)
    QApplication.processEvents()  # what was asked for while it was built
    outside.requests = Requests()
    outside.installEventFilter(outside.requests)
    return outside


def test_the_content_has_all_the_room(content):
    area = StillArea(content)
    area.resize(120, 80)
    area.show()
    assert (content.width(), content.height()) == (120, 80)


def test_a_text_that_needs_no_other_size_leaves_the_layout_around_it_alone(outside, content):
    content.number.setText("0.123456789")
    QApplication.processEvents()
    assert outside.requests.count == 0
    assert content.number.text() == "0.123456789"


def test_a_text_that_needs_another_size_gets_it(qtbot, outside, content):
    before = outside.minimumSizeHint().width()
    content.heading.setText("A much longer heading")
    qtbot.waitUntil(lambda: outside.requests.count > 0)
    assert outside.minimumSizeHint().width() > before
    assert content.heading.width() >= content.heading.sizeHint().width()


def test_what_is_hidden_or_fixed_is_respected(qtbot, outside, content):
    content.setFixedHeight(50)
    qtbot.waitUntil(lambda: outside.requests.count > 0)
    assert content.parentWidget().minimumSizeHint().height() == 50
    assert content.parentWidget().sizeHint().height() == 50
