"""The tool bar says how far the run is."""

import math
from types import SimpleNamespace

from nnstudio.session.state import State
from nnstudio.ui.plots.live_view import LiveView
from nnstudio.ui.run_status import RunStatus


def test_one_batch_is_the_first_of_its_epoch_and_a_dot_in_the_plots(window, wait_until):
    window.run_actions.step_batch.trigger()
    wait_until(lambda: window.session.state is State.PAUSED)
    run = window.session.shown_run
    batches = math.ceil(run.started.training_count / run.settings.training.batch_size)
    expected = f"Epoch 1 of {run.settings.training.epochs} · batch 1 of {batches}"
    wait_until(lambda: window.run_status.progress_text == expected)
    wait_until(lambda: window.view(LiveView).loss.dots == 1)


def test_a_run_that_is_trained_on_begins_in_the_epoch_where_it_ended(window, wait_until, qtbot):
    window.run_actions.run.trigger()
    wait_until(lambda: window.session.state is State.FINISHED)
    draw, texts = [], []
    status = RunStatus(window.session, SimpleNamespace(add=draw.append))
    qtbot.addWidget(status)

    def note():
        draw[0]()
        texts.append(status.progress_text)

    window.session.run_started.connect(note)
    window.run_actions.train_on.choices[1].trigger()
    wait_until(lambda: window.session.state is State.FINISHED and window.session.shown_run.ended.epoch == 3)
    assert texts[0].startswith("Epoch 2 of ")
    assert texts[0].endswith("batch 25 of 25")


def test_another_batch_size_changes_the_number_of_batches_in_an_epoch(window, wait_until):
    window.run_actions.step_batch.trigger()
    wait_until(lambda: window.session.state is State.PAUSED)
    window.workspace.set("training.batch_size", 0)
    wait_until(lambda: window.run_status.progress_text.endswith("of 1"))
