"""The numbers of a run for its plots, also of one with very many evaluations."""

from dataclasses import replace

import pytest

from nnstudio.engine.events import Evaluated, Metrics
from nnstudio.runs.history import History
from nnstudio.runs.quantities import LOSS
from nnstudio.ui.plots.run_numbers import NO_POINTS, RunNumbers
from tests.session.scripted_trainer import batches


def metrics(loss):
    return Metrics(loss, 0.5, 100)


def add(history, position, validation, training=None):
    measured = metrics(training) if training is not None else None
    event = Evaluated(1, int(25 * position), position, measured, metrics(validation), 0.0, ends_epoch=False)
    history.add_evaluation(event)


@pytest.fixture
def history():
    history = History()
    history.add_batches(batches(1, *[2.0] * 25))
    add(history, 0.0, 2.3, training=2.4)
    for index in range(1, 200):
        add(history, index / 100, index, training=-index if index % 10 == 0 else None)
    return history


def test_each_evaluation_is_looked_at_once(history):
    looked_at = []

    def loss_of(measured):
        looked_at.append(measured)
        return measured.loss

    numbers = RunNumbers(history, replace(LOSS, evaluation=loss_of), 0.1)
    first = numbers.evaluations()
    assert [len(points.x) for points in first] == [20, 200, 0]
    looked_at.clear()
    add(history, 2.0, 0.25)
    training, validation, my_digits = numbers.evaluations()
    numbers.at(1.0)
    numbers.newest(25, 201)
    assert [measured.loss for measured in looked_at] == [0.25]
    assert (validation.x[-1], validation.y[-1], len(validation.x)) == (2.0, 0.25, 201)
    assert (training, my_digits) == (first[0], NO_POINTS)
    assert len(first[1].x) == 200  # what was drawn before does not change


def test_another_quantity_shows_all_evaluations_anew(history):
    numbers = RunNumbers(history, LOSS, 0.1)
    numbers.evaluations()
    numbers.show(replace(LOSS, evaluation=lambda measured: 7.0))
    assert set(numbers.evaluations()[1].y) == {7.0}
    assert len(numbers.evaluations()[1].y) == 200


@pytest.mark.parametrize(
    ("position", "training", "validation"),
    [(-1.0, 2.4, 2.3), (0.05, 2.4, 5.0), (0.0501, -10.0, 5.0), (1.0, -100.0, 100.0), (9.0, -190.0, 199.0)],
)
def test_a_moment_has_the_nearest_evaluation_of_each_set_and_the_earlier_of_two(
    history, position, training, validation
):
    reading = RunNumbers(history, LOSS, 0.1).at(position)
    assert (reading.training, reading.validation, reading.my_digits) == (training, validation, None)


def test_the_newest_values_are_those_of_the_evaluations_that_are_shown(history):
    numbers = RunNumbers(history, LOSS, 0.1)
    for count, training, validation in [(0, None, None), (1, 2.4, 2.3), (25, -20.0, 24.0), (200, -190.0, 199.0)]:
        reading = numbers.newest(25, count)
        assert (reading.training, reading.validation, reading.my_digits) == (training, validation, None)
