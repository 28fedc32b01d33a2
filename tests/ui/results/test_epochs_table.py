from dataclasses import replace

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from nnstudio.engine.events import Metrics
from nnstudio.ui.results.epochs_table import COLUMNS, EpochsTable
from tests.session.scripted_trainer import evaluated
from tests.ui.window import show_in_window

SPACE = "\N{NARROW NO-BREAK SPACE}"
TITLES = [column.title for column in COLUMNS]


@pytest.fixture
def epochs(qtbot, session, themes):
    epochs = EpochsTable(session, themes)
    window = show_in_window(qtbot, epochs, 700, 200)
    yield epochs
    window.close()


def rows_of(epochs):
    model = epochs.model
    return [[model.index(row, column).data() for column in range(len(TITLES))] for row in range(model.rowCount())]


def test_each_evaluation_has_a_row_with_time_rate_and_metrics(epochs, show):
    show()
    assert rows_of(epochs) == [
        ["0", "0", "", "", "1.000", f"50.00{SPACE}%", "1.000", f"50.00{SPACE}%", "", ""],
        ["1", "2", "0:02", "0.1", "0.5000", f"50.00{SPACE}%", "0.5000", f"50.00{SPACE}%", "", ""],
    ]


def test_a_row_is_added_when_an_evaluation_comes(epochs, show, session):
    run = show()
    event = replace(evaluated(2, 2, loss=0.25), training=None, extra=Metrics(0.75, 0.9, 10))
    run.history.add_evaluation(event)
    session.evaluated.emit(event)
    assert not epochs.table.isColumnHidden(len(TITLES) - 1)
    last = rows_of(epochs)[-1]
    assert (len(rows_of(epochs)), last[0]) == (3, "2")
    assert last[4:] == ["", "", "0.2500", f"50.00{SPACE}%", "0.7500", f"90.00{SPACE}%"]


def test_the_table_is_folded_until_its_heading_is_clicked(epochs, show):
    show()
    assert not epochs.table.isVisible()
    epochs.section.heading.click()
    assert epochs.table.isVisible()


def test_ctrl_c_copies_the_selected_cells_or_all_with_titles(epochs, show):
    show()
    epochs.section.heading.click()
    QTest.keyClick(epochs.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QGuiApplication.clipboard().text().split("\n")
    assert lines[0].split("\t") == TITLES[:-2]  # there are no digits of the user
    assert [line.split("\t")[0] for line in lines[1:]] == ["0", "1"]
    select = QItemSelectionModel.SelectionFlag.Select
    for column in (0, 1):
        epochs.table.selectionModel().select(epochs.model.index(1, column), select)
    assert epochs.table.copied_text() == "1\t2"
