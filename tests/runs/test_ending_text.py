"""Why a run is over, in the words that the window and the command line show."""

import pytest

from nnstudio.engine.training_settings import TrainingSettings
from nnstudio.runs.ending_text import ending_text
from nnstudio.runs.events import RunEndReason


@pytest.mark.parametrize(
    ("epochs", "text"),
    [(1, "its one epoch is trained"), (2, "all 2 epochs are trained"), (30, "all 30 epochs are trained")],
)
def test_a_finished_run_says_how_many_epochs_it_had(epochs, text):
    assert ending_text(RunEndReason.FINISHED, TrainingSettings(epochs=epochs), 50, float(epochs), None) == text


@pytest.mark.parametrize(
    ("layer", "text"),
    [
        (4, "diverged: at batch 68 (layer 4) the numbers became infinite"),
        (None, "diverged: at batch 68 the numbers became infinite"),
    ],
)
def test_a_run_that_diverged_says_at_which_batch_and_in_which_layer_if_that_is_known(layer, text):
    assert ending_text(RunEndReason.DIVERGED, TrainingSettings(), 68, 1.5, layer) == text


def test_a_run_that_was_stopped_says_where():
    assert ending_text(RunEndReason.STOPPED, TrainingSettings(), 68, 1.23456, None) == "stopped by hand at epoch 1.235"
