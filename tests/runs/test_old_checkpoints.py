"""Checkpoints whose validations had no positions: these are derived from the rest of the checkpoint."""

import pytest

from nnstudio.runs.checkpoint import read_checkpoint, write_checkpoint
from nnstudio.runs.preparation import prepare
from nnstudio.runs.saved_run import SavedRunError
from nnstudio.steps import finish
from tests.conftest import small_settings
from tests.runs.test_released_run import RELEASED


def positions_in(folder):
    return [position for position, *_ in read_checkpoint(folder).facts["validations"]]


def make_old(folder, change=lambda facts: None):
    """Write the checkpoint in ``folder`` as it was before; return the positions that are lost."""
    state = read_checkpoint(folder)
    lost = positions_in(folder)
    state.facts["validations"] = [metrics for _, *metrics in state.facts["validations"]]
    change(state.facts)
    with (folder / "checkpoint.npz").open("wb") as file:
        write_checkpoint(file, state)
    return lost


def stopped_run(folders, runs, *assignments, batches):
    """Return the folder of a run that was stopped after ``batches`` of 25 in each epoch."""
    run = finish(prepare(small_settings("epochs=9", *assignments), folders, runs))
    while run.step < batches:
        run.advance()
    run.end("stopped")
    run.close()
    return run.started.folder


def test_the_released_run_was_evaluated_at_the_ends_of_its_epochs():
    assert positions_in(RELEASED / "run") == [0.0, 1.0, 2.0]


@pytest.mark.parametrize("batches", [0, 1, 24, 25, 26, 60, 75])
def test_evaluations_at_the_ends_of_epochs_get_the_very_positions_back(folders, tmp_path, batches):
    folder = stopped_run(folders, tmp_path, batches=batches)
    lost = make_old(folder)
    assert positions_in(folder) == lost


@pytest.mark.parametrize("batches", [3, 12, 25, 40, 74])
def test_evaluations_within_epochs_get_nearly_their_positions_back(folders, tmp_path, batches):
    folder = stopped_run(folders, tmp_path, "evaluate_every=5", batches=batches)
    lost = make_old(folder)
    assert positions_in(folder) == pytest.approx(lost, abs=0.21)


@pytest.mark.parametrize("forged", [5, [None], [[1, 2, 3], 4]])
def test_validations_that_are_none_are_refused(folders, tmp_path, forged):
    folder = stopped_run(folders, tmp_path, batches=30)
    make_old(folder, lambda facts: facts.update(validations=forged, epoch="x"))
    with pytest.raises(SavedRunError, match="cannot be read"):
        read_checkpoint(folder)
