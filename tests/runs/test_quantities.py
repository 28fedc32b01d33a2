"""What can be plotted over a run is there from the engine to the file."""

import math

import pytest

from nnstudio.engine.events import Metrics
from nnstudio.engine.losses.cross_entropy import CrossEntropy
from nnstudio.engine.losses.mean_squared_error import MeanSquaredError
from nnstudio.number_text import THIN_SPACE
from nnstudio.runs.events import BATCH_COLUMNS, BATCH_ROW
from nnstudio.runs.history import History
from nnstudio.runs.quantities import ACCURACY, ERROR, LEARNING_RATE, LOSS, QUANTITIES


def test_the_columns_of_the_file_are_those_of_the_released_format():
    assert BATCH_COLUMNS == ("position", "loss", "accuracy", "learning_rate", "seconds")
    assert BATCH_ROW.itemsize == 5 * 4


@pytest.mark.parametrize("quantity", QUANTITIES, ids=lambda quantity: quantity.label)
def test_every_quantity_has_a_series_in_the_history(quantity):
    assert len(History().series(quantity.column)) == 0


def test_a_history_has_no_series_of_another_name():
    with pytest.raises(KeyError):
        History().series("gradient")


def test_an_evaluation_has_a_loss_and_an_accuracy_but_no_learning_rate():
    metrics = Metrics(0.25, 0.75, 100)
    assert LOSS.evaluation(metrics) == 0.25
    assert ACCURACY.evaluation(metrics) == 0.75
    assert LEARNING_RATE.evaluation is None


def test_guessing_is_right_once_in_as_many_classes():
    assert ACCURACY.guessing(CrossEntropy(), 4) == 0.25
    assert LOSS.guessing(CrossEntropy(), 4) == pytest.approx(math.log(4))
    assert LOSS.guessing(MeanSquaredError(), 4) == pytest.approx(0.75)
    assert LEARNING_RATE.guessing is None


def test_a_logarithmic_axis_shows_the_error_instead_of_the_accuracy():
    assert ACCURACY.logarithmic is ERROR
    assert ERROR.of(0.75) == ERROR.evaluation(Metrics(0.1, 0.75, 4)) == 0.25
    assert ERROR.guessing(CrossEntropy(), 10) == pytest.approx(0.9)
    assert LOSS.logarithmic is None


def test_numbers_are_written_as_people_read_them():
    assert LOSS.text(0.123456) == "0.1235"
    assert LOSS.text(1862699416167645184) == "1.863·10¹⁸"
    assert LOSS.text(math.nan) == "–"
    assert ACCURACY.text(0.9715).replace("\u202f", " ") == "97.15 %"
    assert LEARNING_RATE.text(0.0012345) == "0.001234"


def test_a_fraction_is_a_percentage_at_an_axis():
    for quantity in (ACCURACY, ERROR):
        assert [quantity.tick(fraction).split(THIN_SPACE) for fraction in (0.25, 0.005)] == [["25", "%"], ["0.5", "%"]]
