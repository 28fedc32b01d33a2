import numpy as np
import pytest
from PySide6.QtCore import QRect

from nnstudio.ui.data.class_balance import ROW, ClassBalance
from tests.ui.window import show_in_window


@pytest.fixture
def balance(themes):
    return ClassBalance(themes.theme)


@pytest.mark.parametrize(("classes", "width", "rows"), [(10, 620, 5), (10, 300, 10), (2, 620, 1), (47, 800, 16)])
def test_the_rows_of_many_classes_fill_as_many_columns_as_fit(qtbot, balance, classes, width, rows):
    window = show_in_window(qtbot, balance, width, 400)
    balance.show_counts([str(number) for number in range(classes)], np.arange(classes) + 1)
    assert balance.minimumHeight() == rows * ROW
    assert window.isVisible()


def test_a_class_without_pictures_has_no_bar(qtbot, balance, themes):
    window = show_in_window(qtbot, balance, 300, 60)
    balance.show_counts(["full", "empty"], np.array([10, 0]))
    picture = window.grab(QRect(0, 0, 300, 60)).toImage()
    accent = themes.theme.color("accent")
    has_bar = [
        any(picture.pixelColor(x, row * ROW + ROW // 2) == accent for x in range(picture.width())) for row in range(2)
    ]
    assert has_bar == [True, False]


def test_the_counts_are_available_to_screen_readers(balance):
    balance.show_counts(["bag", "ankle boot"], np.array([7, 9]))
    assert balance.accessibleDescription() == "bag: 7, ankle boot: 9"
