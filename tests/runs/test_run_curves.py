"""The curves of a run besides its batches, of a history made by hand."""

import numpy as np
import pytest

from nnstudio.engine.events import Evaluated, Metrics
from nnstudio.inspection.layer_statistics import LayerStatistics
from nnstudio.runs.events import BATCH_ROW, BatchesFinished, LayersMeasured
from nnstudio.runs.history import History
from nnstudio.runs.run_curves import MOST_POINTS, RUN_CURVES

CURVES = {curves.key: curves for curves in RUN_CURVES}


def drawn(key, history, names=None):
    return CURVES[key].of(history, names or {})


def batches(rates, seconds):
    rows = np.zeros(len(rates), BATCH_ROW)
    rows["position"] = np.arange(1, len(rates) + 1) / 4
    rows["learning_rate"], rows["seconds"] = rates, seconds
    return BatchesFinished(1, 1, rows, 1.0)


def evaluated(epoch, step, training, validation, penalty=0.5, ends_epoch=True):
    metrics = None if training is None else Metrics(training, 0.5, 10)
    return Evaluated(epoch, step, float(epoch), metrics, Metrics(validation, 0.5, 10), penalty, ends_epoch)


def layers(position, *ratios):
    return LayersMeasured(
        1,
        position,
        2.0,
        tuple(LayerStatistics(2 * index, {}, 1.0, each, 0.25, 0.5) for index, each in enumerate(ratios)),
    )


@pytest.mark.parametrize("curves", RUN_CURVES, ids=lambda curves: curves.key)
def test_a_run_that_has_just_begun_has_no_points(curves):
    assert all(len(curve.x) == len(curve.y) == 0 for curve in curves.of(History(), {}))


def test_each_layer_has_a_line_under_its_name():
    history = History()
    history.add_layers(layers(0.5, 0.1, 0.2))
    history.add_layers(layers(1.0, 0.3, 0.4))
    first, second = drawn("update-ratio", history, {0: "1. Dense", 2: "Output"})
    assert (first.name, second.name) == ("1. Dense", "Output")
    np.testing.assert_array_equal(first.x, [0.5, 1.0])
    np.testing.assert_array_equal([first.y, second.y], [[0.1, 0.3], [0.2, 0.4]])
    assert [curve.name for curve in drawn("dead-units", history)] == ["layer 0"]
    assert drawn("saturated-units", history)[0].y[0] == 0.5
    np.testing.assert_array_equal(drawn("probe-loss", history)[0].y, [2, 2])


def test_the_learning_rate_keeps_every_step_of_its_schedule():
    history = History()
    history.add_batches(batches([0.1] * 5 + [0.05] * 3 + [0.01], range(9)))
    (curve,) = drawn("learning-rate", history)
    np.testing.assert_array_equal(curve.x * 4, [1, 5, 6, 8, 9])
    np.testing.assert_allclose(curve.y, [0.1, 0.1, 0.05, 0.05, 0.01], rtol=1e-6)


def test_a_learning_rate_that_always_changes_is_thinned():
    history = History()
    history.add_batches(batches(np.linspace(1, 0, 5 * MOST_POINTS), 1.0))
    (curve,) = drawn("learning-rate", history)
    assert len(curve.x) == MOST_POINTS
    assert (curve.y[0], curve.y[-1]) == (1, 0)


def test_the_time_of_an_epoch_is_from_its_end_to_the_next():
    history = History()
    history.add_batches(batches([0.1] * 8, [1, 2, 3, 4, 6, 8, 10, 12]))
    for event in (evaluated(0, 0, 1, 1), evaluated(1, 4, 1, 1), evaluated(2, 8, 1, 1)):
        history.add_evaluation(event)
    history.add_evaluation(evaluated(2, 6, 1, 1, ends_epoch=False))
    (curve,) = drawn("epoch-seconds", history)
    np.testing.assert_array_equal(curve.x, [1, 2])
    np.testing.assert_array_equal(curve.y, [4, 8])


def test_cost_and_gap_leave_out_evaluations_without_the_training_set():
    history = History()
    history.add_evaluation(evaluated(0, 0, 2.0, 2.5))
    history.add_evaluation(evaluated(1, 4, None, 2.0))
    history.add_evaluation(evaluated(2, 8, 1.0, 1.75, penalty=0.25))
    assert [curve.y.tolist() for key in ("cost", "gap", "penalty") for curve in drawn(key, history)] == [
        [2.5, 1.25],
        [0.5, 0.75],
        [0.5, 0.5, 0.25],
    ]


@pytest.mark.parametrize("curves", RUN_CURVES, ids=lambda curves: curves.key)
def test_each_quantity_has_a_label_a_help_text_and_formats(curves):
    assert curves.label
    assert curves.help.endswith(".")
    assert curves.text(0.25)
    assert curves.tick(0.25)


def long_history(rates):
    history = History()
    history.add_batches(batches(rates, np.zeros(len(rates))))
    return history


def test_in_a_very_long_run_each_step_of_the_learning_rate_is_at_its_batch():
    rates = np.where(np.arange(1_000_003) < 700_001, 0.1, 0.05)
    rates[-1] = 0.01
    (curve,) = drawn("learning-rate", long_history(rates))
    np.testing.assert_allclose(curve.x * 4, [1, 700_001, 700_002, 1_000_002, 1_000_003], atol=0.1)
    np.testing.assert_allclose(curve.y, [0.1, 0.1, 0.05, 0.05, 0.01])


def test_a_learning_rate_that_always_changes_has_few_points_in_a_very_long_run():
    (curve,) = drawn("learning-rate", long_history(np.linspace(1, 0.1, 300_000)))
    assert MOST_POINTS / 2 < len(curve.x) <= MOST_POINTS
    np.testing.assert_allclose(curve.y, np.interp(curve.x * 4, [1, 300_000], [1, 0.1]), rtol=1e-3)
