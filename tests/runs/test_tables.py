"""The numbers of a run in a spreadsheet."""

import csv
import io

import numpy as np

from nnstudio.engine.events import BatchFinished, Evaluated, Metrics
from nnstudio.runs.events import BATCH_COLUMNS, BatchesFinished
from nnstudio.runs.history import History
from nnstudio.runs.tables import Table, batch_table, evaluation_table


def small_history():
    history = History()
    batches = [BatchFinished(1, 1, 0.5, 2.5, 0.125, 0.05), BatchFinished(2, 1, 1.0, np.nan, 0.25, 0.05)]
    history.add_batches(BatchesFinished.of(batches, 1.5, 100.0))
    digits = Metrics(0.75, 0.5, 4)
    history.add_evaluation(Evaluated(0, 0, 0.0, Metrics(2.5, 0.1, 9), Metrics(2.25, 0.2, 9), 0.5, True))
    history.add_evaluation(Evaluated(1, 2, 1.0, None, Metrics(1.25, 0.4, 9), 0.5, True, digits))
    return history


def read(table):
    file = io.BytesIO()
    table.write_csv(file)
    return list(csv.DictReader(io.StringIO(file.getvalue().decode())))


def test_every_batch_is_a_row_with_its_step_and_all_recorded_numbers():
    rows = read(batch_table(small_history()))
    assert tuple(rows[0]) == ("batch", *BATCH_COLUMNS)
    assert [row["batch"] for row in rows] == ["1", "2"]
    assert [float(row["loss"]) for row in rows[:1]] == [2.5]
    assert rows[1]["loss"] == "nan"
    assert rows[1]["seconds"] == "1.5"


def test_every_evaluation_is_a_row_and_sets_that_were_left_out_are_empty_cells():
    rows = read(evaluation_table(small_history()))
    assert [(row["epoch"], row["batch"], row["validation_loss"]) for row in rows] == [
        ("0", "0", "2.25"),
        ("1", "2", "1.25"),
    ]
    assert [(row["train_loss"], row["my_digits_accuracy"]) for row in rows] == [("2.5", ""), ("", "0.5")]


def test_a_table_is_pasted_with_tabs_and_text_with_commas_is_quoted_in_a_file():
    table = Table(("name", "count"), [("a, b", 1)])
    assert table.tab_separated() == "name\tcount\na, b\t1\n"
    assert read(table) == [{"name": "a, b", "count": "1"}]


def test_a_file_of_evaluations_has_all_their_numbers_under_their_names():
    file = io.BytesIO()
    evaluation_table(small_history()).write_csv(file)
    assert file.getvalue().decode().splitlines() == [
        "epoch,batch,train_loss,train_accuracy,validation_loss,validation_accuracy,my_digits_loss,my_digits_accuracy,"
        "penalty",
        "0,0,2.5,0.1,2.25,0.2,,,0.5",
        "1,2,,,1.25,0.4,0.75,0.5,0.5",
    ]
