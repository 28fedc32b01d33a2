"""The tool bar says how far the run is."""

import math

from nnstudio.session.state import State
from nnstudio.ui.plots.live_view import LiveView


def test_one_batch_is_the_first_of_its_epoch_and_a_dot_in_the_plots(window, wait_until):
    window.run_actions.step_batch.trigger()
    wait_until(lambda: window.session.state is State.PAUSED)
    run = window.session.shown_run
    batches = math.ceil(run.started.training_count / run.settings.training.batch_size)
    expected = f"Epoch 1 of {run.settings.training.epochs} · batch 1 of {batches}"
    wait_until(lambda: window.run_status.progress_text == expected)
    wait_until(lambda: window.view(LiveView).loss.dots == 1)


def test_another_batch_size_changes_the_number_of_batches_in_an_epoch(window, wait_until):
    window.run_actions.step_batch.trigger()
    wait_until(lambda: window.session.state is State.PAUSED)
    window.workspace.set("training.batch_size", 0)
    wait_until(lambda: window.run_status.progress_text.endswith("of 1"))
